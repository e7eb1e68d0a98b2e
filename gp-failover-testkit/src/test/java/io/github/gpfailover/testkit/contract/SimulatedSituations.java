package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The situations of the probes' contract on a simulated cluster, the same for every probe. */
final class SimulatedSituations {

    /** How a probe is made over a simulated cluster's hosts. */
    interface Maker {
        StateProbe make(SimulatedCluster cluster, CommandTransport hosts);
    }

    private SimulatedSituations() {}

    static Optional<ProbedCluster> cluster(ProbedSituation situation, Duration timeout, Maker maker)
            throws InterruptedException {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        bring(cluster, situation);
        ObservationRequest request =
                ObservationRequest.builder(cluster.spec()).timeout(timeout).build();
        return Optional.of(new ProbedCluster(
                maker.make(cluster, cluster),
                request,
                cluster.clock(),
                Optional.of(cluster.clock()),
                () -> content(cluster, request)));
    }

    private static void bring(SimulatedCluster cluster, ProbedSituation situation) throws InterruptedException {
        switch (situation) {
            case HEALTHY -> {}
            case MASTER_KILLED -> cluster.kill("mdw");
            case ORPHANED_SESSION -> {
                cluster.server("mdw").openSession().begin();
                cluster.kill("mdw");
            }
            case MASTER_HOST_OFF -> cluster.powerOff("mdw");
            case MASTER_HOST_HANGS -> cluster.hang("mdw");
            case STANDBY_STOPPED -> pgCtl(cluster, "smdw", "stop", "-m", "fast");
            case STANDBY_HOST_OFF -> cluster.powerOff("smdw");
            case TWO_MASTERS -> {
                cluster.tolerate(ClusterInvariant.ONE_WRITABLE_MASTER, "a probe has to tell of both");
                cluster.cut("mdw", "smdw");
                pgCtl(cluster, "smdw", "promote");
                cluster.clock().advance(Duration.ofSeconds(1));
            }
            case SERVER_STARTING -> {
                pgCtl(cluster, "mdw", "stop", "-m", "fast");
                pgCtl(cluster, "smdw", "promote");
            }
        }
    }

    private static void pgCtl(SimulatedCluster cluster, String host, String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("pg_ctl"));
        all.addAll(List.of(words));
        all.addAll(List.of("-D", cluster.spec().master().dataDirectory().path()));
        cluster.execute(
                HostName.of(host),
                Command.builder(all)
                        .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                        .mutating()
                        .build());
    }

    private static String content(SimulatedCluster cluster, ObservationRequest request) {
        StringBuilder all = new StringBuilder();
        for (HostName host : cluster.truth().hosts()) {
            all.append(host).append(cluster.truth().directories(host.value())).append('\n');
        }
        try {
            all.append(cluster.observe(request).instances()).append('\n');
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return all.append(cluster.truth().writableMasters())
                .append(cluster.truth().commands().stream()
                        .filter(c -> c.command().mutating())
                        .toList())
                .toString();
    }
}
