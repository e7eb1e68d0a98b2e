package io.github.gpfailover.testkit.postgres;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.core.journal.JdbcJournal;
import io.github.gpfailover.core.lease.JdbcLease;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine whose journal or lease lies in a PostgreSQL that goes away, in the midst of a move or before it. */
@ExtendWith(SimulatedClusterExtension.class)
@Tag("postgres")
@Timeout(120)
@DisplayName("scenarios 12 and 19: the database of journal and lease goes away")
class EngineWithoutItsDatabaseTest {

    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().activate().build();

    private final HandSetTime time = new HandSetTime();
    private StoreServer server;
    private String schema;

    @BeforeEach
    void useTheNewest() {
        server = StoreServer.of("newest");
        schema = StoreServer.newSchema();
    }

    @AfterEach
    void bringItBack() {
        server.stop();
        server.start();
    }

    private JdbcLease lease() {
        return JdbcLease.in(server.source()).schema(schema).sleeper(time).build();
    }

    private JdbcJournal journal() {
        return JdbcJournal.in(server.source()).schema(schema).build();
    }

    /** The cluster's hosts; something happens right behind the stop of the master. */
    private static CommandTransport behindTheStop(SimulatedCluster cluster, Runnable what) {
        return (host, command) -> {
            CommandResult result = cluster.execute(host, command);
            if (command.toString().contains("pg_ctl stop")) {
                what.run();
            }
            return result;
        };
    }

    private FailoverReport resumed(SimulatedCluster cluster, Journal journal, JdbcLease lease) {
        server.start();
        try (FailoverEngine heir =
                Engines.builder(cluster).journal(journal).lease(lease).build()) {
            return heir.resume("move");
        }
    }

    @Test
    @DisplayName("the lease's: within its time the engine goes on, and the plan succeeds")
    void goesOnWithinTheLeasesTime(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster, behindTheStop(cluster, () -> {
                    server.stop();
                    time.leap(Duration.ofSeconds(26));
                }))
                .lease(lease())
                .build()) {
            assertThat(engine.execute("move", MOVE)).succeeded();
        }
        assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
    }

    @Test
    @DisplayName(
            "the lease's, and its time passes: nothing more is sent, the report says what to do, and a later engine goes on")
    void sendsNothingMoreOnceTheLeasesTimeIsOver(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        try (FailoverEngine engine = Engines.builder(cluster, behindTheStop(cluster, () -> {
                    server.stop();
                    time.leap(Duration.ofSeconds(27));
                }))
                .journal(journal)
                .lease(lease())
                .build()) {
            FailoverReport report = engine.execute("move", MOVE);

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("lease of the cluster was lost", "was not sent")
                    .sent(0, "pg_ctl promote");
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("resume"));
        }
        assertThat(cluster.truth().writableMasters()).isEmpty();

        assertThat(resumed(
                        cluster,
                        journal,
                        JdbcLease.in(server.source()).schema(schema + "_2").build()))
                .succeeded();
        assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
    }

    @Test
    @DisplayName("the lease's, before the plan: refused, nothing was changed, and the cause is named")
    void isRefusedWhereTheLeaseCanNotBeAskedFor(SimulatedCluster cluster) {
        server.stop();
        try (FailoverEngine engine = Engines.builder(cluster).lease(lease()).build()) {
            FailoverReport report = engine.execute("move", MOVE);

            assertThat(report).wasRefusedWithoutAnyChange();
            assertThat(report.summary()).contains("the data source failed", "bring the server back");
            assertThat(report.nextSteps()).singleElement().asString().contains("nothing was changed");
        }
        assertThat(cluster.truth().masterHost()).hasToString("Optional[mdw]");
    }

    @Test
    @DisplayName("the journal's: nothing is promoted, the report says what to do, and a later engine goes on")
    void promotesNothingWithoutTheJournal(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster, behindTheStop(cluster, server::stop))
                .journal(journal())
                .build()) {
            FailoverReport report = engine.execute("move", MOVE);

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("the journal could not be written", "bring the server back")
                    .sent(0, "pg_ctl promote");
            assertThat(report.nextSteps())
                    .anyMatch(s -> s.contains("the master was stopped and not started again"))
                    .anyMatch(s -> s.contains("execute the plan again"));
        }
        assertThat(cluster.truth().writableMasters()).isEmpty();

        FailoverReport second = resumed(
                cluster, journal(), JdbcLease.in(server.source()).schema(schema).build());
        assertThat(second).succeeded();
        assertThat(second.earlierRuns()).hasSize(1);
        assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
    }
}
