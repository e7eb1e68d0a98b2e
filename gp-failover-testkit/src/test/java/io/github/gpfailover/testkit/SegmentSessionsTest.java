package io.github.gpfailover.testkit;

import static io.github.gpfailover.testkit.Commands.DIRECTORY;
import static io.github.gpfailover.testkit.Commands.run;
import static io.github.gpfailover.testkit.Commands.sql;
import static io.github.gpfailover.testkit.Commands.utility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class SegmentSessionsTest {

    private static final String LIST =
            "select 'session', pid, coalesce(host(client_addr),''), sess_id, usename from pg_stat_activity"
                    + " where pid <> pg_backend_pid() order by pid;";

    private static void createTable(SimulatedCluster cluster) {
        sql(cluster, "mdw", "create table t (id int) distributed by (id);");
    }

    private static List<String> list(SimulatedCluster cluster, String host, int port) {
        return utility(cluster, host, host, port, LIST).stdout().lines().toList();
    }

    private static int end(SimulatedCluster cluster, String... addresses) {
        int ended = 0;
        for (String host : List.of("sdw1", "sdw2")) {
            for (int port : List.of(6000, 6001)) {
                String sql = "select 'ended', pid, pg_terminate_backend(pid) from pg_stat_activity where pid <>"
                        + " pg_backend_pid() and host(client_addr) in ('" + String.join("','", addresses) + "');";
                CommandResult result = utility(cluster, host, host, port, sql);
                assertThat(result.stdout().lines()).allMatch(l -> l.matches("ended\\|\\d+\\|t"));
                ended += (int) result.stdout().lines().count();
            }
        }
        return ended;
    }

    @Test
    void areOpenedByTheFirstStatementThatDispatches(SimulatedCluster cluster) {
        createTable(cluster);
        ClientSession session = cluster.server("mdw").openSession();
        assertThat(list(cluster, "sdw1", 6000)).singleElement().asString().contains("|10.77.0.14|");

        session.insert("t", 1);

        assertThat(list(cluster, "sdw1", 6000))
                .hasSize(2)
                .anyMatch(l -> l.matches("session\\|\\d+\\|10\\.77\\.0\\.11\\|\\d+\\|gpadmin"));
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isEqualTo(4);

        session.close();
        assertThat(list(cluster, "sdw1", 6000)).hasSize(1);
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
    }

    @Test
    void areSeenFromTheNewMastersHostToo(SimulatedCluster cluster) {
        createTable(cluster);
        cluster.server("mdw").openSession().insert("t", 1);

        assertThat(utility(cluster, "smdw", "sdw2", 6001, LIST).stdout()).contains("|10.77.0.11|");
        CommandResult mirror = utility(cluster, "smdw", "sdw2", 7000, LIST);
        assertThat(mirror.exitCode()).hasValue(2);
        assertThat(mirror.stderr()).startsWith("psql: FATAL:  the database system is in recovery mode\n");
    }

    @Test
    void areOpenedAnewAfterTheyWereEndedSoThatEndingThemIsNoFence(SimulatedCluster cluster) {
        createTable(cluster);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);

        assertThat(end(cluster, "10.77.0.11")).isEqualTo(4);
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
        assertThat(cluster.truth().canWrite("mdw")).isTrue();

        assertThatIllegalStateException()
                .isThrownBy(session::commit)
                .withMessageStartingWith("ERROR:  Error on receive from seg")
                .withMessageContaining("server closed the connection unexpectedly");
        assertThat(cluster.truth().rows("t")).isZero();
        session.insert("t", 17);
        assertThat(cluster.truth().rows("t")).isEqualTo(17);
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isEqualTo(4);
    }

    @Test
    void ofAnOrphanCommitBesideTheNewMasterUntilTheyAreFencedAndEnded(SimulatedCluster cluster) {
        createTable(cluster);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);
        cluster.kill("mdw");
        assertThat(run(cluster, "mdw", "ps", "-ef").stdout()).contains("idle in transaction");
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isEqualTo(4);
        assertThat(cluster.truth().canWrite("mdw")).isTrue();

        for (String host : List.of("sdw1", "sdw2", "smdw")) {
            cluster.host(host).route("10.77.0.11");
        }
        assertThat(end(cluster, "10.77.0.11")).isEqualTo(4);
        run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));

        assertThatIllegalStateException().isThrownBy(session::commit).withMessage("a segment does not answer");
        assertThat(sql(cluster, "smdw", "select count(*) from t;").stdout()).isEqualTo("0\n");
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
    }

    @Test
    void endWithTheOrphanThatHoldsThem(SimulatedCluster cluster) {
        createTable(cluster);
        cluster.server("mdw").openSession().begin().insert("t", 13);
        cluster.kill("mdw");
        String pid = run(cluster, "mdw", "ps", "-ef")
                .stdout()
                .lines()
                .filter(l -> l.contains("idle in transaction"))
                .map(l -> l.strip().split(" +", 3)[1])
                .findFirst()
                .orElseThrow();

        run(cluster, "mdw", "kill", "-TERM", pid);

        assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
        assertThat(cluster.truth().canWrite("mdw")).isFalse();
    }

    @Test
    void outliveAMasterWhoseHostLostPower(SimulatedCluster cluster) {
        createTable(cluster);
        cluster.server("mdw").openSession().begin().insert("t", 13);
        cluster.powerOff("mdw");

        assertThat(list(cluster, "sdw1", 6000)).hasSize(2);
        assertThat(end(cluster, "10.77.0.11", "10.77.0.12")).isEqualTo(4);
        assertThat(list(cluster, "sdw1", 6000)).hasSize(1);
        assertThat(cluster.truth().rows("t")).isZero();
    }

    @Test
    void comeFromAnotherAddressOfAMasterWhereTheFirstGetsNoAnswer(SimulatedCluster cluster) {
        createTable(cluster);
        cluster.host("mdw").addAddress("10.88.0.11");
        cluster.host("sdw1").route("10.77.0.11");
        cluster.server("mdw").openSession().insert("t", 1);

        assertThat(list(cluster, "sdw1", 6000)).anyMatch(l -> l.contains("|10.88.0.11|"));
        assertThat(list(cluster, "sdw2", 6000)).anyMatch(l -> l.contains("|10.77.0.11|"));
        assertThat(end(cluster, "10.77.0.11")).isEqualTo(2);
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isEqualTo(2);
    }

    @Test
    void takeTheEndOfABlockedCommitInThroughARouteUnlessTheyWereEnded(SimulatedCluster cluster) {
        assertThat(rowsOfABlockedCommit(cluster, false)).isEqualTo(11);
        try (SimulatedCluster other = SimulatedCluster.builder().build()) {
            assertThat(rowsOfABlockedCommit(other, true)).isZero();
        }
    }

    private static long rowsOfABlockedCommit(SimulatedCluster cluster, boolean ended) {
        createTable(cluster);
        cluster.powerOff("smdw");
        cluster.clock().schedule(Duration.ofSeconds(2), () -> {
            cluster.host("sdw1").route("10.77.0.11");
            cluster.host("sdw2").route("10.77.0.11");
            if (ended) {
                end(cluster, "10.77.0.11");
            }
            cluster.host("mdw").destroySockets("smdw");
        });
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> run(
                        cluster,
                        Duration.ofSeconds(30),
                        "mdw",
                        "psql",
                        "-X",
                        "-c",
                        "insert into t select generate_series(1,11)"));
        return cluster.truth().rows("t");
    }

    @Test
    void ofABlockedCommitAreListedUntilItEnds(SimulatedCluster cluster) {
        createTable(cluster);
        cluster.powerOff("smdw");
        List<Integer> seen = new ArrayList<>();
        cluster.clock()
                .schedule(Duration.ofSeconds(2), () -> seen.add(cluster.truth().sessionsOnSegments("mdw")));

        CommandResult insert = sql(cluster, "mdw", "insert into t select generate_series(1,11);");

        assertThat(insert.exitedZero()).isTrue();
        assertThat(seen).containsExactly(4);
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
    }

    @Test
    void areAskedForInUtilityModeOnly(SimulatedCluster cluster) {
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> run(cluster, "sdw1", "psql", "-h", "sdw1", "-p", "6000", "-c", "select 1"));
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> utility(cluster, "sdw1", "sdw1", 6000, "select count(*) from t;"));
    }
}
