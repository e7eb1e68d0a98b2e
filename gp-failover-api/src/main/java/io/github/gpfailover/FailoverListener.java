package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;

/**
 * The receiver of an engine's progress events.
 *
 * <p>It exists for progress displays and metrics. All methods do nothing by default. They are called one at a time, on a thread that
 * the {@link io.github.gpfailover.spi.Sleeper} chooses, while the plan waits: what they take is taken from the move. What they throw, an
 * {@link Error} included, is logged and otherwise ignored. One that does not return within 5 s receives nothing more of that execution.
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
     * @param executionId its id
     * @param plan its plan
     */
    default void planStarted(String executionId, FailoverPlan plan) {}

    /**
     * A step begins.
     *
     * @param number its number, from 1
     * @param step the step
     */
    default void stepStarted(int number, PlanStep step) {}

    /**
     * A step has decided.
     *
     * @param number its number
     * @param step the step
     * @param decision what it decided
     */
    default void stepDecided(int number, PlanStep step, Decision decision) {}

    /**
     * A command that may change the cluster is about to be sent.
     *
     * @param number the step's number
     * @param host where to
     * @param command the command
     */
    default void commandStarted(int number, HostName host, Command command) {}

    /**
     * Such a command's end is known, or known to be unknown.
     *
     * @param number the step's number
     * @param command what was sent, and how it ended
     */
    default void commandEnded(int number, CommandReport command) {}

    /**
     * A step that works on for long reports how far it is, of a program about once a second, and when it turns to another strategy.
     *
     * @param number its number
     * @param step the step
     * @param progress how far it is, one line
     */
    default void stepProgressed(int number, PlanStep step, String progress) {}

    /**
     * A step waits before it is tried again.
     *
     * @param number its number
     * @param step the step
     * @param why what was not as wanted
     * @param wait how long it waits
     */
    default void stepRetried(int number, PlanStep step, String why, Duration wait) {}

    /**
     * A step has ended.
     *
     * @param report its report
     */
    default void stepEnded(StepReport report) {}

    /**
     * An execution has ended.
     *
     * @param report its report
     */
    default void planEnded(FailoverReport report) {}
}
