package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.probe.CommandStateProbe;
import java.time.Duration;
import java.util.Optional;

class CommandStateProbeContractTest extends StateProbeContract {

    @Override
    protected Optional<ProbedCluster> cluster(ProbedSituation situation) throws InterruptedException {
        return SimulatedSituations.cluster(
                situation,
                Duration.ofSeconds(5),
                (cluster, hosts) -> new CommandStateProbe(hosts, cluster.clock(), cluster.clock()));
    }
}
