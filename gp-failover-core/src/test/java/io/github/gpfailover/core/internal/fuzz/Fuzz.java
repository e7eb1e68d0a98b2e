package io.github.gpfailover.core.internal.fuzz;

import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.error.GpFailoverException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/**
 * The property that a reader keeps for mutated outputs. Each must end in a result or in a {@link GpFailoverException}, and what was allocated for
 * it, all that is thrown away included, must stay below ten times the text in memory and a fixed part. That is more than what is ever held at
 * one time, so the bound on that holds too.
 *
 * <p>The seeds are the same in each build. {@code -Dfuzz.seed=N} gives others.
 */
public final class Fuzz {

    /** How many seeds jqwik makes for a reader. */
    public static final int TRIES = 50;

    /** How many inputs come of a seed. */
    public static final int BATCH = 1_000;

    /** The seed of the seeds. */
    public static final String SEED = "20261122";

    private static final int TIMES = 10;
    // An exception with its stack, and what a reader needs before the first line.
    private static final int FIXED = 24 * 1024;
    private static final long OTHER_SEED = Long.getLong("fuzz.seed", 0);

    /** A reader under test. */
    @FunctionalInterface
    public interface Reader {

        /** Gives what it made of a text; never null. */
        Object read(String text);
    }

    private Fuzz() {}

    /** Gives seeds that are spread evenly: small ones are worth no more than others. */
    public static Arbitrary<Long> seeds() {
        return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
    }

    /** Gives the standard output of recordings. */
    public static List<String> recordings(String... numbers) {
        return Stream.of(numbers).map(n -> Recording.load(n).stdout()).toList();
    }

    /** Hands a batch of inputs, which all come of one seed, to a reader. */
    public static void batch(long seed, List<String> texts, Reader reader) {
        Random random = new Random(seed ^ OTHER_SEED);
        for (int i = 0; i < BATCH; i++) {
            String input = Mutation.of(random, texts);
            try {
                check(input, reader);
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "; input " + i + " of the batch of seed " + seed + ", fuzz.seed " + OTHER_SEED
                                + ":\n" + shown(input),
                        e.getCause());
            }
        }
    }

    /** Hands an input to a reader; gives what was allocated for it. */
    public static long check(String input, Reader reader) {
        long most = TIMES * inMemory(input) + FIXED;
        long allocated = allocated(input, reader);
        if (allocated > most) {
            // The first time a class or a message is needed costs more than its work.
            allocated = allocated(input, reader);
        }
        if (allocated > most) {
            throw new AssertionError(
                    allocated + " bytes were allocated for a text of " + inMemory(input) + ", more than " + most);
        }
        return allocated;
    }

    /** Gives how many bytes the characters of a text take in memory: two for each as soon as one is beyond Latin-1. */
    static long inMemory(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

    private static long allocated(String input, Reader reader) {
        long before = AllocatedBytes.sofar();
        try {
            Object result = reader.read(input);
            if (result == null) {
                throw new AssertionError("the reader gave null");
            }
        } catch (GpFailoverException e) {
            if (e.getMessage().length() > 2_000) {
                throw new AssertionError("a message of " + e.getMessage().length() + " characters", e);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("the reader threw " + e, e);
        }
        return AllocatedBytes.sofar() - before;
    }

    // As a Java literal, so that the input can be made a test of its own.
    private static String shown(String input) {
        StringBuilder shown = new StringBuilder("\"");
        for (char c : input.substring(0, Math.min(input.length(), 20_000)).toCharArray()) {
            if (c == '\n') {
                shown.append("\\n");
            } else if (c == '"' || c == '\\') {
                shown.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(input.length() > 20_000 ? "\" …" : "\"").toString();
    }
}
