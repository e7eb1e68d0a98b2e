package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.Set;

class AttestedFenceContractTest extends FenceContract {

    @Override
    protected Fence fence(SimulatedCluster of) {
        return AttestedFence.hostIsOff(
                "mdw", "A. Operator", "the rack has no power", of.clock().instant());
    }

    @Override
    protected void prepare(SimulatedCluster of) {
        of.powerOff("mdw");
    }

    @Override
    protected Set<String> hosts() {
        return Set.of("mdw");
    }

    @Override
    protected boolean asksHosts() {
        return false;
    }
}
