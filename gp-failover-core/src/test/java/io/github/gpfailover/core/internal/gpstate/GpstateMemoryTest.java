package io.github.gpfailover.core.internal.gpstate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.fuzz.Fuzz;
import io.github.gpfailover.spi.CommandResult;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("reading a megabyte of gpstate's output allocates less than ten megabytes")
class GpstateMemoryTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final int LARGE = 1_000_000;

    static Stream<Arguments> large() {
        return Stream.of(
                Arguments.of("gpstate -s", pairs(), reader(ClusterStatus::parse)),
                rows(
                        "07",
                        "gpstate -m",
                        "sdw2     /data/mirror/gpseg0",
                        "sdw1     /data/mirror/gpseg2",
                        MirrorList::parse),
                rows("08", "gpstate -p", "sdw1   /data/primary/gpseg0", "sdw1   /data/primary/gpseg1", PortList::parse),
                rows("97", "gpstate -e", "sdw2      7000", "sdw1      6001   Down", MirroringReport::parse),
                rows("11", "gpstate -c", "Primary Active", "-------", PairList::parse),
                rows(
                        "12",
                        "gpstate -i",
                        "sdw1   /data/primary/gpseg0",
                        "sdw1   /data/primary/gpseg1",
                        VersionList::parse));
    }

    static Stream<Arguments> hostile() {
        String line = "20261122:05:06:34:1 gpstate:m:g-[%s]:-%s\n";
        return Stream.of(
                        line.formatted("INFO", "x"),
                        line.formatted("INFO", "x = y"),
                        line.formatted("WARNING", "x = y <<<<<<<<"),
                        line.formatted("INFO", "a   b   c   d   e   f   g   h"),
                        line.formatted("INFO", "----------"),
                        line.formatted("INFO", "Segment Info"),
                        line.formatted("ODD", "я"),
                        line.formatted("INFO", "x") + "y\n",
                        "20261122:05:06:34:1 gpinitstandby:m:g-[INFO]:-x\n")
                .flatMap(unit -> readers().map(r -> Arguments.of(unit.strip(), unit.repeat(LARGE / unit.length()), r)));
    }

    static Stream<BiFunction<HostName, CommandResult, Object>> readers() {
        return Stream.of(
                ClusterStatus::parse,
                StandbyDetails::parse,
                MirrorList::parse,
                InstanceSummary::parse,
                PortList::parse,
                MirroringReport::parse,
                PairList::parse,
                VersionList::parse,
                QuickStatus::parse);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    void ofAnAnswerThatIsRead(String command, String text, BiFunction<HostName, CommandResult, Object> parse) {
        assertThat(text.length()).isGreaterThan(LARGE);
        // Many rows, each with some of its text.
        assertThat(parse.apply(MDW, result(text)).toString().length()).isGreaterThan(LARGE / 10);

        Fuzz.check(text, t -> parse.apply(MDW, result(t)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void ofLinesThatAreAllAlike(String line, String text, BiFunction<HostName, CommandResult, Object> parse) {
        Fuzz.check(text, t -> parse.apply(MDW, result(t)));
    }

    private static BiFunction<HostName, CommandResult, Object> reader(
            BiFunction<HostName, CommandResult, Object> parse) {
        return parse;
    }

    /** Repeats the first two segments, a pair. */
    private static String pairs() {
        String recording = Fuzz.recordings("01").get(0);
        String heading = "   Segment Info\n";
        int second = recording.indexOf(heading, recording.indexOf(heading) + 1);
        int start = recording.lastIndexOf('\n', recording.indexOf(heading)) + 1;
        int end = recording.lastIndexOf('\n', recording.indexOf(heading, second + 1)) + 1;
        String pair = recording.substring(start, end);
        return recording.substring(0, start) + pair.repeat(LARGE / pair.length() + 1) + recording.substring(start);
    }

    private static CommandResult result(String text) {
        return GpstateRecordings.exited(0, text);
    }

    /**
     * Repeats a part of a recording, from the line that contains one text to before the line that contains the other.
     */
    private static Arguments rows(
            String number, String command, String from, String to, BiFunction<HostName, CommandResult, Object> parse) {
        String recording = Fuzz.recordings(number).get(0);
        int start = recording.lastIndexOf('\n', recording.indexOf(from)) + 1;
        int end = recording.lastIndexOf('\n', recording.indexOf(to, start + from.length() + 100)) + 1;
        String part = recording.substring(start, end);
        return Arguments.of(
                command,
                recording.substring(0, start) + part.repeat(LARGE / part.length() + 1) + recording.substring(start),
                parse);
    }
}
