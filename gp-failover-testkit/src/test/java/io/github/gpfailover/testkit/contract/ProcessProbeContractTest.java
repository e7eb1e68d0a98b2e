package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.probe.ProcessProbe;
import java.time.Duration;
import java.util.Optional;

class ProcessProbeContractTest extends StateProbeContract {

    @Override
    protected Optional<ProbedCluster> cluster(ProbedSituation situation) throws InterruptedException {
        return SimulatedSituations.cluster(
                situation,
                Duration.ofSeconds(5),
                (cluster, hosts) -> new ProcessProbe(hosts, cluster.clock(), cluster.clock()));
    }

    /** No process shows who can write. */
    @Override
    protected boolean hearsServers() {
        return false;
    }
}
