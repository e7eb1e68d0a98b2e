package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model knows of distributed transactions (recordings e0 to e9). */
class DistributedTransactionsTest {

    private static final String SCRIPT = "/usr/local/greenplum-db/greenplum_path.sh";

    private final SimulatedCluster cluster = SimulatedCluster.builder().build();

    @Test
    void segmentsAndStandbyHaveTheIdOfWhatWroteOnAllSegments() throws InterruptedException {
        cluster.server("mdw").openSession().createTable("kept").insert("kept", 1000);
        assertThat(log("sdw1", 6000)).isEqualTo(log("sdw2", 6001)).contains("-0000000004|Committed|712");
        assertThat(commits("smdw")).hasSize(2);
        assertThat(commits("smdw").get(1)).contains("distributed commit 2026-").endsWith("-0000000005, gxid = 5");
    }

    @Test
    void oneRowNeedsNoRecordOfTheMaster() throws InterruptedException {
        cluster.server("mdw").openSession().createTable("kept").insert("kept", 1);
        assertThat(commits("mdw")).hasSize(1);
        assertThat(log("sdw1", 6000)).contains("-0000000005");
        assertThat(log("sdw2", 6000)).doesNotContain("-0000000005");
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "the standby of a master that went on alone is promoted")
    void aMasterWhoseSenderWasEndedOverACutLinkGoesOnAlone() throws InterruptedException {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        cluster.cut("mdw", "smdw");
        cluster.server("mdw").terminateSender();
        client.createTable("lost").insert("lost", 1000);
        cluster.powerOff("mdw");
        assertThat(commits("smdw")).hasSize(1);
        assertThat(cluster.truth().lackedTransactions("smdw", "/data/master/gpseg-1"))
                .hasSize(2)
                .first()
                .asString()
                .contains("-0000000005 create table lost");
        promote();
        assertThat(cluster.truth().lostTransactions()).hasSize(2);
        assertThat(cluster.truth().rows("lost")).isEqualTo(1000);
    }

    @Test
    void aRestartGivesANewPrefixAndCountsFromOne() throws InterruptedException {
        cluster.server("mdw").openSession().createTable("before");
        cluster.clock().advance(Duration.ofSeconds(5));
        run("mdw", "pg_ctl", "stop", "-m", "fast", "-D", "/data/master/gpseg-1");
        cluster.server("mdw").start();
        cluster.server("mdw").openSession().createTable("after");
        List<String> rows = log("sdw1", 6000).lines().toList();
        assertThat(rows.get(0)).contains("-0000000004|");
        assertThat(rows.get(1)).contains("-0000000001|");
        assertThat(rows.get(1).split("\\|", -1)[1].substring(0, 10))
                .isGreaterThan(rows.get(0).split("\\|", -1)[1].substring(0, 10));
    }

    @Test
    void aNewMasterEndsWhatIsBetweenItsPhasesAsItsLogSays() throws InterruptedException {
        cluster.server("mdw").openSession().createTable("t");
        cluster.server("mdw").openSession().begin().insert("t", 100).commitUpTo(CommitPhase.PREPARED);
        cluster.server("mdw").openSession().begin().insert("t", 30).commitUpTo(CommitPhase.HALF_TOLD);
        cluster.powerOff("mdw");
        promote();
        assertThat(cluster.truth().rows("t")).isEqualTo(30);
    }

    private void promote() throws InterruptedException {
        run("smdw", "pg_ctl", "promote", "-D", "/data/master/gpseg-1");
        cluster.clock().advance(Duration.ofSeconds(1));
    }

    private String log(String host, int port) throws InterruptedException {
        Command.Builder ask = Command.builder(List.of(
                        "psql",
                        "-X",
                        "-At",
                        "-h",
                        host,
                        "-p",
                        Integer.toString(port),
                        "-d",
                        "postgres",
                        "-c",
                        "select segment_id, distributed_xid, distributed_id, status, local_transaction from gp_distributed_log"
                                + " order by distributed_xid::text::bigint desc limit 6"))
                .sourcing(SCRIPT)
                .variable("PGOPTIONS", "-c gp_session_role=utility");
        String rows = cluster.execute(HostName.of(host), ask.build()).stdout();
        // Of all contents alike but for the content.
        return rows.replaceAll("(?m)^\\d\\|", "");
    }

    private List<String> commits(String host) throws InterruptedException {
        CommandResult dump = run(
                host,
                "pg_xlogdump",
                "-p",
                "/data/master/gpseg-1/pg_xlog",
                "-t",
                "1",
                "-r",
                "Transaction",
                "-s",
                "0/C000000");
        assertThat(dump.exitCode()).hasValue(1);
        return dump.stdout()
                .lines()
                .filter(l -> l.contains("distributed commit"))
                .toList();
    }

    private CommandResult run(String host, String... words) throws InterruptedException {
        return cluster.execute(
                HostName.of(host),
                Command.builder(List.of(words)).sourcing(SCRIPT).build());
    }
}
