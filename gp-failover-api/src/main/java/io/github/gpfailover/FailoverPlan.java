package io.github.gpfailover;

import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final @Nullable HostRef masterOn;

    FailoverPlan(List<PlanStep> steps, @Nullable HostRef masterOn) {
        this.steps = List.copyOf(steps);
        this.masterOn = masterOn;
    }

    /**
     * Begins an empty plan.
     *
     * @return a builder
     */
    public static FailoverPlanBuilder builder() {
        return new FailoverPlanBuilder();
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
    public FailoverPlanBuilder toBuilder() {
        FailoverPlanBuilder builder = new FailoverPlanBuilder();
        steps.forEach(s -> builder.step(s));
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
}
