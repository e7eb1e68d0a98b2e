package io.github.gpfailover.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/observing.md shows of {@code describe()} is what it prints. */
@ExtendWith(SimulatedClusterExtension.class)
class ReadmeObservationTest {

    private static final int LONGEST = 150;

    @Test
    void printsWhatThePageShowsOfAHealthyCluster(SimulatedCluster cluster) throws IOException {
        String page = Pages.page("observing.md");
        try (FailoverEngine engine = Engines.on(cluster)) {
            // The second observation: before the first, nothing is known.
            engine.observe();
            assertThat(page).contains(shown(engine.observe().describe()));
        }
    }

    @Test
    void printsWhatThePageShowsOfALostStandby(SimulatedCluster cluster) throws IOException {
        String page = Pages.page("observing.md");
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("smdw");
            cluster.clock().advance(Duration.ofSeconds(38));

            assertThat(page).contains(shown(engine.observe().describe()));
        }
    }

    private static String shown(String text) {
        return text.lines()
                .map(l -> l.length() <= LONGEST ? l : l.substring(0, LONGEST - 3) + "...")
                .collect(Collectors.joining("\n", "```\n", "\n```"));
    }
}
