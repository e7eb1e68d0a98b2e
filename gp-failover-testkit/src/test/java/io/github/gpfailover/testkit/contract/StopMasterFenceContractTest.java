package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.Set;

class StopMasterFenceContractTest extends FenceContract {

    @Override
    protected Fence fence(SimulatedCluster of) {
        return new StopMasterFence();
    }

    @Override
    protected Set<String> hosts() {
        return Set.of("mdw");
    }
}
