package io.github.gpfailover;

import io.github.gpfailover.stability.Stable;
import java.util.concurrent.CompletionStage;

/**
 * A plan that runs on a thread of its own.
 *
 * <p>It exists so that a service need not hold a thread of its own for a move, and can ask for its end. Made by {@link
 * FailoverEngine#start(FailoverPlan)}. Thread-safe.
 *
 * <p>Not for callers to implement: methods are added without a default.
 *
 * @since 0.1
 */
@Stable
public interface FailoverExecution {

    /**
     * Gives the execution's id, as reports and the journal name it.
     *
     * @return the id
     */
    String id();

    /**
     * Asks for an early end. The step under way ends by itself, since an act that was cut short leaves what nobody knows; it is not
     * tried again, and no further step begins. Before the promotion what was done is undone, as with a plan that fails: a master that was
     * stopped is started again. After it nothing is rolled back. The report says that the plan was cancelled. Once the last step has
     * begun, and on a second call, it changes nothing.
     */
    void cancel();

    /**
     * Says whether the report is there.
     *
     * @return true once the execution has ended
     */
    boolean isDone();

    /**
     * Gives the report once it is there. Cancelling the stage's future does not cancel the execution.
     *
     * @return a stage that completes with the report, or exceptionally with {@link ExecutionInterruptedException} if the execution's thread
     *     was interrupted
     */
    CompletionStage<FailoverReport> report();

    /**
     * Waits for the report.
     *
     * @return the report, also of a plan that was refused, failed or cancelled
     * @throws InterruptedException if the calling thread was interrupted; the execution goes on
     * @throws ExecutionInterruptedException if the execution's thread was interrupted
     */
    FailoverReport await() throws InterruptedException;
}
