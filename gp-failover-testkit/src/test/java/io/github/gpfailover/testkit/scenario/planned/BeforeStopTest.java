package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What would be refused once the master is stopped is refused while it serves. */
@ExtendWith(SimulatedClusterExtension.class)
class BeforeStopTest {

    private static final String MARKER = "/data/master/gpseg-1/recovery.conf";

    private static Stream<Arguments> obstacles() {
        return Stream.of(
                row(
                        "the marker file names a master that nobody knows",
                        c -> c.host("smdw").writeFile(MARKER, marker("elsewhere")),
                        "it names elsewhere:5432; the name elsewhere leads nowhere"),
                row(
                        "the marker file names another server of the plan",
                        c -> c.host("smdw").writeFile(MARKER, marker("sdw2")),
                        "by its marker file it follows"),
                row(
                        "pg_control of the standby can't be read",
                        c -> c.host("smdw").removeProgram("pg_controldata"),
                        "its host may not take the promotion"),
                row(
                        "a third server can't be told stopped",
                        c -> c.hang("sdw2"),
                        "neither proved stopped nor a standby"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("obstacles")
    void refusesBeforeTheStop(String what, Consumer<SimulatedCluster> obstacle, String why) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            obstacle.accept(cluster);

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .fence()
                    .activate()
                    .retireDataDirectory("sdw2")
                    .build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy(why);
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    private static Arguments row(String what, Consumer<SimulatedCluster> obstacle, String why) {
        return Arguments.of(what, obstacle, why);
    }

    private static String marker(String host) {
        return "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin host=" + host
                + " port=5432 sslmode=prefer application_name=gp_walreceiver'\n";
    }
}
