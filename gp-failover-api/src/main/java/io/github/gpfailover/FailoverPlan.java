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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to a cluster: steps, in order.
 *
 * <p>It exists so that a move can be written down, compared, shown and checked before any host is touched. A plan knows no hosts' state;
 * the engine decides each step anew from what it observes. Immutable and thread-safe; equal when the steps are equal.
 *
 * <pre>{@code
 * FailoverPlan plan = FailoverPlan.builder()
 *         .removeStandby()
 *         .addStandby("smdw")
 *         .stopMaster()
 *         .activate()
 *         .retireDataDirectory("mdw")
 *         .addStandby("mdw")
 *         .build();
 * }</pre>
 *
 * @since 0.1
 */
@Stable
public final class FailoverPlan {

    private final List<PlanStep> steps;
    private final HostRef masterOn;

    private FailoverPlan(List<PlanStep> steps, HostRef masterOn) {
        this.steps = List.copyOf(steps);
        this.masterOn = masterOn;
    }

    /**
     * Begins an empty plan.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Gives the plan of a planned move of the master role to a host: checks, a standby there, proof of sync, a canary, stop,
     * activation, the canary counted, and the old master as the standby of the new one: of its own directory where that is proved right,
     * else of a copy ({@link AddStandby.Strategy#AUTO}).
     *
     * @param to the host that becomes the master; a standby is made there unless it is there already, and the plan is refused while
     *     there is one elsewhere. With the master there already, the move is left out, and what is missing is done: the former
     *     master's host gets a standby if the cluster has none
     * @return the plan
     * @throws io.github.gpfailover.error.InvalidPlanException if it is not a host name
     */
    public static FailoverPlan switchover(String to) {
        return builder()
                .checkHealth()
                .checkEnvironment()
                .addStandby(to)
                .awaitSync()
                .writeCanary()
                .stopMaster()
                .fence()
                .activate()
                .verifyCanary()
                .addStandby(HostRef.FORMER_MASTER)
                .awaitSync()
                .checkHealth()
                .masterOn(to)
                .build();
    }

    /**
     * Gives the plan after a crash of the master: fence what is left of it, activate the standby, observe the cluster. Segments
     * that are down only warn. An engine that did not see the cluster before the crash refuses the activation, since it can't know
     * whether the standby had everything: {@link #failover(Consumer)} can allow that.
     *
     * @return the plan
     */
    public static FailoverPlan failover() {
        return failover(a -> {});
    }

    /**
     * Gives the plan of {@link #failover()} with other settings of its activation.
     *
     * @param activation changes the defaults of the activation, as {@code a -> a.allowDataLoss("why")}
     * @return the plan
     * @throws io.github.gpfailover.error.InvalidPlanException if a setting is not valid
     */
    public static FailoverPlan failover(Consumer<Activate.Builder> activation) {
        return builder()
                .fence()
                .activate(activation)
                .checkHealth(h -> h.acceptDegraded("a failover goes on with the segments there are"))
                .build();
    }

    /**
     * Gives the plan of a homecoming, with the master role on another host than the specification says: a standby on the designed
     * master's host (of its old directory where that is proved right, else of a copy), proof of sync, a canary, stop, activation, and the
     * designed standby again.
     *
     * @return the plan
     */
    public static FailoverPlan failback() {
        return builder()
                .addStandby(HostRef.DESIGNED_MASTER)
                .awaitSync()
                .checkHealth()
                .writeCanary()
                .stopMaster()
                .fence()
                .activate()
                .verifyCanary()
                .addStandby(HostRef.DESIGNED_STANDBY)
                .awaitSync()
                .checkHealth()
                .masterOn(HostRef.DESIGNED_MASTER)
                .build();
    }

    /**
     * Gives the whole procedure, there and back: remove the standby, make it anew (its directory is kept for that), move the master role to it, make the old master its
     * standby, move the role home, and make the other one the standby again, with a canary counted over each move. Old masters become
     * standbys without a copy where that is proved right.
     *
     * @return the plan
     */
    public static FailoverPlan roundTrip() {
        return builder()
                .checkHealth()
                .checkEnvironment()
                .removeStandby(r -> r.keepDirectory())
                .addStandby(HostRef.DESIGNED_STANDBY)
                .awaitSync()
                .writeCanary()
                .stopMaster()
                .fence()
                .activate()
                .verifyCanary()
                .addStandby(HostRef.DESIGNED_MASTER)
                .awaitSync()
                .writeCanary()
                .stopMaster()
                .fence()
                .activate()
                .verifyCanary()
                .addStandby(HostRef.DESIGNED_STANDBY)
                .awaitSync()
                .checkHealth()
                .build();
    }

    /**
     * Reads a plan back.
     *
     * @param json what {@link #toJson()} wrote, or an object of that form written by hand: absent options have their defaults
     * @return the plan
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if the text is not JSON of that form, or holds a custom step or a fence of the caller's own
     * @throws io.github.gpfailover.error.InvalidPlanException if the plan could not work
     */
    public static FailoverPlan fromJson(String json) {
        return PlanJson.read(json);
    }

