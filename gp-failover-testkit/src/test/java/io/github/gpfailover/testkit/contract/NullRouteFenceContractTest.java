package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.Optional;
import java.util.Set;

class NullRouteFenceContractTest extends FenceContract {

    @Override
    protected Fence fence(SimulatedCluster of) {
        return NullRouteFence.create();
    }

    @Override
    protected Set<String> hosts() {
        return Set.of("sdw1", "sdw2", "smdw");
    }

    @Override
    protected Optional<String> refuseOnOneHost(SimulatedCluster of) {
        of.login("sdw2").allowRoot(false);
        return Optional.of("sdw2");
    }
}
