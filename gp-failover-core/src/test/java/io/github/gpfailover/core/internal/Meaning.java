package io.github.gpfailover.core.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What a recording means, as a reader gives it: the row of a table that is a test. */
public final class Meaning {

    private static final String DAY = "20261122:";
    // How psql's tables and the date begin.
    private static final List<String> OTHERS = List.of(" count", " dbid", "Sun Nov");

    private final String number;
    private final DynamicTest test;

    private Meaning(String number, DynamicTest test) {
        this.number = number;
        this.test = test;
    }

    /** Says what the reader must find in a recording. */
    public static <T> Meaning of(String number, String meaning, Function<Recording, T> reader, Consumer<T> is) {
        Recording recording = Recording.load(number);
        return new Meaning(
                number,
                DynamicTest.dynamicTest(recording.name() + ": " + meaning, () -> is.accept(reader.apply(recording))));
    }

    /** Gives the recording's number. */
    public String number() {
        return number;
    }

    /** Gives tests of all of them. */
    public static Stream<DynamicTest> tests(List<Meaning> meanings) {
        return meanings.stream().map(m -> m.test);
    }

    /**
     * Gives the part of a recording that a utility wrote: some were taken of several commands. Ends before the first line that another
     * one printed after it.
     */
    public static String log(Recording recording) {
        String stdout = recording.stdout();
        int first = stdout.startsWith(DAY) ? 0 : stdout.indexOf("\n" + DAY) + 1;
        int end = stdout.length();
        for (String other : OTHERS) {
            int at = stdout.indexOf("\n" + other, first);
            end = at < 0 ? end : Math.min(end, at + 1);
        }
        return stdout.substring(first, end);
    }

    /** Gives the lines of a recording's standard output that begin with one of these texts. */
    public static String lines(Recording recording, String... words) {
        return recording
                .stdout()
                .lines()
                .filter(l -> Arrays.stream(words).anyMatch(l::startsWith))
                .map(l -> l + "\n")
                .reduce("", String::concat);
    }
}
