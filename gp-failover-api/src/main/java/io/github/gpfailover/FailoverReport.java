package io.github.gpfailover;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an execution of a plan did: who was master when, what was proved, how long it took, and what to do next.
 *
 * <p>Exists as the only account of a move that anybody needs to keep. Immutable and thread-safe.
 *
 * @param executionId which execution; give it to {@link FailoverEngine#resume(String)}
 * @param cluster the cluster's name
 * @param plan the plan
 * @param outcome how it ended
 * @param summary one sentence
 * @param steps the steps that were begun, in order
 * @param masters who was observed to be the master, and when
 * @param warnings what went well and should be known all the same, such as clean-up to be done
 * @param nextSteps what a person should do now; empty after a success
 * @param finalState the last observation
 * @param startedAt when it began, by the controller's clock
 * @param elapsed how long it took
 * @param returns old masters that came back beside the promoted one while the plan ran
 * @since 0.1
 */
public record FailoverReport(
        String executionId,
        String cluster,
        FailoverPlan plan,
        Outcome outcome,
        String summary,
        List<StepReport> steps,
        List<MasterTenure> masters,
        List<String> warnings,
        List<String> nextSteps,
        ClusterState finalState,
        Instant startedAt,
        Duration elapsed,
        List<MasterReturn> returns) {

    /**
     * Checks and copies the parts.
     *
     * @param executionId which execution; give it to {@link FailoverEngine#resume(String)}
     * @param cluster the cluster's name
     * @param plan the plan
     * @param outcome how it ended
     * @param summary one sentence
     * @param steps the steps that were begun, in order
     * @param masters who was observed to be the master, and when
     * @param warnings what went well and should be known all the same, such as clean-up to be done
     * @param nextSteps what a person should do now; empty after a success
     * @param finalState the last observation
     * @param startedAt when it began, by the controller's clock
     * @param elapsed how long it took
     * @param returns old masters that came back beside the promoted one while the plan ran
     * @throws NullPointerException if a part is null
     */
    public FailoverReport {
        Checks.notNull(executionId, "execution id");
        Checks.notNull(cluster, "cluster");
        Checks.notNull(plan, "plan");
        Checks.notNull(outcome, "outcome");
        Checks.notNull(summary, "summary");
        steps = List.copyOf(Checks.notNull(steps, "steps"));
        masters = List.copyOf(Checks.notNull(masters, "masters"));
        warnings = List.copyOf(Checks.notNull(warnings, "warnings"));
        nextSteps = List.copyOf(Checks.notNull(nextSteps, "next steps"));
        Checks.notNull(finalState, "final state");
        Checks.notNull(startedAt, "startedAt");
        Checks.notNull(elapsed, "elapsed");
        returns = List.copyOf(Checks.notNull(returns, "returns"));
    }

    /**
     * Makes the report of a plan during which no old master came back.
     *
     * @param executionId which execution; give it to {@link FailoverEngine#resume(String)}
     * @param cluster the cluster's name
     * @param plan the plan
     * @param outcome how it ended
     * @param summary one sentence
     * @param steps the steps that were begun, in order
     * @param masters who was observed to be the master, and when
     * @param warnings what went well and should be known all the same
     * @param nextSteps what a person should do now; empty after a success
     * @param finalState the last observation
     * @param startedAt when it began, by the controller's clock
     * @param elapsed how long it took
     * @throws NullPointerException if a part is null
     */
    public FailoverReport(
            String executionId,
            String cluster,
            FailoverPlan plan,
            Outcome outcome,
            String summary,
            List<StepReport> steps,
            List<MasterTenure> masters,
            List<String> warnings,
            List<String> nextSteps,
            ClusterState finalState,
            Instant startedAt,
            Duration elapsed) {
        this(
                executionId,
                cluster,
                plan,
                outcome,
                summary,
                steps,
                masters,
                warnings,
                nextSteps,
                finalState,
                startedAt,
                elapsed,
                List.of());
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
}
