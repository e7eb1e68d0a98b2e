package io.github.gpfailover;

import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.step.PlanStep;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of an earlier run of an execution, as the journal has it. It exists so that a report says which run did which step. Immutable and
 * thread-safe; made by the engine, and for tests by the testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Evolving
public final class EarlierStep {

    private static final Parts<EarlierStep> PARTS = Parts.of(EarlierStep.class)
            .and("number", EarlierStep::number)
            .and("step", EarlierStep::step)
            .and("outcome", EarlierStep::outcome)
            .and("acts", EarlierStep::acts);

    private final int number;
    private final PlanStep step;
    private final Optional<Outcome> outcome;
    private final List<String> acts;

    private EarlierStep(Builder from) {
        number = Given.needed(from.number, "number");
        step = Given.needed(from.step, "step");
        outcome = from.outcome;
        acts = from.acts;
    }

    /** {@return the step's number in the plan, from 1} */
    public int number() {
        return number;
    }

    /** {@return the step} */
    public PlanStep step() {
        return step;
    }

    /** {@return how it ended, {@link Outcome#SKIPPED} if it was left out; empty if the run ended within it} */
    public Optional<Outcome> outcome() {
        return outcome;
    }

    /** {@return the commands that it announced, each with its host, in order} */
    public List<String> acts() {
        return acts;
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /**
     * The builder of an earlier step. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable Integer number;
        private @Nullable PlanStep step;
        private Optional<Outcome> outcome = Optional.empty();
        private List<String> acts = List.of();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(EarlierStep other) {
            number = other.number;
            step = other.step;
            outcome = other.outcome;
            acts = other.acts;
            return this;
        }

        /**
         * Sets {@link EarlierStep#number()}.
         *
         * @param number the step's number in the plan, from 1
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder number(int number) {
            given.once("number");
            this.number = Checks.range(number, "number", 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Sets {@link EarlierStep#step()}.
         *
         * @param step the step
         * @return this builder
         */
        public Builder step(PlanStep step) {
            this.step = given.value("step", step);
            return this;
        }

        /**
         * Sets {@link EarlierStep#outcome()}.
         *
         * @param outcome how it ended, {@link Outcome#SKIPPED} if it was left out; empty if the run ended within it
         * @return this builder
         */
        public Builder outcome(Optional<Outcome> outcome) {
            this.outcome = given.value("outcome", outcome);
            return this;
        }

        /**
         * Sets {@link EarlierStep#acts()}.
         *
         * @param acts the commands that it announced, each with its host, in order
         * @return this builder
         */
        public Builder acts(List<String> acts) {
            this.acts = given.list("acts", acts);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public EarlierStep build() {
            return new EarlierStep(this);
        }
    }
}
