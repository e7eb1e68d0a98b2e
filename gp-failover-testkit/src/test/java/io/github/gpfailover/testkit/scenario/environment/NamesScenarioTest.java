package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SimulatedClusterExtension.class)
class NamesScenarioTest {

    @ParameterizedTest
    @CsvSource({
        "mdwee, mdw, smdwee, smdw",
        "MDW, MDW, SMDW, SMDW",
        "mdw.example.com, mdw.example.com, smdw.example.com, smdw.example.com",
        "mdwee, mdw-1, smdwee, smdw-1",
        "mdw, 10.77.0.11, smdw, 10.77.0.12",
        "10.77.0.11, 10.77.0.11, 10.77.0.12, 10.77.0.12"
    })
    @DisplayName(
            "scenario 32: the catalog has other names for the hosts (case 05): one server each, and the move is as ever")
    void knowsAServerByOtherNamesOfTheCatalog(
            String masterHost, String masterAddress, String standbyHost, String standbyAddress) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("mdw").nameInCatalog(masterHost, masterAddress);
            cluster.host("smdw").nameInCatalog(standbyHost, standbyAddress);

            ClusterState before = engine.observe();
            FailoverReport there = engine.execute(FailoverPlan.switchover("smdw"));
            FailoverReport back = engine.execute(FailoverPlan.switchover("mdw"));

            assertThat(before).hasMaster("mdw").hasStandby("smdw").hasNoConflicts();
            assertThat(before.instances()).as(before.describe()).hasSize(2);
            assertThat(there).succeeded().mastersWere("mdw", "smdw");
            assertThat(back).succeeded().mastersWere("smdw", "mdw");
        }
    }

    @ParameterizedTest
    @CsvSource({"10.77.0.11", "MDW", "mdw-1", "mdw.example.com"})
    @DisplayName(
            "scenario 32: primary_conninfo names the master otherwise (case 04): promoted, planned or after a crash")
    void knowsTheMasterThatTheStandbyFollowsByAnotherName(String name) {
        try (SimulatedCluster planned = SimulatedCluster.builder().build();
                SimulatedCluster crashed = SimulatedCluster.builder().build();
                FailoverEngine first = Engines.on(planned);
                FailoverEngine second = Engines.on(crashed)) {
            for (SimulatedCluster cluster : new SimulatedCluster[] {planned, crashed}) {
                if (!name.equals(cluster.host("mdw").address())) {
                    cluster.host("mdw").addName(name);
                }
                cluster.server("smdw").followsAs(name);
            }

            FailoverReport switchover = first.execute(FailoverPlan.switchover("smdw"));
            second.observe();
            crashed.kill("mdw");
            FailoverReport failover = second.execute(FailoverPlan.failover());

            assertThat(switchover).succeeded().mastersWere("mdw", "smdw");
            assertThat(failover).succeeded();
            assertThat(failover.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 32: primary_conninfo names the master by its address, and its host is off: promoted once that is attested")
    void knowsAMasterThatIsOffByItsAddress(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.server("smdw").followsAs(cluster.host("mdw").address());
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(AttestedFence.hostIsOff(
                            "mdw", "Ada", "saw the lamp go out", cluster.clock().instant()))
                    .activate()
                    .build());

            assertThat(report).succeeded();
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 32: primary_conninfo names somebody else: refused while the master serves, with the name and where it leads")
    void refusesBeforeTheStopAStandbyThatFollowsAStranger(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.server("smdw").followsAs("sdw1");

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("it names sdw1:5432", "sdw1 stands for [10.77.0.13]", "write sdw1 in the cluster's");
            assertThat(cluster.truth().masterHost()).hasToString("Optional[mdw]");
        }
    }

    @ParameterizedTest
    @CsvSource({"SMDW", "smdw.example.com", "10.77.0.12"})
    @DisplayName("scenario 32: the plan calls the standby by another of its names: the same server")
    void knowsTheStandbyByThePlansName(String name) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            if (!name.startsWith("10.")) {
                cluster.host("smdw").addName(name);
            }

            FailoverReport report = engine.execute(FailoverPlan.switchover(name));

            assertThat(report).succeeded().mastersWere("mdw", "smdw");
            assertThat(report.finalState().instances()).hasSize(2);
        }
    }

    @Test
    @DisplayName(
            "scenario 32: the specification differs from the catalog by spelling only: works, and nothing is counted twice")
    void worksWithASpecificationOfOtherNames(SimulatedCluster cluster) {
        cluster.host("mdw").addName("mdw.example.com");
        cluster.host("smdw").addName("smdw.example.com");
        ClusterSpec spec = ClusterSpec.builder(cluster.spec().name())
                .master("mdw.example.com")
                .standby("smdw.example.com")
                .segmentHosts("sdw1", "sdw2")
                .build();
        try (FailoverEngine engine = Engines.builder(cluster, spec, cluster).build()) {

            ClusterState before = engine.observe();
            FailoverReport there = engine.execute(FailoverPlan.switchover("smdw.example.com"));
            FailoverReport back = engine.execute(FailoverPlan.switchover("mdw.example.com"));

            assertThat(before)
                    .hasMaster("mdw.example.com")
                    .hasStandby("smdw.example.com")
                    .hasNoConflicts();
            assertThat(there).succeeded().mastersWere("mdw.example.com", "smdw.example.com");
            assertThat(back).succeeded().mastersWere("smdw.example.com", "mdw.example.com");
        }
    }

    @Test
    @DisplayName("scenario 35: the catalog has the directory by the path that the link leads to, and with two slashes")
    void knowsADirectoryByItsOtherPath(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(
                        cluster,
                        ClusterSpec.builder(cluster.spec().name())
                                .master("mdw", 5432, "/disk1/data//master/gpseg-1/")
                                .standby("smdw", 5432, "/disk1/data/master//gpseg-1")
                                .segmentHosts("sdw1", "sdw2")
                                .build(),
                        cluster)
                .build()) {
            cluster.host("mdw").linkDirectory("/data", "/disk1/data");
            cluster.host("smdw").linkDirectory("/data", "/disk1/data");

            ClusterState state = engine.observe();

            assertThat(state).hasMaster("mdw").hasStandby("smdw").hasNoConflicts();
            assertThat(state.instances()).as(state.describe()).hasSize(2);
        }
    }

    @Test
    @DisplayName("scenario 32: the specification has two names for one server: one master, and the names to write")
    void tellsWhichNamesToWriteWhereOneServerIsNamedTwice(SimulatedCluster cluster) {
        cluster.host("mdw").addName("mdw.example.com");
        ClusterSpec twice = ClusterSpec.builder(cluster.spec().name())
                .master("mdw")
                .standby("mdw.example.com")
                .segmentHosts("sdw1", "sdw2")
                .build();
        try (FailoverEngine engine = Engines.builder(cluster, twice, cluster).build()) {
            String names = "two names for one server: mdw:5432:/data/master/gpseg-1 and"
                    + " mdw.example.com:5432:/data/master/gpseg-1; by its catalog, write master(\"mdw\") and"
                    + " standby(\"smdw\")";
            ClusterState seen = engine.observe();

            Assertions.assertThat(seen.masters()).hasSize(1);
            Assertions.assertThat(seen.describe()).contains(names).doesNotContain("TWO MASTERS");
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("two names for one server");
            Assertions.assertThat(report.toText()).doesNotContain("TWO MASTERS");
            Assertions.assertThat(cluster.truth().canWrite("mdw")).isTrue();
        }
    }
}
