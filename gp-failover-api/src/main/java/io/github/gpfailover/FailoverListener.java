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
 * <p>Each call hands over one event, which names its execution. Events are made by the engine alone, and for tests by the testkit's
 * {@code Reports}, so that their parts can grow. Immutable and thread-safe; equal when their parts are.
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
     * What all events have.
     *
     * @since 0.1
     */
    sealed interface Event permits StepEvent, PlanStarted, CommandStarted, CommandEnded, StepEnded, PlanEnded {

        /** {@return the execution's id} */
        String executionId();
    }

    /**
     * What the events of a step that is under way have.
     *
     * @since 0.1
     */
    sealed interface StepEvent extends Event permits StepStarted, StepDecided, StepJudged, StepProgressed, StepRetried {

        /** {@return the step's number, from 1} */
        int number();

        /** {@return the step} */
        PlanStep step();
    }

    /**
     * The event of {@link #planStarted}.
     *
     * @since 0.1
     */
    sealed interface PlanStarted extends Event permits ListenerEvents.PlanStarted {

        /** {@return its plan} */
        FailoverPlan plan();
    }

    /**
     * The event of {@link #stepStarted}.
     *
     * @since 0.1
     */
    sealed interface StepStarted extends StepEvent permits ListenerEvents.StepStarted {}

    /**
     * The event of {@link #stepDecided}.
     *
     * @since 0.1
     */
    sealed interface StepDecided extends StepEvent permits ListenerEvents.StepDecided {

        /** {@return what it decided} */
        Decision decision();
    }

    /**
     * The event of {@link #commandStarted}.
     *
     * @since 0.1
     */
    sealed interface CommandStarted extends Event permits ListenerEvents.CommandStarted {

        /** {@return the step's number, from 1; 0 outside of steps} */
        int number();

        /** {@return where to} */
        HostName host();

        /** {@return the command} */
        Command command();
    }

    /**
     * The event of {@link #commandEnded}.
     *
     * @since 0.1
     */
    sealed interface CommandEnded extends Event permits ListenerEvents.CommandEnded {

        /** {@return the step's number, from 1; 0 outside of steps} */
        int number();

        /** {@return what was sent, and how it ended} */
        CommandReport report();
    }

    /**
     * The event of {@link #stepJudged}.
     *
     * @since 0.1
     */
    sealed interface StepJudged extends StepEvent permits ListenerEvents.StepJudged {

        /** {@return what it verified} */
        Verdict verdict();
    }

    /**
     * The event of {@link #stepProgressed}.
     *
     * @since 0.1
     */
    sealed interface StepProgressed extends StepEvent permits ListenerEvents.StepProgressed {

        /** {@return how far it is, one line} */
        String progress();
    }

    /**
     * The event of {@link #stepRetried}.
     *
     * @since 0.1
     */
    sealed interface StepRetried extends StepEvent permits ListenerEvents.StepRetried {

        /** {@return what was not as wanted} */
        String why();

        /** {@return how long it waits} */
        Duration pause();
    }

    /**
     * The event of {@link #stepEnded}.
     *
     * @since 0.1
     */
    sealed interface StepEnded extends Event permits ListenerEvents.StepEnded {

        /** {@return its report} */
        StepReport report();
    }

    /**
     * The event of {@link #planEnded}.
     *
     * @since 0.1
     */
    sealed interface PlanEnded extends Event permits ListenerEvents.PlanEnded {

        /** {@return its report} */
        FailoverReport report();
    }
}
