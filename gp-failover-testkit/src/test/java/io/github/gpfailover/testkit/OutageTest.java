package io.github.gpfailover.testkit;

import static io.github.gpfailover.testkit.Commands.DIRECTORY;
import static io.github.gpfailover.testkit.Commands.request;
import static io.github.gpfailover.testkit.Commands.run;
import static io.github.gpfailover.testkit.Commands.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class OutageTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final HostName SMDW = HostName.of("smdw");
    private static final String CREATE = "create table t (id int) distributed by (id);";

    private static void fails(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static InstanceState seen(SimulatedCluster cluster, int instance) {
        try {
            return cluster.observe(request(cluster)).instances().get(instance);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNewClusterHasOneMasterAndAStandbyInSync(SimulatedCluster cluster) throws InterruptedException {
        var state = cluster.observe(request(cluster));

        assertThat(state.master()).get().extracting(i -> i.location().host()).isEqualTo(MDW);
        assertThat(state.replication())
                .get()
                .matches(r -> r.inSync() && r.lagBytes().orElseThrow() == 0);
        assertThat(state.standby()).get().matches(r -> r.dbid() == 10);
        assertThat(cluster.truth().standbyHost()).contains(SMDW);
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void aHostWithoutPowerTakesNoConnection(SimulatedCluster cluster) {
        cluster.powerOff("mdw");

        fails(Reason.NO_ANSWER, () -> run(cluster, "mdw", "pg_ctl", "status", "-D", DIRECTORY));
        assertThat(cluster.clock().nanoTime()).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(seen(cluster, 0).liveness().isUnknown()).isTrue();
        assertThat(cluster.truth().writableMasters()).isEmpty();
    }

    @Test
    void aHostWithPowerAgainStartsNoServerAndKeepsItsDisk(SimulatedCluster cluster) {
        cluster.powerOff("mdw");
        cluster.powerOn("mdw");

        assertThat(run(cluster, "mdw", "pg_ctl", "status", "-D", DIRECTORY).exitCode())
                .hasValue(3);
        assertThat(seen(cluster, 0).liveness().isStopped()).isTrue();
        assertThat(run(cluster, "mdw", "cat", "/tmp/.s.PGSQL.5432.lock").stdout())
                .contains(DIRECTORY);
        assertThat(cluster.truth().directoryExists("mdw", DIRECTORY)).isTrue();
    }

    @Test
    void aKilledPostmasterLeavesItsLockFilesAndNoProcess(SimulatedCluster cluster) {
        cluster.kill("mdw");

        assertThat(run(cluster, "mdw", "ps", "-ef").stdout()).doesNotContain("postgres");
        assertThat(run(cluster, "mdw", "test", "-e", "/tmp/.s.PGSQL.5432.lock").exitedZero())
                .isTrue();
        assertThat(run(cluster, "mdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY)
                        .exitCode())
                .hasValue(1);
        CommandResult login = sql(cluster, "mdw", "select 1;");
        assertThat(login.exitCode()).hasValue(2);
        assertThat(login.stderr()).startsWith("psql: could not connect to server: Connection refused\n");
        assertThatIllegalStateException().isThrownBy(() -> cluster.kill("mdw"));
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.ONE_WRITABLE_MASTER,
            reason = "the standby is promoted beside an orphan session by hand")
    void aSessionOutlivesItsPostmasterAndCommitsBesideTheNewMaster(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);
        cluster.kill("mdw");
        assertThat(seen(cluster, 0))
                .matches(i -> i.liveness().isRunning() && i.orphaned() && i.role() == InstanceRole.DOWN);

        assertThat(run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY).stdout())
                .isEqualTo("server promoting\n");
        cluster.clock().advance(Duration.ofSeconds(1));
        session.insert("t", 17).commit().insert("t", 19);

        assertThat(sql(cluster, "smdw", "select count(*) from t;").stdout()).isEqualTo("49\n");
        assertThat(cluster.truth().writableMasters()).containsExactlyInAnyOrder(MDW, SMDW);
        assertThat(cluster.truth().everTwoWritableMasters()).isTrue();
    }

    @Test
    void killingTheProcessesOfAnOrphanRollsItsTransactionBack(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);
        cluster.kill("mdw");
        String[] pids = run(cluster, "mdw", "ps", "-ef")
                .stdout()
                .lines()
                .filter(l -> l.contains("postgres:"))
                .map(l -> l.strip().split(" +", 3)[1])
                .toArray(String[]::new);

        assertThat(run(cluster, "mdw", "kill", "-TERM", pids[0], pids[1])).matches(CommandResult::exitedZero);

        assertThat(session.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(session::commit);
        assertThat(cluster.truth().rows("t")).isZero();
        assertThat(seen(cluster, 0).liveness().isStopped()).isTrue();
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.ONE_WRITABLE_MASTER,
            reason = "the standby is promoted beside its master by hand")
    void twoMastersWriteTheSameSegmentsAfterAPartition(SimulatedCluster cluster) {
        sql(
                cluster,
                "mdw",
                "create table test (id int) distributed by (id); insert into test select generate_series(1,50000,1);");
        cluster.cut("mdw", "smdw");

        CommandResult activation = run(cluster, "smdw", "gpactivatestandby", "-a", "-d", DIRECTORY);
        cluster.clock().advance(Duration.ofMinutes(5));
        sql(cluster, "mdw", "insert into test select generate_series(1,11);");

        assertThat(activation.exitedZero()).isTrue();
        assertThat(activation.elapsed()).isBetween(Duration.ofMillis(1400), Duration.ofMillis(1800));
        assertThat(sql(cluster, "smdw", "select count(*) from test;").stdout()).isEqualTo("50011\n");
        assertThat(cluster.truth().everTwoWritableMasters()).isTrue();
        assertThat(cluster.truth().masterHost()).isEmpty();
        assertThat(cluster.truth().timeline()).contains("TWO MASTERS can write: mdw and smdw");
    }

    @Test
    void aCommitWaitsForASilentStandbyUntilTheSenderGivesUp(SimulatedCluster cluster) {
        cluster.powerOff("smdw");

        CommandResult create = sql(cluster, "mdw", CREATE);

        assertThat(create.stdout()).isEqualTo("CREATE TABLE\n");
        assertThat(create.elapsed()).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(301));
    }

    @Test
    void destroyedSocketsEndTheWait(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.clock()
                .schedule(Duration.ofSeconds(5), () -> cluster.host("mdw").destroySockets("smdw"));

        assertThat(sql(cluster, "mdw", CREATE).elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    }

    @Test
    void aCommitDoesNotWaitForAStandbyThatWasStopped(SimulatedCluster cluster) {
        run(cluster, "smdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY);

        assertThat(sql(cluster, "mdw", CREATE).elapsed()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "an operator starts the old master")
    void anOldMasterThatWasStartedAgainWrites(SimulatedCluster cluster) {
        run(cluster, "mdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY);
        run(cluster, "smdw", "gpactivatestandby", "-a", "-d", DIRECTORY);
        assertThat(cluster.truth().everTwoWritableMasters()).isFalse();

        cluster.server("mdw").start();

        assertThat(cluster.truth().writableMasters()).containsExactlyInAnyOrder(MDW, SMDW);
        assertThat(cluster.truth().everTwoWritableMasters()).isTrue();
    }

    @Test
    void aCutInOneDirectionEndsConnectionsAsWell(SimulatedCluster cluster) {
        cluster.cutOneWay("controller", "mdw");

        fails(Reason.NO_ANSWER, () -> run(cluster, "mdw", "ps", "-ef"));
        cluster.heal("controller", "mdw");
        assertThat(run(cluster, "mdw", "ps", "-ef").exitedZero()).isTrue();
    }

    @Test
    void aStreamGoesOnWhenTheLinkHealsSoon(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");
        assertThat(cluster.truth().standbyInSync()).isFalse();
        cluster.clock().advance(Duration.ofSeconds(20));
        cluster.heal();

        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(sql(cluster, "mdw", CREATE).elapsed()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aCommandOnAHungHostNeverEnds(SimulatedCluster cluster) {
        cluster.hang("mdw");

        fails(Reason.TIMEOUT, () -> run(cluster, Duration.ofSeconds(7), "mdw", "ps", "-ef"));
        assertThat(cluster.clock().nanoTime()).isEqualTo(Duration.ofSeconds(7).toNanos());
        cluster.unhang("mdw");
        assertThat(run(cluster, "mdw", "ps", "-ef").exitedZero()).isTrue();
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "a standby that is behind is promoted by hand")
    void aLaggingStandbyIsShownAndLosesWhatItHasNot(SimulatedCluster cluster) throws InterruptedException {
        cluster.lagStandby(1000);
        sql(cluster, "mdw", CREATE);

        var replication = cluster.observe(request(cluster)).replication().orElseThrow();
        assertThat(replication.state()).isEqualTo("catchup");
        assertThat(replication.syncState()).isEqualTo("potential");
        assertThat(replication.lagBytes().orElseThrow()).isGreaterThanOrEqualTo(1000);

        cluster.kill("mdw");
        run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));
        assertThat(sql(cluster, "smdw", "select count(*) from pg_class where relname = 't';")
                        .stdout())
                .isEqualTo("0\n");
    }

    @Test
    void aStandbyThatCaughtUpIsInSync(SimulatedCluster cluster) {
        cluster.lagStandby(1000);
        cluster.lagStandby(0);

        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> cluster.lagStandby(-1));
    }

    @Test
    void aStopThatHangsEndsOnlyWithImmediate(SimulatedCluster cluster) {
        cluster.server("mdw").stopHangs();

        CommandResult fast = run(cluster, "mdw", "pg_ctl", "stop", "-m", "fast", "-t", "10", "-D", DIRECTORY);

        assertThat(fast.exitCode()).hasValue(1);
        assertThat(fast.stderr()).isEqualTo("pg_ctl: server does not shut down\n");
        assertThat(seen(cluster, 0).role()).isEqualTo(InstanceRole.TRANSIENT);
        assertThat(run(cluster, "mdw", "pg_ctl", "stop", "-m", "immediate", "-D", DIRECTORY)
                        .exitedZero())
                .isTrue();
        assertThat(seen(cluster, 0).liveness().isStopped()).isTrue();
    }

    @Test
    void aDeadPrimaryFailsStatementsUntilItsMirrorTakesOver(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        cluster.segment(1).killPrimary();

        CommandResult failed = sql(cluster, "mdw", "select count(*) from t;");
        assertThat(failed.exitCode()).hasValue(3);
        assertThat(failed.stderr())
                .startsWith("ERROR:  failed to acquire resources")
                .contains("(seg1 10.77.0.13:6001)");

        cluster.probeSegments();
        assertThat(sql(cluster, "mdw", "select count(*) from t;").stdout()).isEqualTo("0\n");
        assertThat(sql(cluster, "mdw", "select gp_segment_id from gp_dist_random('gp_id') order by 1;")
                        .stdout())
                .isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void withoutMirrorsADeadPrimaryStaysDead(
            @Simulated(segmentHosts = 1, primariesPerHost = 1, mirrors = false) SimulatedCluster cluster) {
        cluster.segment(0).killPrimary();
        cluster.probeSegments();

        assertThat(sql(cluster, "mdw", CREATE).exitCode()).hasValue(3);
        assertThatIllegalArgumentException().isThrownBy(() -> cluster.segment(0).killMirror());
    }

    @Test
    void aClusterCanBeginWithoutAStandby(@Simulated(standby = false) SimulatedCluster cluster) {
        assertThat(cluster.spec().standby()).isEmpty();
        assertThat(cluster.truth().standbyHost()).isEmpty();
        assertThat(run(cluster, "mdw", "gpinitstandby", "-a", "-s", "smdw").exitedZero())
                .isTrue();
        assertThat(cluster.truth().standbyHost()).contains(SMDW);
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void aSegmentHostOffMakesStatementsHang(SimulatedCluster cluster) {
        cluster.powerOff("sdw1");

        fails(
                Reason.TIMEOUT,
                () -> run(cluster, Duration.ofSeconds(40), "mdw", "psql", "-c", "create table t (id int)"));
    }

    @Test
    @Tolerates(value = ClusterInvariant.NOTHING_DELETED, reason = "gpinitstandby -r is run by hand")
    void anExitStatusTellsNothingOfTheEffect(SimulatedCluster cluster) {
        cluster.host("mdw").failNext("gpinitstandby", CommandFault.exitStatusBeforeEffect(2));
        assertThat(run(cluster, "mdw", "gpinitstandby", "-a", "-r").exitCode()).hasValue(2);
        assertThat(cluster.truth().standbyHost()).contains(SMDW);

        cluster.host("mdw").failNext("gpinitstandby", CommandFault.exitStatusAfterEffect(2));
        CommandResult removal = run(cluster, "mdw", "gpinitstandby", "-a", "-r");
        assertThat(removal.exitCode()).hasValue(2);
        assertThat(removal.stdout()).contains("removal parameters").doesNotContain("Successfully");
        assertThat(cluster.truth().standbyHost()).isEmpty();
        assertThat(cluster.truth().deletedDirectories()).containsExactly("smdw:" + DIRECTORY);
    }

    @Test
    void aLostConnectionTellsNothingOfTheEffect(SimulatedCluster cluster) {
        cluster.host("mdw").failNext("pg_ctl", CommandFault.lostBeforeEffect());
        fails(Reason.LOST, () -> run(cluster, "mdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY));
        assertThat(cluster.truth().masterHost()).contains(MDW);

        cluster.host("mdw").failNext("pg_ctl", CommandFault.lostAfterEffect());
        fails(Reason.LOST, () -> run(cluster, "mdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY));
        assertThat(cluster.truth().masterHost()).isEmpty();
    }

    @Test
    void aFaultStrikesTheNextCommandOfThatProgramOnly(SimulatedCluster cluster) {
        cluster.host("mdw").failNext("ps", CommandFault.garbled("ﬁ\n"));
        cluster.host("mdw").failNext("ps", CommandFault.hang());

        assertThat(run(cluster, "mdw", "test", "-d", DIRECTORY).exitedZero()).isTrue();
        assertThat(run(cluster, "mdw", "ps", "-ef").stdout()).isEqualTo("ﬁ\n");
        fails(Reason.TIMEOUT, () -> run(cluster, Duration.ofSeconds(1), "mdw", "ps", "-ef"));
        assertThat(run(cluster, "mdw", "ps", "-ef").stdout()).contains("postgres -D " + DIRECTORY);
    }

    @Test
    void aCommandGoesOnAfterItsTimeOut(SimulatedCluster cluster) {
        cluster.powerOff("smdw");

        fails(Reason.TIMEOUT, () -> run(cluster, Duration.ofSeconds(60), "mdw", "gpinitstandby", "-a", "-r"));
        assertThat(cluster.truth().standbyHost()).contains(SMDW);
        cluster.clock().advance(Duration.ofSeconds(250));

        assertThat(cluster.truth().standbyHost()).isEmpty();
        assertThat(cluster.truth().directoryExists("smdw", DIRECTORY)).isTrue();
    }

    @Test
    void aHostThatLosesPowerDuringACommandLosesTheConnection(SimulatedCluster cluster) {
        cluster.clock().schedule(Duration.ofSeconds(2), () -> cluster.powerOff("mdw"));

        cluster.cut("mdw", "smdw");
        fails(Reason.LOST, () -> run(cluster, "mdw", "gpinitstandby", "-a", "-r"));
    }

    @Test
    void anEmptyDirectoryOfSomebodyElseHasNoControlFile(SimulatedCluster cluster) {
        cluster.host("smdw").makeDirectory("/data/master/other");

        assertThat(run(cluster, "smdw", "test", "-d", "/data/master/other").exitedZero())
                .isTrue();
        assertThat(run(cluster, "smdw", "test", "-f", "/data/master/other/global/pg_control")
                        .exitedZero())
                .isFalse();
        assertThat(run(cluster, "smdw", "pg_controldata", "/data/master/other").exitedZero())
                .isFalse();
    }

    @Test
    void aRenameNeverOverwritesWhenItIsToldSo(SimulatedCluster cluster) {
        cluster.host("mdw").makeDirectory(DIRECTORY + ".retired");

        assertThat(run(cluster, "mdw", "mv", "-nT", "--", DIRECTORY, DIRECTORY + ".retired")
                        .exitedZero())
                .isTrue();
        assertThat(cluster.truth().directoryExists("mdw", DIRECTORY)).isTrue();

        run(cluster, "mdw", "mv", "-nT", "--", DIRECTORY, DIRECTORY + ".retired-2");
        assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY + ".retired-2");
    }

    @Test
    void profilesAndVersionsCanDiffer(SimulatedCluster cluster) {
        cluster.login("smdw").profile("export PGPORT=5433\n");
        cluster.host("smdw").version("postgres (Greenplum Database) 6.25.0 build 1");
        cluster.host("mdw").version("PostgreSQL 9.4.26 (Greenplum Database 6.25.0 build 1)");

        assertThat(run(cluster, "smdw", "cat", ".bash_profile").stdout()).isEqualTo("export PGPORT=5433\n");
        assertThat(run(cluster, "smdw", "postgres", "--gp-version").stdout()).contains("6.25.0");
        assertThat(sql(cluster, "mdw", "select 'version', version();").stdout())
                .startsWith("version|PostgreSQL 9.4.26")
                .contains("6.25.0");
    }

    @Test
    void anUnknownCommandIsLoud(SimulatedCluster cluster) {
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> run(cluster, "mdw", "rm", "-rf", "/data"))
                .withMessageContaining("mdw: no recording covers")
                .withMessageContaining("rm -rf /data")
                .matches(e -> !e.retryable());
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> sql(cluster, "mdw", "vacuum full;"))
                .withMessageContaining("statement 'vacuum full'");
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> Commands.execute(cluster, "mdw", Command.of("gpstate", "-s")))
                .withMessageContaining("not on the PATH");
        fails(Reason.UNKNOWN_HOST, () -> run(cluster, "nohost", "ps", "-ef"));
    }

    @Test
    void aWrappedCommandIsUnwrapped(SimulatedCluster cluster) {
        Command wrapped = Command.of(
                "bash", "--norc", "-p", "-c", Command.SOURCING_SCRIPT, Commands.HOME, "--", "postgres", "--gp-version");

        assertThat(Commands.execute(cluster, "mdw", wrapped).stdout())
                .startsWith("postgres (Greenplum Database) 6.24.3");
    }

    @Test
    void theTimelineTellsCommandsAndEvents(SimulatedCluster cluster) {
        run(cluster, "mdw", "ps", "-ef");
        cluster.powerOff("smdw");

        assertThat(cluster.truth().timeline().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("2026-11-22T05:05:00Z")
                .contains("mdw: ")
                .endsWith("ps -ef -> exit 0 in 0.03 s");
        assertThat(cluster.truth().timeline()).endsWith(" *** power off smdw\n");
    }
}
