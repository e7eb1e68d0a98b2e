package io.github.gpfailover;

import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step would do.
 *
 * <p>It exists so that a person can say yes to exactly that. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Stable
public final class StepPreview {

    private static final Parts<StepPreview> PARTS = Parts.of(StepPreview.class)
            .and("number", StepPreview::number)
            .and("step", StepPreview::step)
            .and("decision", StepPreview::decision)
            .and("commands", StepPreview::commands)
            .and("expectedAfter", StepPreview::expectedAfter)
            .and("mayRefuse", StepPreview::mayRefuse)
            .and("notForetold", StepPreview::notForetold);

    private final int number;
    private final PlanStep step;
    private final Decision decision;
    private final List<String> commands;
    private final String expectedAfter;
    private final List<String> mayRefuse;
    private final List<String> notForetold;

    private StepPreview(Builder from) {
        number = Given.needed(from.number, "number");
        step = Given.needed(from.step, "step");
        decision = Given.needed(from.decision, "decision");
        commands = from.commands;
        expectedAfter = Given.needed(from.expectedAfter, "expectedAfter");
        mayRefuse = from.mayRefuse;
        notForetold = from.notForetold;
    }

    /** {@return the step's number, from 1} */
    public int number() {
        return number;
    }

    /** {@return the step} */
    public PlanStep step() {
        return step;
    }

    /** {@return what it would decide, on the state that is expected by then} */
    public Decision decision() {
        return decision;
    }

    /** {@return the commands it would send to change something, each as {@code host: command}} */
    public List<String> commands() {
        return commands;
    }

    /** {@return the state expected after it, one sentence} */
    public String expectedAfter() {
        return expectedAfter;
    }

    /** {@return what could make it refuse when its time comes} */
    public List<String> mayRefuse() {
        return mayRefuse;
    }

    /** {@return why it can't be foretold what it decides, as things stand; empty if it was foretold} */
    public List<String> notForetold() {
        return notForetold;
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
     * The builder of a step preview. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
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
        private @Nullable Decision decision;
        private List<String> commands = List.of();
        private @Nullable String expectedAfter;
        private List<String> mayRefuse = List.of();
        private List<String> notForetold = List.of();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(StepPreview other) {
            number = other.number;
            step = other.step;
            decision = other.decision;
            commands = other.commands;
            expectedAfter = other.expectedAfter;
            mayRefuse = other.mayRefuse;
            notForetold = other.notForetold;
            return this;
        }

        /**
         * Sets {@link StepPreview#number()}.
         *
         * @param number the step's number, from 1
         * @return this builder
         */
        public Builder number(int number) {
            given.once("number");
            this.number = number;
            return this;
        }

        /**
         * Sets {@link StepPreview#step()}.
         *
         * @param step the step
         * @return this builder
         */
        public Builder step(PlanStep step) {
            this.step = given.value("step", step);
            return this;
        }

        /**
         * Sets {@link StepPreview#decision()}.
         *
         * @param decision what it would decide, on the state that is expected by then
         * @return this builder
         */
        public Builder decision(Decision decision) {
            this.decision = given.value("decision", decision);
            return this;
        }

        /**
         * Sets {@link StepPreview#commands()}.
         *
         * @param commands the commands it would send to change something, each as {@code host: command}
         * @return this builder
         */
        public Builder commands(List<String> commands) {
            this.commands = given.list("commands", commands);
            return this;
        }

        /**
         * Sets {@link StepPreview#expectedAfter()}.
         *
         * @param expectedAfter the state expected after it, one sentence
         * @return this builder
         */
        public Builder expectedAfter(String expectedAfter) {
            this.expectedAfter = given.value("expectedAfter", expectedAfter);
            return this;
        }

        /**
         * Sets {@link StepPreview#mayRefuse()}.
         *
         * @param mayRefuse what could make it refuse when its time comes
         * @return this builder
         */
        public Builder mayRefuse(List<String> mayRefuse) {
            this.mayRefuse = given.list("mayRefuse", mayRefuse);
            return this;
        }

        /**
         * Sets {@link StepPreview#notForetold()}.
         *
         * @param notForetold why it can't be foretold what it decides, as things stand
         * @return this builder
         */
        public Builder notForetold(List<String> notForetold) {
            this.notForetold = given.list("notForetold", notForetold);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public StepPreview build() {
            return new StepPreview(this);
        }
    }
}