    /**
     * Gives the steps.
     *
     * @return the steps, in order
     */
    public List<PlanStep> steps() {
        return steps;
    }

    /**
     * Gives the host where the master is to be at the end. With the master there already, the steps up to the last activation are left
     * out but for checks.
     *
     * @return the host; empty if the plan names none
     */
    public Optional<HostRef> masterOn() {
        return Optional.ofNullable(masterOn);
    }

    /**
     * Gives the plan for programs. Custom steps and given fences are written by name, and can't be read back.
     *
     * @return a JSON object with a list of steps
     */
    public String toJson() {
        return PlanJson.write(this);
    }

    /**
     * Begins a plan that starts with these steps.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        steps.forEach(s -> builder.entries.add(new PlanRules.Entry(s.name(), s, null)));
        builder.masterOn = masterOn;
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FailoverPlan plan
                && plan.steps.equals(steps)
                && Objects.equals(plan.masterOn, masterOn);
    }

    @Override
    public int hashCode() {
        return Objects.hash(steps, masterOn);
    }

    /** Returns the steps as they read in code. */
    @Override
    public String toString() {
        return steps.stream().map(PlanStep::describe).collect(Collectors.joining(" -> "));
    }

    /**
     * The builder of a plan. The steps run in the order of the calls. A step with a wrong value is kept as a fault, and {@link #build()}
     * reports all faults at once. Not thread-safe.
     */
    public static final class Builder {

        private final List<PlanRules.Entry> entries = new ArrayList<>();

        private final Given given = new Given();
        private HostRef masterOn;

