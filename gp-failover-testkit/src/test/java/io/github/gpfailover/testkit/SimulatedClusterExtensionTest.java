package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@ExtendWith(SimulatedClusterExtension.class)
class SimulatedClusterExtensionTest {

    @Test
    void givesEachTestItsOwnCluster(SimulatedCluster one, @Simulated(segmentHosts = 3) SimulatedCluster other) {
        assertThat(one).isNotSameAs(other);
        assertThat(one.spec().name()).isNotEqualTo(other.spec().name());
        assertThat(other.spec().segmentHosts()).hasSize(3);
    }

    @Test
    void aFailureReportTellsWhatHappened(SimulatedCluster cluster) {
        cluster.powerOff("mdw");

        assertThat(SimulatedClusterExtension.report("myTest()", cluster))
                .startsWith("--- what happened in " + cluster.spec().name() + " during myTest()\n")
                .contains("*** power off mdw")
                .endsWith("--- at the end, writable masters: []\n");
    }

    @Test
    void aViolationFailsTheTestWhateverMadeItsCluster() {
        assertThat(run(Violating.class))
                .containsExactlyInAnyOrder(
                        "parameter: ONE_WRITABLE_MASTER",
                        "field: NOTHING_DELETED",
                        "built: NOTHING_ACKNOWLEDGED_LOST",
                        "copied: STANDBY_IS_A_COPY",
                        "builtOnAnotherThread: ONE_WRITABLE_MASTER",
                        "tolerated: passed",
                        "toleratedOther: ONE_WRITABLE_MASTER",
                        "toleratedByCall: passed");
    }

    /** Runs a test class, and gives for each method which invariants its failure names. */
    private static List<String> run(Class<?> tests) {
        List<String> ends = new ArrayList<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    String said =
                            result.getThrowable().map(Throwable::getMessage).orElse("passed");
                    List<String> named = new ArrayList<>();
                    for (ClusterInvariant invariant : ClusterInvariant.values()) {
                        if (said.contains(" " + invariant + ": ")) {
                            named.add(invariant.name());
                        }
                    }
                    String name = test.getLegacyReportingName().replaceAll("\\(.*", "");
                    ends.add(name + ": " + (named.isEmpty() ? said : String.join(", ", named)));
                }
            }
        };
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(tests))
                                .build(),
                        listener);
        return ends;
    }

    /** Not found by a build, since it is no class of its own. */
    @ExtendWith(SimulatedClusterExtension.class)
    static final class Violating {

        private final SimulatedCluster own = SimulatedCluster.builder().build();

        private static void twoMasters(SimulatedCluster cluster) throws InterruptedException {
            cluster.cut("mdw", "smdw");
            Commands.run(cluster, "smdw", "pg_ctl", "promote", "-D", Commands.DIRECTORY);
            cluster.clock().advance(Duration.ofSeconds(1));
        }

        @Test
        void parameter(SimulatedCluster cluster) throws InterruptedException {
            twoMasters(cluster);
        }

        @Test
        void field() {
            Commands.run(own, "mdw", "gpinitstandby", "-a", "-r");
        }

        @Test
        void built() throws InterruptedException {
            try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
                ClientSession client = cluster.server("mdw").openSession();
                cluster.cut("mdw", "smdw");
                cluster.server("mdw").terminateSender();
                client.createTable("lost");
                cluster.powerOff("mdw");
                Commands.run(cluster, "smdw", "pg_ctl", "promote", "-D", Commands.DIRECTORY);
                cluster.clock().advance(Duration.ofSeconds(1));
            }
        }

        @Test
        void copied(SimulatedCluster cluster) {
            Commands.run(cluster, "smdw", "pg_ctl", "stop", "-m", "fast", "-D", Commands.DIRECTORY);
            cluster.dataDirectory("smdw", Commands.DIRECTORY).otherLog();
            Commands.run(cluster, "smdw", "pg_ctl", "start", "-w", "-D", Commands.DIRECTORY);
            cluster.clock().advance(Duration.ofSeconds(10));
        }

        @Test
        void builtOnAnotherThread() throws Exception {
            var threads = Executors.newSingleThreadExecutor();
            Future<?> done = threads.submit(() -> {
                twoMasters(SimulatedCluster.builder().build());
                return null;
            });
            done.get();
            threads.shutdown();
        }

        @Test
        @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "this test makes two")
        void tolerated(SimulatedCluster cluster) throws InterruptedException {
            twoMasters(cluster);
        }

        @Test
        @Tolerates(value = ClusterInvariant.NOTHING_DELETED, reason = "another one")
        void toleratedOther(SimulatedCluster cluster) throws InterruptedException {
            twoMasters(cluster);
        }

        @Test
        void toleratedByCall(SimulatedCluster cluster) throws InterruptedException {
            twoMasters(cluster);
            cluster.tolerate(ClusterInvariant.ONE_WRITABLE_MASTER, "this test makes two");
        }
    }
}
