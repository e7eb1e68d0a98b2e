package io.github.gpfailover.testkit.contract;

import java.time.Duration;
import java.util.Optional;

class SimulatedClusterProbeContractTest extends StateProbeContract {

    @Override
    protected Optional<ProbedCluster> cluster(ProbedSituation situation) throws InterruptedException {
        return SimulatedSituations.cluster(situation, Duration.ofSeconds(5), (cluster, hosts) -> cluster);
    }
}
