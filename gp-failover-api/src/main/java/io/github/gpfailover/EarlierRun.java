package io.github.gpfailover;

import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier run of an execution did, as the journal has it. It exists so that the report of a run that goes on where a controller
 * died accounts for the whole execution, and not for the last run alone. Immutable and thread-safe; made by the engine, and for tests by
 * the testkit's {@code Reports}.
 *
 * <p>All times are those of the clock of its own controller: they can't be compared with those of another run.
 *
 * @since 0.1
 */
@Evolving
public final class EarlierRun {

    private static final Parts<EarlierRun> PARTS = Parts.of(EarlierRun.class)
            .and("number", EarlierRun::number)
            .and("controller", EarlierRun::controller)
            .and("begunAt", EarlierRun::begunAt)
            .and("lastEntryAt", EarlierRun::lastEntryAt)
            .and("outcome", EarlierRun::outcome)
            .and("steps", EarlierRun::steps)
            .and("lastAct", EarlierRun::lastAct)
            .and("inDoubt", EarlierRun::inDoubt);

    private final int number;
    private final Optional<String> controller;
    private final Instant begunAt;
    private final Instant lastEntryAt;
    private final Optional<Outcome> outcome;
    private final List<EarlierStep> steps;
    private final Optional<String> lastAct;
    private final List<String> inDoubt;

    private EarlierRun(Builder from) {
        number = Given.needed(from.number, "number");
        controller = from.controller;
        begunAt = Given.needed(from.begunAt, "begunAt");
        lastEntryAt = Given.needed(from.lastEntryAt, "lastEntryAt");
        outcome = from.outcome;
        steps = from.steps;
        lastAct = from.lastAct;
        inDoubt = from.inDoubt;
    }

    /** {@return which run of the execution, from 1} */
    public int number() {
        return number;
    }

    /** {@return whose it was: user, machine and process; empty where the journal does not have that} */
    public Optional<String> controller() {
        return controller;
    }

    /** {@return when it began, by the clock of its controller} */
    public Instant begunAt() {
        return begunAt;
    }

    /** {@return when it wrote its last entry, by the clock of its controller} */
    public Instant lastEntryAt() {
        return lastEntryAt;
    }

    /** {@return how it ended; empty if it died} */
    public Optional<Outcome> outcome() {
        return outcome;
    }

    /** {@return the steps that it began or left out, in order} */
    public List<EarlierStep> steps() {
        return steps;
    }

    /** {@return the last act that it announced; empty if it announced none} */
    public Optional<String> lastAct() {
        return lastAct;
    }

    /** {@return the acts that it announced and whose outcome it did not write} */
    public List<String> inDoubt() {
        return inDoubt;
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
     * The builder of an earlier run. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
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
        private Optional<String> controller = Optional.empty();
        private @Nullable Instant begunAt;
        private @Nullable Instant lastEntryAt;
        private Optional<Outcome> outcome = Optional.empty();
        private List<EarlierStep> steps = List.of();
        private Optional<String> lastAct = Optional.empty();
        private List<String> inDoubt = List.of();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(EarlierRun other) {
            number = other.number;
            controller = other.controller;
            begunAt = other.begunAt;
            lastEntryAt = other.lastEntryAt;
            outcome = other.outcome;
            steps = other.steps;
            lastAct = other.lastAct;
            inDoubt = other.inDoubt;
            return this;
        }

        /**
         * Sets {@link EarlierRun#number()}.
         *
         * @param number which run of the execution, from 1
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder number(int number) {
            given.once("number");
            this.number = Checks.range(number, "number", 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Sets {@link EarlierRun#controller()}.
         *
         * @param controller whose it was: user, machine and process; empty where the journal does not have that
         * @return this builder
         */
        public Builder controller(Optional<String> controller) {
            this.controller = given.value("controller", controller);
            return this;
        }

        /**
         * Sets {@link EarlierRun#begunAt()}.
         *
         * @param begunAt when it began, by the clock of its controller
         * @return this builder
         */
        public Builder begunAt(Instant begunAt) {
            this.begunAt = given.value("begunAt", begunAt);
            return this;
        }

        /**
         * Sets {@link EarlierRun#lastEntryAt()}.
         *
         * @param lastEntryAt when it wrote its last entry, by the clock of its controller
         * @return this builder
         */
        public Builder lastEntryAt(Instant lastEntryAt) {
            this.lastEntryAt = given.value("lastEntryAt", lastEntryAt);
            return this;
        }

        /**
         * Sets {@link EarlierRun#outcome()}.
         *
         * @param outcome how it ended; empty if it died
         * @return this builder
         */
        public Builder outcome(Optional<Outcome> outcome) {
            this.outcome = given.value("outcome", outcome);
            return this;
        }

        /**
         * Sets {@link EarlierRun#steps()}.
         *
         * @param steps the steps that it began or left out, in order
         * @return this builder
         */
        public Builder steps(List<EarlierStep> steps) {
            this.steps = given.list("steps", steps);
            return this;
        }

        /**
         * Sets {@link EarlierRun#lastAct()}.
         *
         * @param lastAct the last act that it announced; empty if it announced none
         * @return this builder
         */
        public Builder lastAct(Optional<String> lastAct) {
            this.lastAct = given.value("lastAct", lastAct);
            return this;
        }

        /**
         * Sets {@link EarlierRun#inDoubt()}.
         *
         * @param inDoubt the acts that it announced and whose outcome it did not write
         * @return this builder
         */
        public Builder inDoubt(List<String> inDoubt) {
            this.inDoubt = given.list("inDoubt", inDoubt);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public EarlierRun build() {
            return new EarlierRun(this);
        }
    }
}
