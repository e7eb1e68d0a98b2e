package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;

/**
 * The receiver of an engine's progress events.
 *
 * <p>It exists for progress displays and metrics. All methods do nothing by default. They are called one at a time, on a thread that
 * the {@link io.github.gpfailover.spi.Sleeper} chooses, while the plan waits: what they take is taken from the move. What they throw, an
 * {@link Error} included, is logged and otherwise ignored. One that does not return within 5 s receives nothing more of that execution.
 *
 * <p>Each call hands over one event, which names its execution. Events are made by the engine alone: their parts grow, and with them
 * their constructors, which are not for callers other than tests.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface FailoverListener {

    /**
     * An execution begins.
     *
     * @param event which, and of what execution
     */
    default void planStarted(PlanStarted event) {}

    /**
     * A step begins.
     *
     * @param event which, and of what execution
     */
    default void stepStarted(StepStarted event) {}

    /**
     * A step has decided.
     *
     * @param event which, and of what execution
     */
    default void stepDecided(StepDecided event) {}

    /**
     * A command that may change the cluster is about to be sent.
     *
     * @param event which, and of what execution
     */
    default void commandStarted(CommandStarted event) {}

    /**
     * Such a command's end is known, or known to be unknown.
     *
     * @param event which, and of what execution
     */
    default void commandEnded(CommandEnded event) {}

    /**
     * A step has acted and verified what came of it; a verdict other than {@link Verdict.Kind#HOLDS} may be tried again.
     *
     * @param event which, and of what execution
     */
    default void stepJudged(StepJudged event) {}

    /**
     * A step that works on for long reports how far it is, of a program about once a second, and when it turns to another strategy.
     *
     * @param event which, and of what execution
     */
    default void stepProgressed(StepProgressed event) {}

    /**
     * A step waits before it is tried again.
     *
     * @param event which, and of what execution
     */
    default void stepRetried(StepRetried event) {}

    /**
     * A step has ended.
     *
     * @param event which, and of what execution
     */
    default void stepEnded(StepEnded event) {}

    /**
     * An execution has ended.
     *
     * @param event which, and of what execution
     */
    default void planEnded(PlanEnded event) {}

    /**
     * The event of {@link #planStarted}.
     *
     * @param executionId the execution's id
     * @param plan its plan
     * @since 0.1
     */
    record PlanStarted(String executionId, FailoverPlan plan) {}

    /**
     * The event of {@link #stepStarted}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @since 0.1
     */
    record StepStarted(String executionId, int number, PlanStep step) {}

    /**
     * The event of {@link #stepDecided}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param decision what it decided
     * @since 0.1
     */
    record StepDecided(String executionId, int number, PlanStep step, Decision decision) {}

    /**
     * The event of {@link #commandStarted}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1; 0 outside of steps
     * @param host where to
     * @param command the command
     * @since 0.1
     */
    record CommandStarted(String executionId, int number, HostName host, Command command) {}

    /**
     * The event of {@link #commandEnded}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1; 0 outside of steps
     * @param report what was sent, and how it ended
     * @since 0.1
     */
    record CommandEnded(String executionId, int number, CommandReport report) {}

    /**
     * The event of {@link #stepJudged}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param verdict what it verified
     * @since 0.1
     */
    record StepJudged(String executionId, int number, PlanStep step, Verdict verdict) {}

    /**
     * The event of {@link #stepProgressed}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param progress how far it is, one line
     * @since 0.1
     */
    record StepProgressed(String executionId, int number, PlanStep step, String progress) {}

    /**
     * The event of {@link #stepRetried}.
     *
     * @param executionId the execution's id
     * @param number the step's number, from 1
     * @param step the step
     * @param why what was not as wanted
     * @param pause how long it waits
     * @since 0.1
     */
    record StepRetried(String executionId, int number, PlanStep step, String why, Duration pause) {}

    /**
     * The event of {@link #stepEnded}.
     *
     * @param executionId the execution's id
     * @param report its report
     * @since 0.1
     */
    record StepEnded(String executionId, StepReport report) {}

    /**
     * The event of {@link #planEnded}.
     *
     * @param executionId the execution's id
     * @param report its report
     * @since 0.1
     */
    record PlanEnded(String executionId, FailoverReport report) {}
}
