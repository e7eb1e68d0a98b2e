package io.github.gpfailover.core.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect.StopMode;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Greenplum7DialectTest {

    private static final InstanceLocation CDW = InstanceLocation.of("cdw", 5432, "/data/coordinator/gpseg-1");
    private static final InstanceLocation ODD = InstanceLocation.of("scdw", 5433, "/data/standby/gpseg-1");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("cdw").home("/opt/gp7").build();

    static Stream<Dialect> family() {
        return Stream.of(
                new Greenplum7Dialect(CLUSTER),
                new Greengage7Dialect(CLUSTER),
                new WarehousePg7Dialect(CLUSTER),
                new CloudberryDialect(CLUSTER, 1),
                new CloudberryDialect(CLUSTER, 2));
    }

    @ParameterizedTest
    @MethodSource("family")
    void everyCommandBringsTheWholeEnvironment(Dialect dialect) {
        for (Command command : List.of(
                dialect.observe(ODD),
                dialect.removeStandby(ODD, MINUTE),
                dialect.addStandby(ODD, CDW, MINUTE),
                dialect.activateByUtility(ODD, MINUTE),
                dialect.promote(ODD),
                dialect.checkpoint(ODD, MINUTE),
                dialect.stop(ODD, StopMode.FAST, MINUTE),
                dialect.start(ODD, MINUTE),
                dialect.gpstate(ODD, "-s"),
                dialect.controlData(ODD))) {
            assertThat(command.environment())
                    .containsEntry("COORDINATOR_DATA_DIRECTORY", "/data/standby/gpseg-1")
                    .containsEntry("PGPORT", "5433")
                    .containsEntry("LC_ALL", "C")
                    .doesNotContainKey("MASTER_DATA_DIRECTORY");
            assertThat(command.environmentScript()).contains(dialect.environmentScript());
        }
    }

    @ParameterizedTest
    @MethodSource("family")
    void theUtilitiesAreCalledAsInSix(Dialect dialect) {
        assertThat(dialect.removeStandby(CDW, MINUTE).program()).containsExactly("gpinitstandby", "-a", "-r");
        assertThat(dialect.addStandby(CDW, ODD, MINUTE).program())
                .containsExactly("gpinitstandby", "-a", "-s", "scdw", "-P", "5433", "-S", "/data/standby/gpseg-1");
        assertThat(dialect.activateByUtility(ODD, MINUTE).program())
                .containsExactly("gpactivatestandby", "-a", "-d", "/data/standby/gpseg-1");
        assertThat(dialect.installedVersion().program()).containsExactly("postgres", "--gp-version");
    }

    @ParameterizedTest
    @MethodSource("family")
    void promotionWaitsAndTheCommandOutlivesItsWait(Dialect dialect) {
        Command promote = dialect.promote(ODD);

        assertThat(promote.program())
                .containsExactly("pg_ctl", "promote", "-w", "-t", "60", "-D", "/data/standby/gpseg-1");
        assertThat(promote.timeout()).isGreaterThan(Duration.ofSeconds(60));
        assertThat(promote.mutating()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("family")
    void aServerStartsInDispatchModeAndStopsInTheModeNamed(Dialect dialect) {
        assertThat(dialect.start(ODD, MINUTE).program())
                .containsExactly(
                        "pg_ctl",
                        "start",
                        "-w",
                        "-t",
                        "60",
                        "-D",
                        "/data/standby/gpseg-1",
                        "-l",
                        "/data/standby/gpseg-1/log/gp-failover-start.log",
                        "-o",
                        "-p 5433 -c gp_role=dispatch");
        assertThat(dialect.stop(CDW, StopMode.IMMEDIATE, MINUTE).program())
                .containsExactly("pg_ctl", "stop", "-m", "immediate", "-t", "60", "-D", "/data/coordinator/gpseg-1");
    }

    @ParameterizedTest
    @MethodSource("family")
    void utilitySessionsUseTheNewName(Dialect dialect) {
        for (Command utility : List.of(
                dialect.observe(CDW),
                dialect.checkpoint(CDW, MINUTE),
                dialect.tableExists(CDW, "t"),
                dialect.reachSegment(CDW, HostName.of("sdw1"), 6000))) {
            assertThat(utility.environment()).containsEntry("PGOPTIONS", "-c gp_role=utility");
        }
        assertThat(dialect.dispatchedWrite(CDW, 1000, MINUTE).environment()).doesNotContainKey("PGOPTIONS");
    }

    @Test
    void cloudberryIsToldTheDirectoryBesideTheVariable() {
        assertThat(new CloudberryDialect(CLUSTER, 2).gpstate(CDW, "-s").program())
                .containsExactly("gpstate", "-s", "-d", "/data/coordinator/gpseg-1");
        assertThat(new Greenplum7Dialect(CLUSTER).gpstate(CDW, "-s").program()).containsExactly("gpstate", "-s");
    }
}
