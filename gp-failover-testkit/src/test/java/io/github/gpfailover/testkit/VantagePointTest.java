package io.github.gpfailover.testkit;

import static io.github.gpfailover.testkit.Commands.DIRECTORY;
import static io.github.gpfailover.testkit.Commands.run;
import static io.github.gpfailover.testkit.Commands.sql;
import static io.github.gpfailover.testkit.Commands.utility;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class VantagePointTest {

    private static final String TIMELINE = "Latest checkpoint's TimeLineID:       ";

    private static CommandResult ask(SimulatedCluster cluster, String from, String to) {
        return utility(cluster, from, to, 5432, "select 1;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdw1", "sdw2", "smdw", "mdw"})
    void everyHostCanAskTheMaster(String from) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            assertThat(ask(cluster, from, "mdw").stdout()).isEqualTo("1\n");
            assertThat(ask(cluster, from, "10.77.0.11").stdout()).isEqualTo("1\n");
        }
    }

    @Test
    void aSegmentHostSeesAMasterThatTheStandbyDoesNot(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");
        cluster.cut("mdw", "controller");

        assertThat(ask(cluster, "sdw1", "mdw").stdout()).isEqualTo("1\n");
        CommandResult silent = ask(cluster, "smdw", "mdw");
        assertThat(silent.exitCode()).hasValue(2);
        assertThat(silent.stderr()).isEqualTo("psql: timeout expired\n");
        assertThat(silent.elapsed()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3100));
    }

    @Test
    void aStandbyRefusesALoginWithItsPosition(SimulatedCluster cluster) {
        assertThat(ask(cluster, "sdw1", "smdw").stderr())
                .startsWith(
                        "psql: FATAL:  the database system is in recovery mode\nDETAIL:  last replayed record at 0/");
    }

    @Test
    void aKilledMasterRefusesConnectionsWhileItsOrphanWrites(SimulatedCluster cluster) {
        sql(cluster, "mdw", "create table t (id int) distributed by (id);");
        ClientSession session = cluster.server("mdw").openSession();
        cluster.kill("mdw");

        CommandResult refused = ask(cluster, "sdw1", "mdw");
        assertThat(refused.exitCode()).hasValue(2);
        assertThat(refused.stderr()).startsWith("psql: could not connect to server: Connection refused\n");
        session.insert("t", 3);
        assertThat(cluster.truth().rows("t")).isEqualTo(3);
    }

    @Test
    void aHungOrDarkMasterIsSilent(SimulatedCluster cluster) {
        cluster.hang("mdw");
        assertThat(ask(cluster, "sdw1", "mdw").stderr()).isEqualTo("psql: timeout expired\n");
        cluster.unhang("mdw");
        cluster.powerOff("mdw");
        assertThat(ask(cluster, "sdw1", "mdw").stderr()).isEqualTo("psql: timeout expired\n");
        assertThat(ask(cluster, "sdw1", "nosuch").stderr()).contains("could not translate host name");
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.ONE_WRITABLE_MASTER,
            reason = "the standby is promoted beside its master by hand")
    void timelinesTellAnOldMasterFromTheNewOne(SimulatedCluster cluster) {
        cluster.kill("mdw");
        cluster.host("mdw").removeFile("/tmp/.s.PGSQL.5432.lock");
        run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));
        cluster.server("mdw").start();

        assertThat(run(cluster, "smdw", "pg_controldata", DIRECTORY).stdout()).contains(TIMELINE + "1\n");
        utility(cluster, "smdw", "smdw", 5432, "CHECKPOINT;");
        assertThat(run(cluster, "smdw", "pg_controldata", DIRECTORY).stdout()).contains(TIMELINE + "2\n");
        utility(cluster, "mdw", "mdw", 5432, "CHECKPOINT;");
        assertThat(run(cluster, "mdw", "pg_controldata", DIRECTORY).stdout()).contains(TIMELINE + "1\n");
        assertThat(cluster.truth().writableMasters())
                .containsExactlyInAnyOrder(HostName.of("mdw"), HostName.of("smdw"));
        sql(cluster, "mdw", "create table by_old (id int) distributed by (id);");
        assertThat(sql(cluster, "smdw", "create table by_new (id int) distributed by (id);")
                        .exitedZero())
                .isTrue();
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.ONE_WRITABLE_MASTER,
            reason = "the standby is promoted beside its master by hand")
    void aBlockedCommitOfAnOldMasterIsLostOnTheSegmentsAfterThePromotion(SimulatedCluster cluster) {
        sql(cluster, "mdw", "create table t (id int) distributed by (id);");
        cluster.cut("mdw", "smdw");
        cluster.clock()
                .schedule(Duration.ofSeconds(2), () -> run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY));

        CommandResult insert = sql(cluster, "mdw", "insert into t select generate_series(1,11);");

        assertThat(insert.elapsed()).isBetween(Duration.ofSeconds(299), Duration.ofSeconds(301));
        assertThat(insert.stderr())
                .startsWith("WARNING:  the distributed transaction 'Commit Prepared' broadcast failed");
        assertThat(cluster.truth().rows("t")).isZero();
    }
}
