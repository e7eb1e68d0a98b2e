package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.probe.CompositeStateProbe;
import java.time.Duration;
import java.util.Optional;

class CompositeStateProbeContractTest extends StateProbeContract {

    @Override
    protected Optional<ProbedCluster> cluster(ProbedSituation situation) throws InterruptedException {
        return SimulatedSituations.cluster(
                situation,
                Duration.ofSeconds(5),
                (cluster, hosts) -> CompositeStateProbe.over(hosts, cluster.clock(), cluster.clock()));
    }
}
