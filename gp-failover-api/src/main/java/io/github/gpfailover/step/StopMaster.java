package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that stops the master, by {@code pg_ctl stop -m fast} on its host, and proves from the process table that nothing of it is left.
 *
 * <p>It exists as the planned beginning of a move: smart mode, pg_ctl's default in Greenplum 6, hangs on an open client (recording
 * 40). Clients' sessions end. When the plan activates afterwards, the step is refused unless the standby is in sync, so that a
 * master is never stopped for a promotion that would be refused. When it does not, the step is refused unless
 * {@link Builder#leavesNoMaster} says why. A master that is proved stopped satisfies it. If the plan ends before a promotion, the master
 * is started again.
 *
 * @since 0.1
 */
@Evolving
public final class StopMaster extends PlanStep {

    /**
     * The shortest deadline. A stop that has begun is followed for 30 s, so it does not begin with less left; the questions and the
     * checkpoint before it take the rest.
     */
    public static final Duration SHORTEST_DEADLINE = Duration.ofMinutes(1);

    private final boolean immediateAtDeadline;
    private final Optional<String> leavesNoMaster;

    private StopMaster(Builder builder) {
        super("stopMaster", builder);
        Duration deadline = options().deadline();
        if (deadline.compareTo(SHORTEST_DEADLINE) < 0) {
            throw new IllegalArgumentException("deadline was " + deadline + " but must be "
                    + SHORTEST_DEADLINE
                    + " or more: a stop does not begin with less than 30 s left, and the questions and"
                    + " the checkpoint before it take time, so it would never begin");
        }
        immediateAtDeadline = builder.immediateAtDeadline;
        leavesNoMaster = Optional.ofNullable(builder.leavesNoMaster);
    }

    /**
     * Says whether immediate mode may end a master that fast mode could not.
     *
     * @return true if it may
     */
    public boolean immediateAtDeadline() {
        return immediateAtDeadline;
    }

    /**
     * Gives why the plan may leave the cluster without a master.
     *
     * @return the reason; empty where an activation follows
     */
    public Optional<String> leavesNoMaster() {
        return leavesNoMaster;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (immediateAtDeadline) {
            all.put("immediateAtDeadline", true);
        }
        leavesNoMaster.ifPresent(r -> all.put("leavesNoMaster", r));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 3 minutes, 2 attempts 1 s apart, fast mode only. The deadline is at least {@link
     * #SHORTEST_DEADLINE}: a stop begins only with 30 s of it left.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private boolean immediateAtDeadline;
        private @Nullable String leavesNoMaster;

        private Builder() {
            super(Duration.ofMinutes(3), RetryPolicy.fixed(2, Duration.ofSeconds(1)));
        }

        /**
         * Lets immediate mode end a master that fast mode did not stop in the first half of the deadline. The master then skips its
         * shutdown checkpoint and recovers at its next start.
         *
         * @return this builder
         * @throws IllegalStateException if it was said already
         */
        public Builder immediateAtDeadline() {
            once("immediateAtDeadline");
            immediateAtDeadline = true;
            return this;
        }

        /**
         * Accepts that no master serves from this step on. Needed where no {@code activate()} follows: such a plan begins an outage, and
         * nothing in it ends that. {@code startMaster()} does, in this plan or another.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder leavesNoMaster(String reason) {
            leavesNoMaster = reason("leavesNoMaster", reason);
            return this;
        }

        @Override
        public StopMaster build() {
            return new StopMaster(this);
        }
    }
}
