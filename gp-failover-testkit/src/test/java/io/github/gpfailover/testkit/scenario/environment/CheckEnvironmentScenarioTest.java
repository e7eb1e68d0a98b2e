package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.Simulated;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class CheckEnvironmentScenarioTest {

    private static final String PROFILE = "export MASTER_DATA_DIRECTORY=/data/master/gpseg-1\nexport PGPORT=5432\n";

    @Test
    void hostsThatAreSetUpAlikePassWithoutAWarningAndEachFactIsTold(SimulatedCluster cluster) {
        FailoverReport report = check(cluster);

        assertThat(report).succeeded();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.steps().get(0).facts())
                .containsEntry("size of a copy", "245 MiB")
                .containsEntry("free disk on mdw", "75.0 GiB")
                .containsEntry("free disk on smdw", "75.0 GiB")
                .containsEntry("clock of mdw", "as the controller's")
                .containsEntry("clock of smdw", "as the controller's");
    }

    @Test
    @DisplayName("scenarios 33, 36, 37: what the logins bring into each command is told, and nothing of it refuses")
    void tellsWhatTheLoginsBringIntoEachCommand(SimulatedCluster cluster) {
        cluster.login("smdw")
                .exports("PGHOST", "mdw")
                .exports("PGPORT", "5432")
                .exports("PGPASSWORD", "hunter2")
                .prints("Welcome to smdw")
                .complains("ERROR: ld.so: object '/a.so' from /etc/ld.so.preload cannot be preloaded: ignored.")
                .takes(Duration.ofMillis(300));
        cluster.host("mdw").socketDirectory("/var/run/postgresql");
        cluster.host("mdw").removeProgram("ss");

        FailoverReport report = check(cluster);

        assertThat(report)
                .succeeded()
                .warns("the login on smdw sets PGHOST='mdw', PGPASSWORD: no command of this library uses that")
                .warns("prints 'Welcome to smdw'")
                .warns("each program on smdw prints on its standard error 'ERROR: ld.so")
                .warns("a command on smdw that does nothing takes 3");
        assertThat(report.steps().get(0).facts())
                .containsEntry("programs of administration on mdw", "/usr/sbin/ip, /usr/bin/sudo")
                .containsEntry("socket of mdw:5432:/data/master/gpseg-1", "/var/run/postgresql")
                .containsKey("start-up of a login on mdw");
        assertThat(report.toText() + report.toJson()).doesNotContain("hunter2");
    }

    @Test
    void asksOnlyAndChangesNothing(SimulatedCluster cluster) {
        FailoverReport report = check(cluster);

        assertThat(report.steps().get(0).commands()).isEmpty();
    }

    @Test
    void refusesVersionsThatDiffer(SimulatedCluster cluster) {
        cluster.host("smdw").version("postgres (Greenplum Database) 6.25.0 build commit:1");

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy("smdw has postgres (Greenplum Database) 6.25.0", "but mdw has", "6.24.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "psql",
                "pg_ctl",
                "gpstate",
                "gpinitstandby",
                "gpactivatestandby",
                "pg_controldata",
                "pg_basebackup",
                "ssh"
            })
    void refusesAHostThatLacksAProgram(String program, SimulatedCluster cluster) {
        cluster.host("smdw").removeProgram(program);

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy("smdw: not on the path with /usr/local/greenplum-db/greenplum_path.sh: " + program + ";");
    }

    @Test
    @DisplayName("a host that can't be asked does not hide what was found on the others")
    void keepsWhatItFoundWhereAHostCanNotBeAsked(SimulatedCluster cluster) {
        cluster.host("mdw").removeProgram("pg_basebackup");
        cluster.host("mdw").clockOff(Duration.ofHours(1));
        cluster.cut("controller", "smdw");

        FailoverReport report = check(cluster);

        assertThat(report)
                .wasRefusedWithoutAnyChange()
                .saysWhy("mdw: not on the path", "smdw: ", "was not run: no answer came")
                .hasReason(ReasonCode.PROGRAMS_MISSING)
                .hasReason(ReasonCode.HOST_NOT_REACHED)
                .warns("the clock of mdw is");
        assertThat(report.steps().get(0).facts()).containsKey("clock of mdw").containsKey("size of a copy");
        assertThat(report.steps().get(0).reasons()).hasSize(2);
    }

    @Test
    void refusesWhereOneWayBySshIsBroken(SimulatedCluster cluster) {
        cluster.host("smdw").breakSsh("mdw");

        FailoverReport report = check(cluster);

        assertThat(report)
                .wasRefusedWithoutAnyChange()
                .saysWhy("smdw gets no ssh to mdw without a password", "Permission denied");
        assertThat(report.steps().get(0).reasons()).noneMatch(r -> r.text().contains("mdw gets no ssh to smdw "));
        assertThat(report.steps().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void refusesWhereTheLinkBetweenTheHostsIsCut(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy("mdw gets no ssh to smdw", "smdw gets no ssh to mdw", "Connection timed out");
    }

    @Test
    void refusesAPortThatIsNotTheServersUntilItIsAccepted(SimulatedCluster cluster) {
        cluster.login("smdw").profile(PROFILE.replace("5432", "5433"));

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy(
                        "smdw: ~/.bash_profile sets PGPORT to '5433', but the server there has 5432",
                        "acceptDifferences");
        assertThat(check(cluster, e -> e.acceptDifferences("gpadmin serves two clusters")))
                .succeeded()
                .warns("accepted (gpadmin serves two clusters): smdw: ~/.bash_profile sets PGPORT to '5433'");
    }

    @Test
    void refusesADataDirectoryThatIsNotTheServersInEitherFile(SimulatedCluster cluster) {
        cluster.host("mdw").writeFile("/home/gpadmin/.bashrc", "export MASTER_DATA_DIRECTORY=/data/old/gpseg-1\n");

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy("mdw: ~/.bashrc sets MASTER_DATA_DIRECTORY to '/data/old/gpseg-1', but the server there has"
                        + " /data/master/gpseg-1");
    }

    @Test
    void warnsWhereAVariableIsNotSetOrOnlyAShellCouldTellIt(SimulatedCluster cluster) {
        cluster.login("mdw").profile("export MASTER_DATA_DIRECTORY=/data/master/gpseg-1/\n");
        cluster.login("smdw").profile("export MASTER_DATA_DIRECTORY=$MASTER_DIRECTORY/gpseg-1\nexport PGPORT=5432\n");

        assertThat(check(cluster))
                .succeeded()
                .warns("mdw: neither ~/.bash_profile nor ~/.bashrc sets PGPORT to 5432")
                .warns("smdw: ~/.bash_profile sets MASTER_DATA_DIRECTORY to '$MASTER_DIRECTORY/gpseg-1', which only a"
                        + " shell could compare");
    }

    @Test
    void refusesADiskThatIsTooSmallForTheCopyThatThePlanMakes(SimulatedCluster cluster) {
        cluster.host("mdw").freeDisk(200_000 * 1024L);

        assertThat(execute(cluster, FailoverPlan.switchover("smdw")))
                .wasRefusedWithoutAnyChange()
                .saysWhy(
                        "mdw: a full copy of the master takes 245 MiB, but only 195 MiB are free in /data/master",
                        "acceptShortDisk");
    }

    @Test
    void refusesADiskThatIsTooSmallForAStandbyOnAHostThatOnlyThePlanNames(
            @Simulated(standby = false) SimulatedCluster cluster) {
        cluster.host("smdw").freeDisk(0);

        assertThat(execute(cluster, withAStandby(e -> {})))
                .wasRefusedWithoutAnyChange()
                .saysWhy("smdw: a full copy of the master takes 245 MiB, but only 0 MiB are free in /data/master");
    }

    @Test
    void goesOnWithAWarningWhereAShortDiskIsAccepted(@Simulated(standby = false) SimulatedCluster cluster) {
        cluster.host("smdw").freeDisk(0);
        // Somebody frees space while the copy is prepared.
        cluster.clock()
                .schedule(Duration.ofSeconds(2), () -> cluster.host("smdw").freeDisk(1L << 30));

        assertThat(execute(cluster, withAStandby(e -> e.acceptShortDisk("the old copy goes first"))))
                .succeeded()
                .warns("accepted (the old copy goes first): smdw: a full copy of the master takes 245 MiB");
    }

    @Test
    void warnsOfAShortDiskWhereThePlanMakesNoCopyOrTheStandbyHasItsOwn(SimulatedCluster cluster) {
        cluster.host("mdw").freeDisk(0);
        cluster.host("smdw").freeDisk(0);

        assertThat(check(cluster))
                .succeeded()
                .warns("only 0 MiB are free in /data/master; the plan makes none there")
                .warns("only 0 MiB are free in /data/master; the standby there has its copy already");
    }

    @Test
    void neverTakesADiskThatCanNotBeToldForLargeEnough(SimulatedCluster cluster) {
        cluster.host("mdw").failNext("du", CommandFault.hang());
        cluster.host("smdw").failNext("df", CommandFault.lostBeforeEffect());

        assertThat(check(cluster))
                .succeeded()
                .warns("how much disk a full copy takes can't be told: mdw")
                .warns("smdw: whether a full copy fits into /data/master can't be told");
    }

    @Test
    @DisplayName("scenario 20: the clock of a host is hours off: noted, and nothing is decided by it")
    void onlyNotesAClockThatIsHoursOff(SimulatedCluster cluster) {
        cluster.host("smdw").clockOff(Duration.ofHours(-3));
        cluster.host("mdw").clockOff(Duration.ofSeconds(30));

        FailoverReport report = check(cluster);

        assertThat(report).succeeded().warns("the clock of smdw is 10800 s behind the controller's");
        assertThat(report.warnings()).noneMatch(w -> w.contains("clock of mdw"));
        assertThat(report.steps().get(0).facts())
                .containsEntry("clock of smdw", "10800 s behind the controller's")
                .containsEntry("clock of mdw", "30 s ahead of the controller's");
    }

    @Test
    @DisplayName("scenario 20: a whole switchover between hosts whose clocks are hours off")
    void movesTheMasterWhateverTheClocksSay(SimulatedCluster cluster) {
        cluster.host("smdw").clockOff(Duration.ofHours(-3));
        cluster.host("mdw").clockOff(Duration.ofHours(5));

        assertThat(execute(cluster, FailoverPlan.switchover("smdw"))).succeeded();
    }

    @Test
    void refusesWhereAHostDoesNotAnswer(SimulatedCluster cluster) {
        cluster.cut("controller", "smdw");

        assertThat(check(cluster)).wasRefusedWithoutAnyChange().saysWhy("'postgres --gp-version' was not run");
    }

    @Test
    void tellsAllThatIsWrongAtOnce(SimulatedCluster cluster) {
        cluster.host("smdw").version("postgres (Greenplum Database) 6.25.0 build commit:1");
        cluster.host("mdw").breakSsh("smdw");
        cluster.login("smdw").profile(PROFILE.replace("5432", "5433"));

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy("6.25.0", "mdw gets no ssh to smdw", "sets PGPORT to '5433'");
    }

    private static FailoverReport check(SimulatedCluster cluster) {
        return check(cluster, e -> {});
    }

    private static FailoverReport check(SimulatedCluster cluster, Consumer<CheckEnvironment.Builder> settings) {
        return execute(
                cluster, FailoverPlan.builder().checkEnvironment(settings).build());
    }

    private static FailoverPlan withAStandby(Consumer<CheckEnvironment.Builder> settings) {
        return FailoverPlan.builder()
                .checkEnvironment(settings)
                .addStandby("smdw")
                .build();
    }

    private static FailoverReport execute(SimulatedCluster cluster, FailoverPlan plan) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            return engine.execute(plan);
        }
    }
}
