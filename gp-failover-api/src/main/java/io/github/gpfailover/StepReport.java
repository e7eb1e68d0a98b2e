package io.github.gpfailover;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one step did, and what it was proved by.
 *
 * <p>It exists so that each step can be checked by itself. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Stable
public final class StepReport {

    private static final Parts<StepReport> PARTS = Parts.of(StepReport.class)
            .and("number", StepReport::number)
            .and("step", StepReport::step)
            .and("outcome", StepReport::outcome)
            .and("statement", StepReport::statement)
            .and("reasons", StepReport::reasons)
            .and("proofs", StepReport::proofs)
            .and("commands", StepReport::commands)
            .and("facts", StepReport::facts)
            .and("verdicts", StepReport::verdicts)
            .and("attempts", StepReport::attempts)
            .and("startedAt", StepReport::startedAt)
            .and("elapsed", StepReport::elapsed);

    private final int number;
    private final PlanStep step;
    private final Outcome outcome;
    private final String statement;
    private final List<Reason> reasons;
    private final List<Evidence> proofs;
    private final List<CommandReport> commands;
    private final Map<String, String> facts;
    private final List<GuardVerdict> verdicts;
    private final int attempts;
    private final Instant startedAt;
    private final Duration elapsed;

    private StepReport(Builder from) {
        number = Given.needed(from.number, "number");
        step = Given.needed(from.step, "step");
        outcome = Given.needed(from.outcome, "outcome");
        statement = Given.needed(from.statement, "statement");
        reasons = from.reasons;
        proofs = from.proofs;
        commands = from.commands;
        facts = from.facts;
        verdicts = from.verdicts;
        attempts = Given.needed(from.attempts, "attempts");
        startedAt = Given.needed(from.startedAt, "startedAt");
        elapsed = Given.needed(from.elapsed, "elapsed");
    }

    /** {@return the step's number in the plan, from 1} */
    public int number() {
        return number;
    }

    /** {@return the step} */
    public PlanStep step() {
        return step;
    }

    /** {@return how it ended} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return one sentence: what holds now, or why it does not} */
    public String statement() {
        return statement;
    }

    /** {@return why it was refused or failed, one each; empty when it went well} */
    public List<Reason> reasons() {
        return reasons;
    }

    /** {@return what the outcome rests on} */
    public List<Evidence> proofs() {
        return proofs;
    }

    /** {@return the commands that were sent to change something, in order} */
    public List<CommandReport> commands() {
        return commands;
    }

    /**
     * {@return what it measured or chose, by name, such as {@code rows}; of a step that makes a standby {@code strategy},
     * {@code strategyReason}, and for each shorter strategy {@code notFOLLOW} and {@code notREWIND} with the reason against it}
     */
    public Map<String, String> facts() {
        return facts;
    }

    /**
     * {@return what was known of the servers that must not write beside a promotion; empty for steps that promote nothing}
     */
    public List<GuardVerdict> verdicts() {
        return verdicts;
    }

    /** {@return how often it was tried} */
    public int attempts() {
        return attempts;
    }

    /** {@return when it began, by the controller's clock} */
    public Instant startedAt() {
        return startedAt;
    }

    /** {@return how long it took} */
    public Duration elapsed() {
        return elapsed;
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
     * The builder of a step report. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
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
        private @Nullable Outcome outcome;
        private @Nullable String statement;
        private List<Reason> reasons = List.of();
        private List<Evidence> proofs = List.of();
        private List<CommandReport> commands = List.of();
        private Map<String, String> facts = Map.of();
        private List<GuardVerdict> verdicts = List.of();
        private @Nullable Integer attempts;
        private @Nullable Instant startedAt;
        private @Nullable Duration elapsed;

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(StepReport other) {
            number = other.number;
            step = other.step;
            outcome = other.outcome;
            statement = other.statement;
            reasons = other.reasons;
            proofs = other.proofs;
            commands = other.commands;
            facts = other.facts;
            verdicts = other.verdicts;
            attempts = other.attempts;
            startedAt = other.startedAt;
            elapsed = other.elapsed;
            return this;
        }

        /**
         * Sets {@link StepReport#number()}.
         *
         * @param number the step's number in the plan, from 1
         * @return this builder
         */
        public Builder number(int number) {
            given.once("number");
            this.number = number;
            return this;
        }

        /**
         * Sets {@link StepReport#step()}.
         *
         * @param step the step
         * @return this builder
         */
        public Builder step(PlanStep step) {
            this.step = given.value("step", step);
            return this;
        }

        /**
         * Sets {@link StepReport#outcome()}.
         *
         * @param outcome how it ended
         * @return this builder
         */
        public Builder outcome(Outcome outcome) {
            this.outcome = given.value("outcome", outcome);
            return this;
        }

        /**
         * Sets {@link StepReport#statement()}.
         *
         * @param statement one sentence: what holds now, or why it does not
         * @return this builder
         */
        public Builder statement(String statement) {
            this.statement = given.value("statement", statement);
            return this;
        }

        /**
         * Sets {@link StepReport#reasons()}.
         *
         * @param reasons why it was refused or failed, one each
         * @return this builder
         */
        public Builder reasons(List<Reason> reasons) {
            this.reasons = given.list("reasons", reasons);
            return this;
        }

        /**
         * Sets {@link StepReport#proofs()}.
         *
         * @param proofs what the outcome rests on
         * @return this builder
         */
        public Builder proofs(List<Evidence> proofs) {
            this.proofs = given.list("proofs", proofs);
            return this;
        }

        /**
         * Sets {@link StepReport#commands()}.
         *
         * @param commands the commands that were sent to change something, in order
         * @return this builder
         */
        public Builder commands(List<CommandReport> commands) {
            this.commands = given.list("commands", commands);
            return this;
        }

        /**
         * Sets {@link StepReport#facts()}.
         *
         * @param facts what it measured or chose, by name, such as {@code rows}
         * @return this builder
         */
        public Builder facts(Map<String, String> facts) {
            given.once("facts");
            this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(Checks.notNull(facts, "facts")));
            return this;
        }

        /**
         * Sets {@link StepReport#verdicts()}.
         *
         * @param verdicts what was known of the servers that must not write beside a promotion
         * @return this builder
         */
        public Builder verdicts(List<GuardVerdict> verdicts) {
            this.verdicts = given.list("verdicts", verdicts);
            return this;
        }

        /**
         * Sets {@link StepReport#attempts()}.
         *
         * @param attempts how often it was tried
         * @return this builder
         */
        public Builder attempts(int attempts) {
            given.once("attempts");
            this.attempts = attempts;
            return this;
        }

        /**
         * Sets {@link StepReport#startedAt()}.
         *
         * @param startedAt when it began, by the controller's clock
         * @return this builder
         */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = given.value("startedAt", startedAt);
            return this;
        }

        /**
         * Sets {@link StepReport#elapsed()}.
         *
         * @param elapsed how long it took
         * @return this builder
         */
        public Builder elapsed(Duration elapsed) {
            this.elapsed = given.value("elapsed", elapsed);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public StepReport build() {
            return new StepReport(this);
        }
    }
}
