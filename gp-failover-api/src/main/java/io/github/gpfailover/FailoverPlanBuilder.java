package io.github.gpfailover;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReleaseFence;
import io.github.gpfailover.step.ReleaseWaitingCommits;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.RetireDataDirectory;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.VerifyCanary;
import io.github.gpfailover.step.WriteCanary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The builder of a plan. The steps run in the order of the calls. A step with a wrong value is kept as a fault, and {@link #build()}
 * reports all faults at once. Not thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class FailoverPlanBuilder {

    private final List<PlanRules.Entry> entries = new ArrayList<>();
    private final Given given = new Given();

    @Nullable
    HostRef masterOn;

    FailoverPlanBuilder() {}

    /**
     * Names the host where the master is to be at the end of the plan. With the master there already when the plan begins, the
     * steps up to the last {@link #activate()} and its {@link #verifyCanary()} are left out but for checks, so that a plan can be run
     * again. The steps after them find the other server as {@link HostRef#FORMER_MASTER}.
     *
     * @param host the host, by name or by one of the placeholders of {@link HostRef}
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws io.github.gpfailover.error.InvalidPlanException by {@link #build()}, if it is not a host name, or no activation is in the
     *     plan
     * @throws IllegalStateException if it was set already
     */
    public FailoverPlanBuilder masterOn(String host) {
        given.once("masterOn");
        try {
            masterOn = HostRef.of(host);
        } catch (IllegalArgumentException e) {
            entries.add(new PlanRules.Entry("masterOn", null, e.getMessage()));
        }
        return this;
    }

    /**
     * Adds a check whether the cluster is fit to be worked on.
     *
     * @return this builder
     * @see CheckHealth
     */
    public FailoverPlanBuilder checkHealth() {
        return checkHealth(s -> {});
    }

    /**
     * Adds a check whether the cluster is fit to be worked on.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder checkHealth(Consumer<CheckHealth.Builder> settings) {
        return add("checkHealth", () -> with(CheckHealth.builder(), settings).build());
    }

    /**
     * Adds a comparison of master's and standby's environments.
     *
     * @return this builder
     * @see CheckEnvironment
     */
    public FailoverPlanBuilder checkEnvironment() {
        return checkEnvironment(s -> {});
    }

    /**
     * Adds a comparison of master's and standby's environments.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder checkEnvironment(Consumer<CheckEnvironment.Builder> settings) {
        return add(
                "checkEnvironment",
                () -> with(CheckEnvironment.builder(), settings).build());
    }

    /**
     * Adds the release of commits that wait on the master for a standby whose host is gone.
     *
     * @return this builder
     * @see ReleaseWaitingCommits
     */
    public FailoverPlanBuilder releaseWaitingCommits() {
        return releaseWaitingCommits(s -> {});
    }

    /**
     * Adds the release of commits that wait on the master for a standby whose host is gone.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder releaseWaitingCommits(Consumer<ReleaseWaitingCommits.Builder> settings) {
        return add(
                "releaseWaitingCommits",
                () -> with(ReleaseWaitingCommits.builder(), settings).build());
    }

    /**
     * Adds the removal of the standby.
     *
     * @return this builder
     * @see RemoveStandby
     */
    public FailoverPlanBuilder removeStandby() {
        return removeStandby(s -> {});
    }

    /**
     * Adds the removal of the standby.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder removeStandby(Consumer<RemoveStandby.Builder> settings) {
        return add(
                "removeStandby", () -> with(RemoveStandby.builder(), settings).build());
    }

    /**
     * Adds the making of a standby.
     *
     * @param host where, by name or by one of the placeholders of {@link HostRef}
     * @return this builder
     * @see AddStandby
     */
    public FailoverPlanBuilder addStandby(String host) {
        return addStandby(host, s -> {});
    }

    /**
     * Adds the making of a standby.
     *
     * @param host where, by name or by one of the placeholders of {@link HostRef}
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder addStandby(String host, Consumer<AddStandby.Builder> settings) {
        return add(
                "addStandby",
                () -> with(AddStandby.builder(HostRef.of(host)), settings).build());
    }

    /**
     * Adds a wait until the standby is in step.
     *
     * @return this builder
     * @see AwaitSync
     */
    public FailoverPlanBuilder awaitSync() {
        return awaitSync(s -> {});
    }

    /**
     * Adds a wait until the standby is in step.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder awaitSync(Consumer<AwaitSync.Builder> settings) {
        return add("awaitSync", () -> with(AwaitSync.builder(), settings).build());
    }

    /**
     * Adds the writing of rows that a later {@link #verifyCanary()} counts.
     *
     * @return this builder
     * @see WriteCanary
     */
    public FailoverPlanBuilder writeCanary() {
        return writeCanary(s -> {});
    }

    /**
     * Adds the writing of rows that a later {@link #verifyCanary()} counts.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder writeCanary(Consumer<WriteCanary.Builder> settings) {
        return add("writeCanary", () -> with(WriteCanary.builder(), settings).build());
    }

    /**
     * Adds the stop of the master.
     *
     * @return this builder
     * @see StopMaster
     */
    public FailoverPlanBuilder stopMaster() {
        return stopMaster(s -> {});
    }

    /**
     * Adds the stop of the master.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder stopMaster(Consumer<StopMaster.Builder> settings) {
        return add("stopMaster", () -> with(StopMaster.builder(), settings).build());
    }

    /**
     * Adds the start of the newest master of a cluster that has none.
     *
     * @return this builder
     * @see StartMaster
     */
    public FailoverPlanBuilder startMaster() {
        return startMaster(s -> {});
    }

    /**
     * Adds the start of the newest master of a cluster that has none.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder startMaster(Consumer<StartMaster.Builder> settings) {
        return add("startMaster", () -> with(StartMaster.builder(), settings).build());
    }

    /**
     * Adds the fencing of the old master, by the engine's fences.
     *
     * @return this builder
     * @see FenceOldMaster
     */
    public FailoverPlanBuilder fence() {
        return add("fence", () -> FenceOldMaster.builder().build());
    }

    /**
     * Adds the fencing of the old master, by the engine's fences unless the settings name one.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder fence(Consumer<FenceOldMaster.Builder> settings) {
        return add("fence", () -> with(FenceOldMaster.builder(), settings).build());
    }

    /**
     * Adds the fencing of the old master by one fence.
     *
     * @param fence the fence
     * @return this builder
     * @see FenceOldMaster
     */
    public FailoverPlanBuilder fence(Fence fence) {
        return fence(fence, s -> {});
    }

    /**
     * Adds the fencing of the old master by one fence.
     *
     * @param fence the fence
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder fence(Fence fence, Consumer<FenceOldMaster.Builder> settings) {
        return add(
                "fence",
                () -> with(FenceOldMaster.builder().fence(fence), settings).build());
    }

    /**
     * Adds the activation of the standby.
     *
     * @return this builder
     * @see Activate
     */
    public FailoverPlanBuilder activate() {
        return activate(s -> {});
    }

    /**
     * Adds the activation of the standby.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder activate(Consumer<Activate.Builder> settings) {
        return add("activate", () -> with(Activate.builder(), settings).build());
    }

    /**
     * Adds the counting of the last canary's rows.
     *
     * @return this builder
     * @see VerifyCanary
     */
    public FailoverPlanBuilder verifyCanary() {
        return verifyCanary(s -> {});
    }

    /**
     * Adds the counting of the last canary's rows.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder verifyCanary(Consumer<VerifyCanary.Builder> settings) {
        return add("verifyCanary", () -> with(VerifyCanary.builder(), settings).build());
    }

    /**
     * Adds the lifting of what fences set on the former master.
     *
     * @return this builder
     * @see ReleaseFence
     */
    public FailoverPlanBuilder releaseFence() {
        return releaseFence(s -> {});
    }

    /**
     * Adds the lifting of what fences set on the former master.
     *
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder releaseFence(Consumer<ReleaseFence.Builder> settings) {
        return add("releaseFence", () -> with(ReleaseFence.builder(), settings).build());
    }

    /**
     * Adds the renaming of an unused server's data directory.
     *
     * @param host where, by name or by one of the placeholders of {@link HostRef}
     * @return this builder
     * @see RetireDataDirectory
     */
    public FailoverPlanBuilder retireDataDirectory(String host) {
        return retireDataDirectory(host, s -> {});
    }

    /**
     * Adds the renaming of an unused server's data directory.
     *
     * @param host where, by name or by one of the placeholders of {@link HostRef}
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder retireDataDirectory(String host, Consumer<RetireDataDirectory.Builder> settings) {
        return add(
                "retireDataDirectory",
                () -> with(RetireDataDirectory.builder(HostRef.of(host)), settings)
                        .build());
    }

    /**
     * Adds a step of the caller's own.
     *
     * @param step what it does
     * @return this builder
     * @see CustomStep
     */
    public FailoverPlanBuilder step(CustomStep step) {
        return step(step, s -> {});
    }

    /**
     * Adds a step of the caller's own.
     *
     * @param step what it does
     * @param settings changes the step's defaults
     * @return this builder
     */
    public FailoverPlanBuilder step(CustomStep step, Consumer<Custom.Builder> settings) {
        return add("step", () -> with(Custom.builder(step), settings).build());
    }

    /**
     * Adds a step that was made before.
     *
     * @param step the step
     * @return this builder
     */
    public FailoverPlanBuilder step(PlanStep step) {
        return add("step", () -> Checks.notNull(step, "step"));
    }

    /**
     * Makes the plan. This builder may be used further; the plan doesn't change with it.
     *
     * @return the plan
     * @throws io.github.gpfailover.error.InvalidPlanException if anything is wrong with it: all faults are reported, each with what
     *     to write instead
     */
    public FailoverPlan build() {
        PlanRules.check(entries, masterOn);
        return new FailoverPlan(entries.stream().map(PlanRules.Entry::step).toList(), masterOn);
    }

    private FailoverPlanBuilder add(String name, Supplier<PlanStep> make) {
        entries.add(PlanRules.Entry.made(name, make));
        return this;
    }

    private static <B> B with(B builder, Consumer<B> settings) {
        Checks.notNull(settings, "settings").accept(builder);
        return builder;
    }
}
