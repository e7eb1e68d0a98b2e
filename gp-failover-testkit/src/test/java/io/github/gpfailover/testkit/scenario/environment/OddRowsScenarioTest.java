package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OddRowsScenarioTest {

    /** Has the catalog hold what the model can't. */
    private static void otherRow(SimulatedCluster cluster, String plain, String odd) {
        cluster.when(c -> true)
                .always()
                .answering(r -> r.stdout().startsWith("version|")
                        ? CommandResult.of(r.exitCode(), r.stdout().replace(plain, odd), r.stderr(), r.elapsed())
                        : r);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "|sdw1|sdw1|/data/primary/gpseg0;|sdw1|sdw1|/data/pri mary/gpseg0",
                "|sdw1|sdw1|/data/primary/gpseg0;|sdw1|sdw1|/data/$HOME/gpseg0",
                "|sdw1|sdw1|/data/primary/gpseg0;|sdw1|sdw1|data/gpseg0",
                "|sdw1|sdw1|/data/primary/gpseg0;|sdw1|sdw1|/data/a|b/gpseg0",
                "|sdw1|sdw1|/data/primary/gpseg0;|sdw1|sdw1|",
                "|sdw1|sdw1|/data/primary/gpseg0;|fe80::1%eth0|sdw1|/data/primary/gpseg0",
                "|sdw1|sdw1|/data/primary/gpseg0;||sdw1|/data/primary/gpseg0"
            })
    @DisplayName(
            "scenario 35: the row of a segment has an odd host or directory: told, and the masters are seen and moved all the same")
    void seesTheMastersWhateverTheRowOfASegmentHolds(String plain, String odd) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            otherRow(cluster, plain, odd);

            ClusterState state = engine.observe();
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(state).hasMaster("mdw").hasStandby("smdw").hasNoConflicts();
            assertThat(state.segments()).hasSize(8);
            assertThat(state.unknowns()).as(state.describe()).anyMatch(u -> u.contains("dbid 2 (content 0)"));
            assertThat(report).succeeded().mastersWere("mdw", "smdw");
        }
    }

    @ParameterizedTest
    @CsvSource({"/data/primary/gpseg0, /data/primary//gpseg0", "/data/primary/gpseg0, //data/primary/gpseg0/"})
    @DisplayName(
            "scenario 35: several slashes in the directory of a segment (case 09): one directory, and nothing to tell")
    void takesSeveralSlashesForOne(String plain, String odd) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            otherRow(cluster, plain, odd);

            ClusterState state = engine.observe();

            assertThat(state).hasMaster("mdw").hasStandby("smdw").hasNoConflicts();
            assertThat(state.segments())
                    .anyMatch(r -> r.location().toString().equals("sdw1:6000:/data/primary/gpseg0"));
            assertThat(state.segments()).allMatch(r -> r.unreadable().isEmpty());
        }
    }
}
