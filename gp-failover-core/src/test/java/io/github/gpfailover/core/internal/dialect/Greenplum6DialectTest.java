package io.github.gpfailover.core.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect.StopMode;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Greenplum6DialectTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation ODD = InstanceLocation.of("smdw", 5433, "/data/standby/gpseg-1");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Dialect DIALECT = new Greenplum6Dialect(ClusterSpec.builder("prod")
            .master("mdw")
            .adminUser("gpowner")
            .database("ops")
            .home("/opt/gp6")
            .build());

    @Test
    void everyCommandBringsTheWholeEnvironment() {
        Map<String, String> expected = Map.of(
                "MASTER_DATA_DIRECTORY", "/data/standby/gpseg-1",
                "PGPORT", "5433",
                "PGUSER", "gpowner",
                "PGDATABASE", "ops",
                "LC_ALL", "C");

        for (Command command : List.of(
                DIALECT.observe(ODD),
                DIALECT.removeStandby(ODD, MINUTE),
                DIALECT.addStandby(ODD, MDW, MINUTE),
                DIALECT.activateByUtility(ODD, MINUTE),
                DIALECT.promote(ODD),
                DIALECT.checkpoint(ODD, Duration.ofSeconds(15)),
                DIALECT.stop(ODD, StopMode.FAST, MINUTE),
                DIALECT.start(ODD, MINUTE),
                DIALECT.gpstate(ODD, "-s"),
                DIALECT.controlData(ODD),
                DIALECT.locate(ODD, List.of("psql")),
                DIALECT.writeRows(ODD, "t", true, 1, MINUTE),
                DIALECT.countRows(ODD, "t"),
                DIALECT.tableExists(ODD, "t"),
                DIALECT.dispatchedWrite(ODD, 1000, MINUTE),
                DIALECT.reachSegment(ODD, HostName.of("sdw1"), 6000))) {
            assertThat(command.environment()).as(command.toString()).containsAllEntriesOf(expected);
            assertThat(command.environmentScript()).contains("/opt/gp6/greenplum_path.sh");
        }
    }

    @Test
    void utilitiesNeverPrompt() {
        assertThat(DIALECT.removeStandby(MDW, MINUTE).program()).containsExactly("gpinitstandby", "-a", "-r");
        assertThat(DIALECT.addStandby(MDW, SMDW, MINUTE).program())
                .containsExactly("gpinitstandby", "-a", "-s", "smdw");
        assertThat(DIALECT.activateByUtility(SMDW, MINUTE).program())
                .containsExactly("gpactivatestandby", "-a", "-d", "/data/master/gpseg-1");
    }

    @Test
    void programsAreLookedForByAFixedScriptThatTheyAreParametersOf() {
        assertThat(DIALECT.locate(MDW, List.of("psql", "$(reboot)")).program())
                .containsExactly("bash", "--norc", "-p", "-c", "type -P \"$@\"", "bash", "psql", "$(reboot)");
        assertThat(DIALECT.locate(MDW, List.of("psql")).mutating()).isFalse();
    }

    @Test
    void activationIsNeverForced() {
        assertThat(DIALECT.activateByUtility(SMDW, MINUTE).program()).doesNotContain("-f");
    }

    @Test
    void portAndDirectoryAreGivenOnlyWhereTheyDiffer() {
        assertThat(DIALECT.addStandby(MDW, ODD, MINUTE).program())
                .containsExactly("gpinitstandby", "-a", "-s", "smdw", "-P", "5433", "-S", "/data/standby/gpseg-1");
        assertThat(DIALECT.addStandby(MDW, InstanceLocation.of("smdw", 5433, "/data/master/gpseg-1"), MINUTE)
                        .program())
                .containsExactly("gpinitstandby", "-a", "-s", "smdw", "-P", "5433");
        assertThat(DIALECT.addStandby(MDW, InstanceLocation.of("smdw", 5432, "/data/x"), MINUTE)
                        .program())
                .containsExactly("gpinitstandby", "-a", "-s", "smdw", "-S", "/data/x");
    }

    @Test
    void stopsAlwaysNameTheirModeAndOutliveTheirWait() {
        Command fast = DIALECT.stop(MDW, StopMode.FAST, MINUTE);
        Command immediate = DIALECT.stop(MDW, StopMode.IMMEDIATE, Duration.ofMillis(1));

        assertThat(fast.program())
                .containsExactly("pg_ctl", "stop", "-m", "fast", "-t", "60", "-D", "/data/master/gpseg-1");
        assertThat(fast.timeout()).isGreaterThan(MINUTE);
        assertThat(immediate.program()).containsSubsequence("-m", "immediate", "-t", "1");
    }

    @Test
    void startNamesPortLogAndWaits() {
        assertThat(DIALECT.start(ODD, MINUTE).program())
                .containsExactly(
                        "pg_ctl",
                        "start",
                        "-w",
                        "-t",
                        "60",
                        "-D",
                        "/data/standby/gpseg-1",
                        "-l",
                        "/data/standby/gpseg-1/pg_log/gp-failover-start.log",
                        "-o",
                        "-p 5433 -E");
    }

    @Test
    void theOtherProgramsAreCalledPlainly() {
        assertThat(DIALECT.promote(SMDW).program()).containsExactly("pg_ctl", "promote", "-D", "/data/master/gpseg-1");
        assertThat(DIALECT.gpstate(MDW, "-f").program()).containsExactly("gpstate", "-f");
        assertThat(DIALECT.controlData(MDW).program()).containsExactly("pg_controldata", "/data/master/gpseg-1");
        assertThat(DIALECT.rename("/data/a", "/data/b").argv())
                .containsExactly("mv", "-nT", "--", "/data/a", "/data/b");
        assertThat(DIALECT.lockFile(ODD)).isEqualTo("/tmp/.s.PGSQL.5433.lock");
        assertThat(DIALECT.standbyMarker()).isEqualTo("recovery.conf");
    }

    @Test
    void theInstalledVersionIsAskedOnHostsWithoutAnInstance() {
        Command command = DIALECT.installedVersion();

        assertThat(command.program()).containsExactly("postgres", "--gp-version");
        assertThat(command.environment()).containsExactly(Map.entry("LC_ALL", "C"));
        assertThat(command.environmentScript()).contains("/opt/gp6/greenplum_path.sh");
    }

    @Test
    void sqlGoesThroughStandardInputAndStopsAtTheFirstError() {
        List<String> psql = List.of("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1");
        Command write = DIALECT.writeRows(MDW, "canary_1", true, 50_000, MINUTE);

        assertThat(write.program()).isEqualTo(plus(psql, "-d", "ops"));
        assertThat(write.stdin())
                .contains("create table canary_1 (id int) distributed by (id);\n"
                        + "insert into canary_1 select generate_series(1,50000,1);\n");
        assertThat(DIALECT.writeRows(MDW, "canary_1", false, 5, MINUTE).stdin())
                .contains("insert into canary_1 select generate_series(1,5,1);\n");
        assertThat(DIALECT.countRows(MDW, "canary_1").stdin()).contains("select count(*) from canary_1;\n");
        assertThat(DIALECT.tableExists(MDW, "canary_1").stdin())
                .contains("select count(*) from pg_class where relname = 'canary_1';\n");
        assertThat(DIALECT.reachSegment(MDW, HostName.of("sdw1"), 6000).program())
                .isEqualTo(plus(psql, "-h", "sdw1", "-p", "6000", "-d", "ops"));
    }

    @Test
    void questionsThatMustNotNeedSegmentsUseUtilitySessions() {
        for (Command utility : List.of(
                DIALECT.observe(MDW),
                DIALECT.checkpoint(MDW, Duration.ofSeconds(15)),
                DIALECT.tableExists(MDW, "t"),
                DIALECT.reachSegment(MDW, HostName.of("sdw1"), 6000))) {
            assertThat(utility.environment()).containsEntry("PGOPTIONS", "-c gp_session_role=utility");
        }
        assertThat(DIALECT.dispatchedWrite(MDW, 1000, MINUTE).environment()).doesNotContainKey("PGOPTIONS");
        assertThat(DIALECT.countRows(MDW, "t").environment()).doesNotContainKey("PGOPTIONS");
    }

    @Test
    void onlyWhatChangesTheClusterIsMutating() {
        assertThat(List.of(
                        DIALECT.removeStandby(MDW, MINUTE),
                        DIALECT.addStandby(MDW, SMDW, MINUTE),
                        DIALECT.activateByUtility(SMDW, MINUTE),
                        DIALECT.promote(SMDW),
                        DIALECT.checkpoint(MDW, Duration.ofSeconds(15)),
                        DIALECT.stop(MDW, StopMode.FAST, MINUTE),
                        DIALECT.start(MDW, MINUTE),
                        DIALECT.writeRows(MDW, "t", true, 1, MINUTE),
                        DIALECT.rename("/a", "/b")))
                .allMatch(Command::mutating);
        assertThat(List.of(
                        DIALECT.observe(MDW),
                        DIALECT.gpstate(MDW, "-s"),
                        DIALECT.controlData(MDW),
                        DIALECT.countRows(MDW, "t"),
                        DIALECT.tableExists(MDW, "t"),
                        DIALECT.dispatchedWrite(MDW, 1000, MINUTE),
                        DIALECT.reachSegment(MDW, HostName.of("sdw1"), 6000)))
                .noneMatch(Command::mutating);
    }

    @Test
    void directPromotionIsVerifiedForGreenplumSixOnly() {
        assertThat(verified("postgres (Greenplum Database) 6.24.3 build x")).isTrue();
        assertThat(verified("postgres (Greenplum Database) 7.4.0 build x")).isFalse();
        assertThat(verified("postgres (Greengage Database) 6.27.0 build x")).isFalse();
        assertThat(verified("postgres (Greenplum Database) 6.27.5-WHPG build x"))
                .isFalse();
    }

    private static boolean verified(String version) {
        return DIALECT.directPromotionVerified(GreenplumVersion.parse(version));
    }

    private static List<String> plus(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }
}
