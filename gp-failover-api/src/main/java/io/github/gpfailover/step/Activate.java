package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that makes the standby the master.
 *
 * <p>It exists as the one step that can't be undone, and is closed unless everything is proved: it runs only when the old master is
 * proved stopped or a fence was verified, no other master answers, and it is known that nothing the old master acknowledged is
 * missing on the standby: by its {@code pg_control} after a clean stop, by what it last reported of its stream after a crash (an engine that
 * {@linkplain io.github.gpfailover.FailoverEngine#observe() observes} now and then knows that, one that is made after the crash does not). Success
 * is a write that reaches every segment, not an exit status. A standby that this execution has promoted already satisfies it; a promotion whose end
 * could not be seen is observed again and never repeated blindly (a second run of the utility is refused, recording 54).
 *
 * @since 0.1
 */
@Evolving
public final class Activate extends PlanStep {

    private static final Duration DEFAULT_KNOWLEDGE = Duration.ofMinutes(5);

    /** How a standby is promoted. */
    public enum Strategy {
        /** {@link #DIRECT} where the dialect was verified on a running cluster, Greenplum 6 today; else {@link #UTILITY}. */
        AUTO,
        /**
         * {@code gpactivatestandby -a}. With the old master's host off it waits for ssh first: 77.4 s (recording 81). A stale lock
         * file on the old master's host makes it refuse (recording 71), so that is moved aside first.
         */
        UTILITY,
        /**
         * {@code pg_ctl promote}, a connection test and a checkpoint: what the utility does after its own check. 0.24–0.29 s until
         * sessions dispatch (recordings 82 and 83).
         */
        DIRECT
    }

    private final Strategy strategy;
    private final Optional<String> allowDataLoss;
    private final Duration oldestKnowledge;
    private final Optional<String> evenIfMasterServes;

    private Activate(Builder builder) {
        super("activate", builder);
        strategy = builder.strategy;
        allowDataLoss = Optional.ofNullable(builder.allowDataLoss);
        oldestKnowledge = builder.oldestKnowledge;
        evenIfMasterServes = Optional.ofNullable(builder.evenIfMasterServes);
    }

    /**
     * Gives how to promote.
     *
     * @return the strategy
     */
    public Strategy strategy() {
        return strategy;
    }

    /**
     * Gives why rows that never reached the standby may be lost.
     *
     * @return the reason; empty to refuse
     */
    public Optional<String> allowDataLoss() {
        return allowDataLoss;
    }

    /**
     * Gives how old what a crashed master last reported of its stream may be.
     *
     * @return the oldest that counts
     */
    public Duration oldestKnowledge() {
        return oldestKnowledge;
    }

    /**
     * Gives why a fence before it may take a master out that serves.
     *
     * @return the reason; empty to refuse
     */
    public Optional<String> evenIfMasterServes() {
        return evenIfMasterServes;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (strategy != Strategy.AUTO) {
            all.put("strategy", strategy.name());
        }
        allowDataLoss.ifPresent(r -> all.put("allowDataLoss", r));
        if (!oldestKnowledge.equals(DEFAULT_KNOWLEDGE)) {
            all.put("oldestKnowledge", oldestKnowledge);
        }
        evenIfMasterServes.ifPresent(r -> all.put("evenIfMasterServes", r));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 5 minutes, 10 attempts 200 ms apart and then up to 2 s, strategy
     * {@link Strategy#AUTO}, no data loss, no serving master fenced, knowledge of at most 5 minutes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Strategy strategy = Strategy.AUTO;
        private @Nullable String allowDataLoss;
        private Duration oldestKnowledge = DEFAULT_KNOWLEDGE;
        private @Nullable String evenIfMasterServes;

        private Builder() {
            super(Duration.ofMinutes(5), new RetryPolicy(10, Duration.ofMillis(200), 2, Duration.ofSeconds(2)));
        }

        /**
         * Says how to promote.
         *
         * @param how the strategy
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder strategy(Strategy how) {
            once("strategy");
            strategy = Checks.notNull(how, "strategy");
            return this;
        }

        /**
         * Accepts that rows which never reached the standby are lost. Never opens the guard against a second master.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder allowDataLoss(String reason) {
            allowDataLoss = reason("allowDataLoss", reason);
            return this;
        }

        /**
         * Says how old the last report of a crashed master may be. After a crash only its stream shows whether the standby had everything,
         * and an old report says little about the end.
         *
         * @param age the oldest that counts
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it is not positive
         * @throws IllegalStateException if it was said already
         */
        public Builder oldestKnowledge(Duration age) {
            once("oldestKnowledge");
            oldestKnowledge = Checks.positive(age, "oldestKnowledge");
            return this;
        }

        /**
         * Lets the {@code fence()} before it take a master out that answers and dispatches. Without it such a plan is refused, since it
         * would end a healthy master's sessions without the checks and the clean stop of a planned move: for that write
         * {@code stopMaster()} before, or take {@code FailoverPlan.switchover(host)}. No such consent is needed where two reads through the
         * segments, some seconds apart, both hang, or both end with the master's error that no route
         * leads to a segment. Any other error is the answer of a master that may serve others, and is refused too.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder evenIfMasterServes(String reason) {
            evenIfMasterServes = reason("evenIfMasterServes", reason);
            return this;
        }

        @Override
        public Activate build() {
            return new Activate(this);
        }
    }
}
