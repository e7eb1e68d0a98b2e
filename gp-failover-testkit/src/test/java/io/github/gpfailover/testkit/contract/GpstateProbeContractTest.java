package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.probe.GpstateProbe;
import java.time.Duration;
import java.util.Optional;

class GpstateProbeContractTest extends StateProbeContract {

    @Override
    protected Optional<ProbedCluster> cluster(ProbedSituation situation) throws InterruptedException {
        return SimulatedSituations.cluster(
                situation,
                Duration.ofSeconds(60),
                (cluster, hosts) -> new GpstateProbe(hosts, cluster.clock(), cluster.clock()));
    }

    /** The utility reports no processes. */
    @Override
    protected boolean seesProcesses() {
        return false;
    }
}
