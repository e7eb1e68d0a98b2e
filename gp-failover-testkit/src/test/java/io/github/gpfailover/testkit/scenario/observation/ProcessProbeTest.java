package io.github.gpfailover.testkit.scenario.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness.Status;
import io.github.gpfailover.core.probe.CommandStateProbe;
import io.github.gpfailover.core.probe.CompositeStateProbe;
import io.github.gpfailover.core.probe.ProcessProbe;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class ProcessProbeTest {

    @Test
    void tellsOfAStoppedServerHowItEndedAndOnWhichTimeline(SimulatedCluster cluster) throws InterruptedException {
        Servers.stop(cluster, "mdw");

        InstanceState mdw = server(cluster, 0);

        assertThat(mdw.liveness().status()).isEqualTo(Status.STOPPED);
        assertThat(mdw.role()).isEqualTo(InstanceRole.DOWN);
        assertThat(mdw.timeline()).hasValue(1);
        assertThat(mdw.liveness().because())
                .contains("pg_control says 'shut down' on timeline 1", "pg_ctl status says that no server runs");
    }

    @Test
    void tellsNoTimelineOfARunningServer(SimulatedCluster cluster) throws InterruptedException {
        assertThat(server(cluster, 0).timeline()).isEmpty();
        assertThat(server(cluster, 0).role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(server(cluster, 1).role()).isEqualTo(InstanceRole.STANDBY);
    }

    @Test
    void takesNoStandbyWithoutAWalReceiverForOne(SimulatedCluster cluster) throws InterruptedException {
        cluster.powerOff("mdw");
        cluster.clock().advance(Duration.ofMinutes(10));

        assertThat(server(cluster, 1).liveness().status()).isEqualTo(Status.RUNNING);
        assertThat(server(cluster, 1).role()).isEqualTo(InstanceRole.UNKNOWN);
    }

    @Test
    void provesNothingStoppedWherePgCtlSaysThatItRuns(SimulatedCluster cluster) throws InterruptedException {
        cluster.kill("mdw");
        cluster.host("mdw").failNext("pg_ctl", CommandFault.garbled("pg_ctl: server is running (PID: 684)\n"));

        ClusterState seen = observe(cluster, new ProcessProbe(cluster, cluster.clock(), cluster.clock()));

        assertThat(seen.instances().get(0).liveness().status()).isEqualTo(Status.UNKNOWN);
        assertThat(seen.conflicts())
                .singleElement()
                .satisfies(c -> assertThat(c)
                        .contains("no process in its host's table", "pg_ctl status says that process 684 runs"));
    }

    @Test
    void isNotDisturbedByRecordsThatCannotBeRead(SimulatedCluster cluster) throws InterruptedException {
        Servers.stop(cluster, "mdw");
        cluster.host("mdw").failNext("pg_ctl", CommandFault.garbled("pg_ctl: kein Server läuft\n"));
        cluster.host("mdw").failNext("pg_controldata", CommandFault.garbled("nothing\n"));

        InstanceState mdw = server(cluster, 0);

        assertThat(mdw.liveness().status()).isEqualTo(Status.STOPPED);
        assertThat(mdw.timeline()).isEmpty();
        assertThat(mdw.liveness().because()).contains("pg_ctl status told nothing", "pg_control could not be read");
    }

    @Test
    void callsACutShortTableUnknown(SimulatedCluster cluster) throws InterruptedException {
        cluster.kill("mdw");
        cluster.host("mdw")
                .failNext(
                        "ps",
                        CommandFault.garbled(
                                "UID PID PPID C STIME TTY TIME CMD\nroot 1 0 0 05:00 ? 00:00:01 /sbin/init\n"));

        assertThat(server(cluster, 0).liveness().status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void standsBesideAProbeThatAsksServers(SimulatedCluster cluster) throws InterruptedException {
        CompositeStateProbe both = CompositeStateProbe.builder(cluster.clock(), cluster.clock())
                .source("commands", new CommandStateProbe(cluster, cluster.clock(), cluster.clock()))
                .source("processes", new ProcessProbe(cluster, cluster.clock(), cluster.clock()))
                .build();

        assertThat(observe(cluster, both).conflicts()).isEmpty();
        assertThat(observe(cluster, both).master())
                .map(m -> m.location().host().value())
                .contains("mdw");
        Servers.stop(cluster, "mdw");
        Servers.promote(cluster, "smdw");
        ClusterState after = observe(cluster, both);
        assertThat(after.conflicts()).isEmpty();
        assertThat(after.instances().get(0).timeline()).hasValue(1);
        assertThat(after.instances().get(1).timeline()).hasValue(2);
    }

    @Test
    void costsTheEnginesOwnProbeAFewCommandsAPlaceAndNoMore(SimulatedCluster cluster) throws InterruptedException {
        StateProbe own = CompositeStateProbe.over(cluster, cluster.clock(), cluster.clock());

        List<String> sent = sent(cluster, own);
        // The file is read beside the table: an observation that waits for one after the other costs clients time in an
        // outage.
        assertThat(sent).containsExactly("mdw ps", "mdw cat", "mdw psql", "smdw ps", "smdw cat", "smdw psql");
        cluster.kill("mdw");
        sent = sent(cluster, own);
        // Without a wal receiver the standby's marker file shows that it is one.
        assertThat(sent).containsExactly("mdw ps", "mdw cat", "smdw ps", "smdw cat", "smdw psql", "smdw test");
        sent = sent(cluster, new ProcessProbe(cluster, cluster.clock(), cluster.clock()));
        assertThat(sent)
                .containsExactly(
                        "mdw ps",
                        "mdw cat",
                        "mdw cat",
                        "mdw pg_ctl",
                        "mdw pg_controldata",
                        "smdw ps",
                        "smdw cat",
                        "smdw cat",
                        "smdw pg_ctl");
    }

    private static InstanceState server(SimulatedCluster cluster, int number) throws InterruptedException {
        return observe(cluster, new ProcessProbe(cluster, cluster.clock(), cluster.clock()))
                .instances()
                .get(number);
    }

    private static ClusterState observe(SimulatedCluster cluster, StateProbe probe) throws InterruptedException {
        return probe.observe(ObservationRequest.builder(cluster.spec()).build());
    }

    /** Host and program of each command that an observation takes. */
    private static List<String> sent(SimulatedCluster cluster, StateProbe probe) throws InterruptedException {
        int before = cluster.truth().commands().size();
        observe(cluster, probe);
        return cluster.truth().commands().stream()
                .skip(before)
                .map(c -> c.host() + " " + c.command().program().get(0))
                .toList();
    }
}
