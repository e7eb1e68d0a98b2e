package io.github.gpfailover;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an execution of a plan did: who was master when, what was proved, how long it took, and what to do next.
 *
 * <p>It exists as the only account of a move that anybody needs to keep. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Stable
public final class FailoverReport {

    private static final Parts<FailoverReport> PARTS = Parts.of(FailoverReport.class)
            .and("executionId", FailoverReport::executionId)
            .and("cluster", FailoverReport::cluster)
            .and("plan", FailoverReport::plan)
            .and("outcome", FailoverReport::outcome)
            .and("summary", FailoverReport::summary)
            .and("steps", FailoverReport::steps)
            .and("masters", FailoverReport::masters)
            .and("returns", FailoverReport::returns)
            .and("warnings", FailoverReport::warnings)
            .and("nextSteps", FailoverReport::nextSteps)
            .and("finalState", FailoverReport::finalState)
            .and("earlierRuns", FailoverReport::earlierRuns)
            .and("startedAt", FailoverReport::startedAt)
            .and("elapsed", FailoverReport::elapsed);

    private final String executionId;
    private final String cluster;
    private final FailoverPlan plan;
    private final Outcome outcome;
    private final String summary;
    private final List<StepReport> steps;
    private final List<MasterTenure> masters;
    private final List<MasterReturn> returns;
    private final List<String> warnings;
    private final List<String> nextSteps;
    private final ClusterState finalState;
    private final List<EarlierRun> earlierRuns;
    private final Instant startedAt;
    private final Duration elapsed;

    private FailoverReport(Builder from) {
        executionId = Given.needed(from.executionId, "executionId");
        cluster = Given.needed(from.cluster, "cluster");
        plan = Given.needed(from.plan, "plan");
        outcome = Given.needed(from.outcome, "outcome");
        summary = Given.needed(from.summary, "summary");
        steps = from.steps;
        masters = from.masters;
        returns = from.returns;
        warnings = from.warnings;
        nextSteps = from.nextSteps;
        finalState = Given.needed(from.finalState, "finalState");
        earlierRuns = from.earlierRuns;
        startedAt = Given.needed(from.startedAt, "startedAt");
        elapsed = Given.needed(from.elapsed, "elapsed");
    }

    /** {@return which execution; give it to {@link FailoverEngine#resume(String)}} */
    public String executionId() {
        return executionId;
    }

    /** {@return the cluster's name} */
    public String cluster() {
        return cluster;
    }

    /** {@return the plan} */
    public FailoverPlan plan() {
        return plan;
    }

    /** {@return how it ended} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return one sentence} */
    public String summary() {
        return summary;
    }

    /** {@return the steps that this run began, in order; those of the runs before it are in {@link #earlierRuns()}} */
    public List<StepReport> steps() {
        return steps;
    }

    /** {@return who was observed to be the master, and when} */
    public List<MasterTenure> masters() {
        return masters;
    }

    /** {@return old masters that came back beside the promoted one while the plan ran} */
    public List<MasterReturn> returns() {
        return returns;
    }

    /** {@return what went well and should be known all the same, such as clean-up to be done} */
    public List<String> warnings() {
        return warnings;
    }

    /** {@return what a person should do now; empty after a success} */
    public List<String> nextSteps() {
        return nextSteps;
    }

    /** {@return the last observation} */
    public ClusterState finalState() {
        return finalState;
    }

    /** {@return what the earlier runs of a resumed execution did, as the journal has it, in order; empty for a first run} */
    public List<EarlierRun> earlierRuns() {
        return earlierRuns;
    }

    /** {@return when it began, by the controller's clock} */
    public Instant startedAt() {
        return startedAt;
    }

    /** {@return how long it took} */
    public Duration elapsed() {
        return elapsed;
    }

    /**
     * Returns this report if the plan succeeded.
     *
     * @return this report
     * @throws PlanFailedException if the outcome is anything else than {@link Outcome#SUCCEEDED}
     */
    public FailoverReport orElseThrow() {
        if (outcome != Outcome.SUCCEEDED) {
            throw new PlanFailedException(this);
        }
        return this;
    }

    /**
     * Gives the report for people, with a picture of who was master when.
     *
     * @return several lines
     */
    public String toText() {
        return ReportText.of(this);
    }

