package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReleaseFence;
import io.github.gpfailover.step.ReleaseWaitingCommits;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.RetireDataDirectory;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.VerifyCanary;
import io.github.gpfailover.step.WriteCanary;
import java.util.List;
import java.util.Map;

/** The handler of each kind of step. A new step gets its line here. */
public final class Handlers implements HandlerSet {

    private static final Map<Class<? extends PlanStep>, StepHandler<?>> ALL = Map.ofEntries(
            Map.entry(CheckHealth.class, new CheckHealthHandler()),
            Map.entry(CheckEnvironment.class, new CheckEnvironmentHandler()),
            Map.entry(ReleaseWaitingCommits.class, new ReleaseWaitingCommitsHandler()),
            Map.entry(RemoveStandby.class, new RemoveStandbyHandler()),
            Map.entry(AddStandby.class, new AddStandbyHandler()),
            Map.entry(AwaitSync.class, new AwaitSyncHandler()),
            Map.entry(WriteCanary.class, new WriteCanaryHandler()),
            Map.entry(StopMaster.class, new StopMasterHandler()),
            Map.entry(StartMaster.class, new StartMasterHandler()),
            Map.entry(FenceOldMaster.class, new FenceHandler()),
            Map.entry(Activate.class, new ActivateHandler()),
            Map.entry(VerifyCanary.class, new VerifyCanaryHandler()),
            Map.entry(RetireDataDirectory.class, new RetireDataDirectoryHandler()),
            Map.entry(ReleaseFence.class, new ReleaseFenceHandler()),
            Map.entry(Custom.class, new CustomHandler()));

    @Override
    @SuppressWarnings("unchecked") // The map pairs each step's class with a handler of exactly that step.
    public StepHandler<PlanStep> of(PlanStep step) {
        return (StepHandler<PlanStep>) ALL.get(step.getClass());
    }

    @Override
    public Newest newest(StepContext now) throws InterruptedException {
        NewestServer.Finding finding = NewestServer.of(now);
        return new Newest(finding.newest(), finding.words());
    }

    @Override
    public List<String> whyNoStream(StepContext now) throws InterruptedException {
        return StreamDiagnosis.whyNoStream(now);
    }

    @Override
    public FenceProof fence(Fence fence, InstanceLocation oldMaster, StepContext now) throws InterruptedException {
        return new FenceCalls(now, oldMaster).fence(fence);
    }

    @Override
    public FenceProof verify(Fence fence, InstanceLocation oldMaster, StepContext now) throws InterruptedException {
        return new FenceCalls(now, oldMaster).verify(fence);
    }

    @Override
    public List<String> obstacles(Fence fence, StepContext now, InstanceLocation server) throws InterruptedException {
        try {
            return new FenceCalls(now, server).obstacles(fence);
        } catch (GpFailoverException e) {
            return List.of("its obstacles could not be told: " + e.getMessage());
        }
    }

    @Override
    public List<String> release(Fence fence, StepContext now, InstanceLocation server) throws InterruptedException {
        return new FenceCalls(now, server).release(fence);
    }
}
