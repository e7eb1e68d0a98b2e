package io.github.gpfailover;

import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An execution that may have changed something and did not end well, as the journal has it. It exists so that whoever takes over
 * after a crash finds what there is to resume. Immutable and thread-safe; made by the engine, and for tests by the testkit's
 * {@code Reports}.
 *
 * @since 0.1
 */
@Evolving
public final class UnfinishedExecution {

    private static final Parts<UnfinishedExecution> PARTS = Parts.of(UnfinishedExecution.class)
            .and("executionId", UnfinishedExecution::executionId)
            .and("plan", UnfinishedExecution::plan)
            .and("begunAt", UnfinishedExecution::begunAt)
            .and("lastEntryAt", UnfinishedExecution::lastEntryAt)
            .and("step", UnfinishedExecution::step)
            .and("outcome", UnfinishedExecution::outcome);

    private final String executionId;
    private final String plan;
    private final Instant begunAt;
    private final Instant lastEntryAt;
    private final int step;
    private final Optional<Outcome> outcome;

    private UnfinishedExecution(Builder from) {
        executionId = Given.needed(from.executionId, "executionId");
        plan = Given.needed(from.plan, "plan");
        begunAt = Given.needed(from.begunAt, "begunAt");
        lastEntryAt = Given.needed(from.lastEntryAt, "lastEntryAt");
        step = from.step;
        outcome = from.outcome;
    }

    /** {@return its id, for {@link FailoverEngine#resume(String)}} */
    public String executionId() {
        return executionId;
    }

    /** {@return its plan, as {@link FailoverPlan#toJson()} writes it} */
    public String plan() {
        return plan;
    }

    /** {@return when it began, by the clock of its controller} */
    public Instant begunAt() {
        return begunAt;
    }

    /** {@return when something was last written of it, by the clock of its controller} */
    public Instant lastEntryAt() {
        return lastEntryAt;
    }

    /** {@return the step that was last written of, from 1; 0 for the plan itself} */
    public int step() {
        return step;
    }

    /** {@return how its last run ended; empty if that run died} */
    public Optional<Outcome> outcome() {
        return outcome;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    /**
     * The builder of an unfinished execution. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing,
     * with an {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable String executionId;
        private @Nullable String plan;
        private @Nullable Instant begunAt;
        private @Nullable Instant lastEntryAt;
        private int step;
        private Optional<Outcome> outcome = Optional.empty();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(UnfinishedExecution other) {
            executionId = other.executionId;
            plan = other.plan;
            begunAt = other.begunAt;
            lastEntryAt = other.lastEntryAt;
            step = other.step;
            outcome = other.outcome;
            return this;
        }

        /**
         * Sets {@link UnfinishedExecution#executionId()}.
         *
         * @param executionId its id
         * @return this builder
         */
        public Builder executionId(String executionId) {
            this.executionId = given.value("executionId", executionId);
            return this;
        }

        /**
         * Sets {@link UnfinishedExecution#plan()}.
         *
         * @param plan its plan as JSON
         * @return this builder
         */
        public Builder plan(String plan) {
            this.plan = given.value("plan", plan);
            return this;
        }

        /**
         * Sets {@link UnfinishedExecution#begunAt()}.
         *
         * @param begunAt when it began
         * @return this builder
         */
        public Builder begunAt(Instant begunAt) {
            this.begunAt = given.value("begunAt", begunAt);
            return this;
        }

        /**
         * Sets {@link UnfinishedExecution#lastEntryAt()}.
         *
         * @param lastEntryAt when something was last written of it
         * @return this builder
         */
        public Builder lastEntryAt(Instant lastEntryAt) {
            this.lastEntryAt = given.value("lastEntryAt", lastEntryAt);
            return this;
        }

        /**
         * Sets {@link UnfinishedExecution#step()}; 0 unless it is set.
         *
         * @param step the step that was last written of, from 1; 0 for the plan itself
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder step(int step) {
            given.once("step");
            this.step = Checks.range(step, "step", 0, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Sets {@link UnfinishedExecution#outcome()}; empty unless it is set.
         *
         * @param outcome how its last run ended
         * @return this builder
         */
        public Builder outcome(Optional<Outcome> outcome) {
            this.outcome = given.value("outcome", outcome);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public UnfinishedExecution build() {
            return new UnfinishedExecution(this);
        }
    }
}