    /**
     * Gives the report for programs.
     *
     * @return a JSON object
     */
    public String toJson() {
        return ReportJson.of(this);
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
     * The builder of a report. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable String executionId;
        private @Nullable String cluster;
        private @Nullable FailoverPlan plan;
        private @Nullable Outcome outcome;
        private @Nullable String summary;
        private List<StepReport> steps = List.of();
        private List<MasterTenure> masters = List.of();
        private List<MasterReturn> returns = List.of();
        private List<String> warnings = List.of();
        private List<String> nextSteps = List.of();
        private @Nullable ClusterState finalState;
        private List<EarlierRun> earlierRuns = List.of();
        private @Nullable Instant startedAt;
        private @Nullable Duration elapsed;

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(FailoverReport other) {
            executionId = other.executionId;
            cluster = other.cluster;
            plan = other.plan;
            outcome = other.outcome;
            summary = other.summary;
            steps = other.steps;
            masters = other.masters;
            returns = other.returns;
            warnings = other.warnings;
            nextSteps = other.nextSteps;
            finalState = other.finalState;
            earlierRuns = other.earlierRuns;
            startedAt = other.startedAt;
            elapsed = other.elapsed;
            return this;
        }

        /**
         * Sets {@link FailoverReport#executionId()}.
         *
         * @param executionId which execution
         * @return this builder
         */
        public Builder executionId(String executionId) {
            this.executionId = given.value("executionId", executionId);
            return this;
        }

        /**
         * Sets {@link FailoverReport#cluster()}.
         *
         * @param cluster the cluster's name
         * @return this builder
         */
        public Builder cluster(String cluster) {
            this.cluster = given.value("cluster", cluster);
            return this;
        }

        /**
         * Sets {@link FailoverReport#plan()}.
         *
         * @param plan the plan
         * @return this builder
         */
        public Builder plan(FailoverPlan plan) {
            this.plan = given.value("plan", plan);
            return this;
        }

        /**
         * Sets {@link FailoverReport#outcome()}.
         *
         * @param outcome how it ended
         * @return this builder
         */
        public Builder outcome(Outcome outcome) {
            this.outcome = given.value("outcome", outcome);
            return this;
        }

        /**
         * Sets {@link FailoverReport#summary()}.
         *
         * @param summary one sentence
         * @return this builder
         */
        public Builder summary(String summary) {
            this.summary = given.value("summary", summary);
            return this;
        }

        /**
         * Sets {@link FailoverReport#steps()}.
         *
         * @param steps the steps that were begun, in order
         * @return this builder
         */
        public Builder steps(List<StepReport> steps) {
            this.steps = given.list("steps", steps);
            return this;
        }

        /**
         * Sets {@link FailoverReport#masters()}.
         *
         * @param masters who was observed to be the master, and when
         * @return this builder
         */
        public Builder masters(List<MasterTenure> masters) {
            this.masters = given.list("masters", masters);
            return this;
        }

        /**
         * Sets {@link FailoverReport#returns()}.
         *
         * @param returns old masters that came back beside the promoted one while the plan ran
         * @return this builder
         */
        public Builder returns(List<MasterReturn> returns) {
            this.returns = given.list("returns", returns);
            return this;
        }

        /**
         * Sets {@link FailoverReport#warnings()}.
         *
         * @param warnings what went well and should be known all the same, such as clean-up to be done
         * @return this builder
         */
        public Builder warnings(List<String> warnings) {
            this.warnings = given.list("warnings", warnings);
            return this;
        }

        /**
         * Sets {@link FailoverReport#nextSteps()}.
         *
         * @param nextSteps what a person should do now
         * @return this builder
         */
        public Builder nextSteps(List<String> nextSteps) {
            this.nextSteps = given.list("nextSteps", nextSteps);
            return this;
        }

        /**
         * Sets {@link FailoverReport#finalState()}.
         *
         * @param finalState the last observation
         * @return this builder
         */
        public Builder finalState(ClusterState finalState) {
            this.finalState = given.value("finalState", finalState);
            return this;
        }

        /**
         * Sets {@link FailoverReport#earlierRuns()}.
         *
         * @param earlierRuns what the earlier runs of a resumed execution did
         * @return this builder
         */
        public Builder earlierRuns(List<EarlierRun> earlierRuns) {
            this.earlierRuns = given.list("earlierRuns", earlierRuns);
            return this;
        }

        /**
         * Sets {@link FailoverReport#startedAt()}.
         *
         * @param startedAt when it began, by the controller's clock
         * @return this builder
         */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = given.value("startedAt", startedAt);
            return this;
        }

        /**
         * Sets {@link FailoverReport#elapsed()}.
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
        public FailoverReport build() {
            return new FailoverReport(this);
        }
    }
}