        private Builder() {}

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
        public Builder masterOn(String host) {
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
        public Builder checkHealth() {
            return checkHealth(s -> {});
        }

        /**
         * Adds a check whether the cluster is fit to be worked on.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see CheckHealth
         */
        public Builder checkHealth(Consumer<CheckHealth.Builder> settings) {
            return add(
                    "checkHealth", () -> with(CheckHealth.builder(), settings).build());
        }

        /**
         * Adds a comparison of master's and standby's environments.
         *
         * @return this builder
         * @see CheckEnvironment
         */
        public Builder checkEnvironment() {
            return checkEnvironment(s -> {});
        }

        /**
         * Adds a comparison of master's and standby's environments.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see CheckEnvironment
         */
        public Builder checkEnvironment(Consumer<CheckEnvironment.Builder> settings) {
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
        public Builder releaseWaitingCommits() {
            return releaseWaitingCommits(s -> {});
        }

        /**
         * Adds the release of commits that wait on the master for a standby whose host is gone.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see ReleaseWaitingCommits
         */
        public Builder releaseWaitingCommits(Consumer<ReleaseWaitingCommits.Builder> settings) {
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
        public Builder removeStandby() {
            return removeStandby(s -> {});
        }

        /**
         * Adds the removal of the standby.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see RemoveStandby
         */
        public Builder removeStandby(Consumer<RemoveStandby.Builder> settings) {
            return add(
                    "removeStandby",
                    () -> with(RemoveStandby.builder(), settings).build());
        }

        /**
         * Adds the making of a standby.
         *
         * @param host where, by name or by one of the placeholders of {@link HostRef}
         * @return this builder
         * @see AddStandby
         */
        public Builder addStandby(String host) {
            return addStandby(host, s -> {});
        }

        /**
         * Adds the making of a standby.
         *
         * @param host where, by name or by one of the placeholders of {@link HostRef}
         * @param settings changes the step's defaults
         * @return this builder
         * @see AddStandby
         */
        public Builder addStandby(String host, Consumer<AddStandby.Builder> settings) {
            return add(
                    "addStandby",
                    () -> with(AddStandby.builder(HostRef.of(host)), settings).build());
        }

        /**
         * Adds a wait until the standby is in sync.
         *
         * @return this builder
         * @see AwaitSync
         */
        public Builder awaitSync() {
            return awaitSync(s -> {});
        }

        /**
         * Adds a wait until the standby is in sync.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see AwaitSync
         */
        public Builder awaitSync(Consumer<AwaitSync.Builder> settings) {
            return add("awaitSync", () -> with(AwaitSync.builder(), settings).build());
        }

        /**
         * Adds the writing of rows that a later {@link #verifyCanary()} counts.
         *
         * @return this builder
         * @see WriteCanary
         */
        public Builder writeCanary() {
            return writeCanary(s -> {});
        }

        /**
         * Adds the writing of rows that a later {@link #verifyCanary()} counts.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see WriteCanary
         */
        public Builder writeCanary(Consumer<WriteCanary.Builder> settings) {
            return add(
                    "writeCanary", () -> with(WriteCanary.builder(), settings).build());
        }

        /**
         * Adds the stop of the master.
         *
         * @return this builder
         * @see StopMaster
         */
        public Builder stopMaster() {
            return stopMaster(s -> {});
        }

        /**
         * Adds the stop of the master.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see StopMaster
         */
        public Builder stopMaster(Consumer<StopMaster.Builder> settings) {
            return add("stopMaster", () -> with(StopMaster.builder(), settings).build());
        }

        /**
         * Adds the start of the newest master of a cluster that has none.
         *
         * @return this builder
         * @see StartMaster
         */
        public Builder startMaster() {
            return startMaster(s -> {});
        }

        /**
         * Adds the start of the newest master of a cluster that has none.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see StartMaster
         */
        public Builder startMaster(Consumer<StartMaster.Builder> settings) {
            return add(
                    "startMaster", () -> with(StartMaster.builder(), settings).build());
        }

        /**
         * Adds the fencing of the old master, by the engine's fences.
         *
         * @return this builder
         * @see FenceOldMaster
         */
        public Builder fence() {
            return add("fence", () -> FenceOldMaster.builder().build());
        }

        /**
         * Adds the fencing of the old master, by the engine's fences unless the settings name one.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see FenceOldMaster
         */
        public Builder fence(Consumer<FenceOldMaster.Builder> settings) {
            return add("fence", () -> with(FenceOldMaster.builder(), settings).build());
        }

        /**
         * Adds the fencing of the old master by one fence.
         *
         * @param fence the fence
         * @return this builder
         * @see FenceOldMaster
         */
        public Builder fence(Fence fence) {
            return fence(fence, s -> {});
        }

        /**
         * Adds the fencing of the old master by one fence.
         *
         * @param fence the fence
         * @param settings changes the step's defaults
         * @return this builder
         * @see FenceOldMaster
         */
        public Builder fence(Fence fence, Consumer<FenceOldMaster.Builder> settings) {
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
        public Builder activate() {
            return activate(s -> {});
        }

        /**
         * Adds the activation of the standby.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see Activate
         */
        public Builder activate(Consumer<Activate.Builder> settings) {
            return add("activate", () -> with(Activate.builder(), settings).build());
        }

        /**
         * Adds the counting of the last canary's rows.
         *
         * @return this builder
         * @see VerifyCanary
         */
        public Builder verifyCanary() {
            return verifyCanary(s -> {});
        }

        /**
         * Adds the counting of the last canary's rows.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see VerifyCanary
         */
        public Builder verifyCanary(Consumer<VerifyCanary.Builder> settings) {
            return add(
                    "verifyCanary", () -> with(VerifyCanary.builder(), settings).build());
        }

        /**
         * Adds the lifting of what fences set on the former master.
         *
         * @return this builder
         * @see ReleaseFence
         */
        public Builder releaseFence() {
            return releaseFence(s -> {});
        }

        /**
         * Adds the lifting of what fences set on the former master.
         *
         * @param settings changes the step's defaults
         * @return this builder
         * @see ReleaseFence
         */
        public Builder releaseFence(Consumer<ReleaseFence.Builder> settings) {
            return add(
                    "releaseFence", () -> with(ReleaseFence.builder(), settings).build());
        }

        /**
         * Adds the renaming of an unused server's data directory.
         *
         * @param host where, by name or by one of the placeholders of {@link HostRef}
         * @return this builder
         * @see RetireDataDirectory
         */
        public Builder retireDataDirectory(String host) {
            return retireDataDirectory(host, s -> {});
        }

        /**
         * Adds the renaming of an unused server's data directory.
         *
         * @param host where, by name or by one of the placeholders of {@link HostRef}
         * @param settings changes the step's defaults
         * @return this builder
         * @see RetireDataDirectory
         */
        public Builder retireDataDirectory(String host, Consumer<RetireDataDirectory.Builder> settings) {
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
        public Builder step(CustomStep step) {
            return step(step, s -> {});
        }

        /**
         * Adds a step of the caller's own.
         *
         * @param step what it does
         * @param settings changes the step's defaults
         * @return this builder
         * @see CustomStep
         */
        public Builder step(CustomStep step, Consumer<Custom.Builder> settings) {
            return add("step", () -> with(Custom.builder(step), settings).build());
        }

        /**
         * Adds a step that was made before.
         *
         * @param step the step
         * @return this builder
         */
        public Builder step(PlanStep step) {
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

        private Builder add(String name, Supplier<PlanStep> make) {
            try {
                PlanStep step = make.get();
                entries.add(new PlanRules.Entry(step.name(), step, null));
            } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
                // Kept, so that build() reports every fault of the plan and not only the first.
                entries.add(new PlanRules.Entry(name, null, e.getMessage()));
            }
            return this;
        }

        private static <B> B with(B builder, Consumer<B> settings) {
            Checks.notNull(settings, "settings").accept(builder);
            return builder;
        }
    }
}
