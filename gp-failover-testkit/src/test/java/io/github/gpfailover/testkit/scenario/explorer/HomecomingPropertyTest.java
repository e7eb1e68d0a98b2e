package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Homecomings of old masters after whatever may have happened to them, drawn by fixed seeds. {@link HomecomingRun} is one of the
 * histories, and holds the promises against it.
 */
@Tag("explorer")
class HomecomingPropertyTest {

    /** How many histories are tried; the seeds are the numbers from {@link #FIRST} on. */
    private static final int RUNS = Integer.getInteger("gpfailover.homecoming.runs", 1_500);

    private static final int FIRST = Integer.getInteger("gpfailover.homecoming.first", 0);
    private static final int MOST_TOLD = 20;

    @Test
    @DisplayName(
            "whatever befell an old master: it follows, is rewound or is copied, and never differs from its master")
    void comesHomeOnARightWayWhateverBefellIt() {
        ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        long began = System.nanoTime();
        IntStream.range(FIRST, FIRST + RUNS).parallel().forEach(seed -> new HomecomingRun(seed, counts).go(broken));
        if (Boolean.getBoolean("gpfailover.explorer.tell")) {
            System.out.println(RUNS + " histories in " + (System.nanoTime() - began) / 1_000_000 + " ms: "
                    + new TreeMap<>(counts));
        }

        assertThat(broken.stream().sorted().limit(MOST_TOLD)).isEmpty();
        // A test that always copies, always refuses or never meets a fault would prove nothing.
        assertReached(counts, "home by FOLLOW", 6);
        assertReached(counts, "home by REWIND", 5);
        assertReached(counts, "home by COPY", 5);
        assertReached(counts, "home at last", 2);
        assertReached(counts, "FOLLOW failed", 80);
        assertReached(counts, "REWIND failed", 20);
        assertReached(counts, "a rewind was left behind", 500);
        assertReached(counts, "resumed", 5);
        assertReached(counts, "died", 30);
    }

    /** At least once in so many histories. */
    private static void assertReached(Map<String, AtomicInteger> counts, String what, int in) {
        assertThat(counts.getOrDefault(what, new AtomicInteger()).get())
                .as("%s, of %s", what, counts)
                .isGreaterThanOrEqualTo(RUNS / in);
    }
}
