package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SimulatedClusterExtension.class)
class NeighboursScenarioTest {

    private static final InstanceLocation MASTER = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");

    private static final FailoverPlan STOP_AND_ACTIVATE =
            FailoverPlan.builder().stopMaster().activate().build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "systemd+|postgres|/var/lib/postgresql/data|5432",
                "systemd+|postgres -c max_connections=200|/var/lib/postgresql/data|5432",
                "postgres|postgres -D data|/home/postgres/data|5432",
                "gpadmin|postgres|/home/gpadmin/other|5433",
                "gpadmin|postgres -D data|/home/gpadmin/data|5433",
                "999|postgres -D /data/other/gpseg-1 -p 5432|/data/other/gpseg-1|5432",
                "otheradm|/opt/pg/bin/postgres -D /var/lib/pgsql -p 5432|/var/lib/pgsql|5432"
            })
    @DisplayName("scenario 34: another PostgreSQL server on the master's host (case 03): the move is as without it")
    void movesTheMasterBesideOtherPeoplesServers(String user, String command, String directory, int port) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            int postmaster = cluster.host("mdw").startNeighbour(user, command, directory, port);
            cluster.host("mdw").startNeighbour(user, postmaster, "postgres: checkpointer ", directory, port);
            cluster.host("mdw").startNeighbour(user, postmaster, "postgres: app app [local] idle", directory, port);

            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded().mastersWere("mdw", "smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 34: a server on the master's port whose directory nobody can see: refused while the master serves")
    void refusesBeforeTheStopWhatCouldNotBeToldApartAfterIt(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            int pid = cluster.host("mdw").startNeighbour("gpadmin", "postgres -D data", "/home/gpadmin/data", 5432);

            PlanPreview preview = engine.preview(STOP_AND_ACTIVATE);
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(preview.toText()).contains("process " + pid + " of user gpadmin");
            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("process " + pid + " of user gpadmin, which runs as: postgres -D data", "was not stopped");
            assertThat(cluster.truth().masterHost()).contains(HostName.of("mdw"));
        }
    }

    @Test
    @DisplayName("scenario 34: the neighbour that was in the way ends: the same plan goes through")
    void goesOnOnceTheNeighbourHasEnded(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            int pid = cluster.host("mdw").startNeighbour("gpadmin", "postgres -D data", "/home/gpadmin/data", 5432);
            FailoverReport refused = engine.execute(STOP_AND_ACTIVATE);
            cluster.host("mdw").endNeighbour(pid);

            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(refused).hasOutcome(Outcome.REFUSED);
            assertThat(report).succeeded().mastersWere("mdw", "smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 34: the directory's owner was changed, and a server of the admin user holds the port: it is not proved stopped")
    void doesNotTakeTheAdminUsersServerForAStrangersByTheDirectorysOwner(SimulatedCluster cluster)
            throws InterruptedException {
        cluster.when(c -> c.program().contains("stat")).always().answering(told -> {
            String lines = told.stdout()
                    .lines()
                    .filter(l -> !l.contains("/proc/"))
                    .map(l -> l.replace(" 1000 gpadmin ", " 0 root ") + "\n")
                    .collect(Collectors.joining());
            return CommandResult.of(1, lines, "stat: cannot statx '/proc': Permission denied\n", Duration.ofMillis(20));
        });
        try (FailoverEngine engine = Engines.on(cluster)) {
            Servers.stop(cluster, "mdw");
            cluster.host("mdw")
                    .startNeighbour(
                            "gpadmin",
                            "/opt/gp/bin/postgres -D /mnt/master/gpseg-1 -p 5432",
                            "/mnt/master/gpseg-1",
                            5432);

            // What was in doubt once is asked ahead the next time.
            for (int look = 0; look < 2; look++) {
                ClusterState state = engine.observe();

                assertThat(state.instance(MASTER).orElseThrow().liveness().isUnknown())
                        .as(state.describe())
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName(
            "scenario 34: a stale postmaster.pid names a process of somebody else by now: the master is stopped all the same")
    void doesNotTakeAReusedProcessNumberForTheMaster(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = Engines.on(cluster)) {
            Servers.stop(cluster, "mdw");
            int pid = cluster.host("mdw").startNeighbour("systemd+", "postgres", "/var/lib/postgresql/data", 5432);
            cluster.host("mdw")
                    .writeFile(
                            "/data/master/gpseg-1/postmaster.pid",
                            pid + "\n/data/master/gpseg-1\n1785478859\n5432\n/tmp\n*\n  5432001    327681\n");

            ClusterState state = engine.observe();

            assertThat(state.instance(MASTER).orElseThrow().liveness().isStopped())
                    .as(state.describe())
                    .isTrue();
        }
    }

    @Test
    @DisplayName(
            "scenario 35: the data directory is behind a link and ps shows the other path (case 21): seen, moved, and home again")
    void movesAMasterWhoseDirectoryIsBehindALink(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("mdw").linkDirectory("/data", "/disk1/data");
            cluster.host("smdw").linkDirectory("/data", "/disk1/data");

            ClusterState before = engine.observe();
            FailoverReport there = engine.execute(FailoverPlan.switchover("smdw"));
            FailoverReport back = engine.execute(FailoverPlan.switchover("mdw"));

            assertThat(before).hasMaster("mdw").hasStandby("smdw");
            assertThat(there).succeeded().mastersWere("mdw", "smdw");
            assertThat(back).succeeded().mastersWere("smdw", "mdw");
        }
    }

    @Test
    @DisplayName("scenario 35: a session that outlived a postmaster behind a link still counts as running")
    void countsOrphansBehindALinkAsRunning(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("mdw").linkDirectory("/data", "/disk1/data");
            engine.observe();
            cluster.server("mdw").openSession();
            cluster.kill("mdw");

            ClusterState state = engine.observe();

            assertThat(state.instance(MASTER).orElseThrow().orphaned()).isTrue();
            assertThat(engine.execute(FailoverPlan.builder().activate().build()))
                    .wasRefusedWithoutAnyChange();
        }
    }
}
