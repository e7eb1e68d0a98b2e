package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;

/**
 * The maker of the events that a {@link FailoverListener} receives.
 *
 * <p>It exists so that events have no public constructor: they grow without breaking a caller. Stateless and thread-safe.
 *
 * <p>Not for callers: only the engine and the testkit get one.
 *
 * @since 0.1
 */
@Stable
public final class ListenerEvents {

    static {
        Builders.offer(ListenerEvents.class, ListenerEvents::new);
    }

    private ListenerEvents() {}

    /**
     * Makes the event of {@link FailoverListener#planStarted}.
     *
     * @param executionId the execution's id
     * @param plan its plan
     * @return the event
     */
    public FailoverListener.PlanStarted planStarted(String executionId, FailoverPlan plan) {
        return new PlanStarted(executionId, plan);
    }

    /**
     * Makes the event of {@link FailoverListener#stepStarted}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @return the event
     */
    public FailoverListener.StepStarted stepStarted(String executionId, int number, PlanStep step) {
        return new StepStarted(executionId, number, step);
    }

    /**
     * Makes the event of {@link FailoverListener#stepDecided}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param decision what it decided
     * @return the event
     */
    public FailoverListener.StepDecided stepDecided(String executionId, int number, PlanStep step, Decision decision) {
        return new StepDecided(executionId, number, step, decision);
    }

    /**
     * Makes the event of {@link FailoverListener#stepJudged}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param verdict what it verified
     * @return the event
     */
    public FailoverListener.StepJudged stepJudged(String executionId, int number, PlanStep step, Verdict verdict) {
        return new StepJudged(executionId, number, step, verdict);
    }

    /**
     * Makes the event of {@link FailoverListener#commandStarted}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1; 0 outside of steps
     * @param host where to
     * @param command the command
     * @return the event
     */
    public FailoverListener.CommandStarted commandStarted(
            String executionId, int number, HostName host, Command command) {
        return new CommandStarted(executionId, number, host, command);
    }

    /**
     * Makes the event of {@link FailoverListener#commandEnded}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1; 0 outside of steps
     * @param report what was sent, and how it ended
     * @return the event
     */
    public FailoverListener.CommandEnded commandEnded(String executionId, int number, CommandReport report) {
        return new CommandEnded(executionId, number, report);
    }

    /**
     * Makes the event of {@link FailoverListener#stepProgressed}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param progress how far it is, one line
     * @return the event
     */
    public FailoverListener.StepProgressed stepProgressed(
            String executionId, int number, PlanStep step, String progress) {
        return new StepProgressed(executionId, number, step, progress);
    }

    /**
     * Makes the event of {@link FailoverListener#stepRetried}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param why what was not as wanted
     * @param pause how long it waits
     * @return the event
     */
    public FailoverListener.StepRetried stepRetried(
            String executionId, int number, PlanStep step, String why, Duration pause) {
        return new StepRetried(executionId, number, step, why, pause);
    }

    /**
     * Makes the event of {@link FailoverListener#stepEnded}.
     *
     * @param executionId the execution's id
     * @param report its report
     * @return the event
     */
    public FailoverListener.StepEnded stepEnded(String executionId, StepReport report) {
        return new StepEnded(executionId, report);
    }

    /**
     * Makes the event of {@link FailoverListener#planEnded}.
     *
     * @param executionId the execution's id
     * @param report its report
     * @return the event
     */
    public FailoverListener.PlanEnded planEnded(String executionId, FailoverReport report) {
        return new PlanEnded(executionId, report);
    }

    record PlanStarted(String executionId, FailoverPlan plan) implements FailoverListener.PlanStarted {}

    record StepStarted(String executionId, int number, PlanStep step) implements FailoverListener.StepStarted {}

    record StepDecided(String executionId, int number, PlanStep step, Decision decision)
            implements FailoverListener.StepDecided {}

    record StepJudged(String executionId, int number, PlanStep step, Verdict verdict)
            implements FailoverListener.StepJudged {}

    record CommandStarted(String executionId, int number, HostName host, Command command)
            implements FailoverListener.CommandStarted {}

    record CommandEnded(String executionId, int number, CommandReport report)
            implements FailoverListener.CommandEnded {}

    record StepProgressed(String executionId, int number, PlanStep step, String progress)
            implements FailoverListener.StepProgressed {}

    record StepRetried(String executionId, int number, PlanStep step, String why, Duration pause)
            implements FailoverListener.StepRetried {}

    record StepEnded(String executionId, StepReport report) implements FailoverListener.StepEnded {}

    record PlanEnded(String executionId, FailoverReport report) implements FailoverListener.PlanEnded {}
}
