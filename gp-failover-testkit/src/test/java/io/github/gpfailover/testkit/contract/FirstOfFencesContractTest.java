package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.Set;

class FirstOfFencesContractTest extends FenceContract {

    @Override
    protected Fence fence(SimulatedCluster of) {
        return Fence.firstOf(new StopMasterFence(), NullRouteFence.create());
    }

    @Override
    protected void prepare(SimulatedCluster of) {
        // The first can't reach it then, so the second has to do it.
        for (String host : Set.of("controller", "smdw", "sdw1", "sdw2")) {
            of.cutOneWay(host, "mdw");
        }
    }

    @Override
    protected Set<String> hosts() {
        return Set.of("mdw", "sdw1", "sdw2", "smdw");
    }
}
