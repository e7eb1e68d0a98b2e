package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.caller.CallerCode;
import io.github.gpfailover.core.internal.caller.ExpiringTransport;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import java.util.List;

/** Calls of a fence's methods. They exist since a fence may be the caller's own: whatever it does, the step goes on by its own rules. */
final class FenceCalls {

    /** One method of a fence. */
    private interface Call<T> {

        T with(FenceContext context) throws InterruptedException;
    }

    private final StepContext now;
    private final InstanceLocation oldMaster;

    /**
     * Prepares to call fences.
     *
     * @param now the situation that they see
     * @param oldMaster the server that they are for
     */
    FenceCalls(StepContext now, InstanceLocation oldMaster) {
        this.now = now;
        this.oldMaster = oldMaster;
    }

    FenceProof fence(Fence fence) throws InterruptedException {
        return call("fence", fence, fence::fence);
    }

    FenceProof verify(Fence fence) throws InterruptedException {
        return call("verify", fence, fence::verify);
    }

    List<String> obstacles(Fence fence) throws InterruptedException {
        return List.copyOf(call("obstacles", fence, fence::obstacles));
    }

    List<String> release(Fence fence) throws InterruptedException {
        return List.copyOf(call("release", fence, fence::release));
    }

    List<String> describe(Fence fence) throws InterruptedException {
        return List.copyOf(call("describe", fence, fence::describe));
    }

    private <T> T call(String method, Fence fence, Call<T> call) throws InterruptedException {
        ExpiringTransport transport = new ExpiringTransport(now.transport());
        FenceContext context = new EngineFenceContext(now, oldMaster, transport);
        try {
            return CallerCode.call(
                    method + "() of the fence " + fence.name(), now.sleeper(), now.left(), () -> call.with(context));
        } finally {
            transport.end();
        }
    }
}
