package io.github.gpfailover;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * The engine that runs plans on one cluster.
 *
 * <p>It exists to keep one rule: observe, decide, act, observe again, and judge by what was observed, never by an exit status.
 * Thread-safe; while one thread executes a plan, another's {@link #execute} is refused by the lease, and {@link #observe} and
 * {@link #preview} may run beside it. All methods throw {@link ExecutionInterruptedException}, with the thread's interrupt status
 * set again, when the calling thread is interrupted, and {@link IllegalStateException} after {@link #close()}.
 *
 * <p>Not for callers to implement: methods are added without a default.
 *
 * @since 0.1
 */
@Stable
public interface FailoverEngine extends AutoCloseable {

    /**
     * Observes the cluster. Changes nothing.
     *
     * @return what was seen; what could not be seen is unknown in it
     */
    ClusterState observe();

    /**
     * Walks a plan over a model of the observed cluster. Only reads: no command that could change anything is sent.
     *
     * @param plan the plan
     * @return for each step the decision, the hosts, the exact commands, the state expected after it, and what could refuse it
     * @throws NullPointerException if the plan is null
     * @throws io.github.gpfailover.error.UnsupportedVersionException if the cluster runs a version without a dialect
     */
    PlanPreview preview(FailoverPlan plan);

    /**
     * Runs a plan, step by step, until its end or the first step that is neither succeeded nor skipped.
     *
     * <p>Never throws for what a host or a utility does: the report's outcome says it. When a plan ends before the promotion, what can
     * be undone is undone (a stopped master is started again); after the promotion nothing is rolled back.
     *
     * @param plan the plan
     * @return the report, also of a plan that was refused or failed
     * @throws NullPointerException if the plan is null
     */
    FailoverReport execute(FailoverPlan plan);

    /**
     * Runs a plan as {@link #execute(FailoverPlan)} does, under an id of the caller's choice, such as the number of a ticket. Who is cut
     * off by a crash can {@link #resume(String)} by an id that was known before.
     *
     * @param executionId the id: 1 to 40 lower-case letters, digits and underscores, since it is part of the canary table's name
     * @param plan the plan
     * @return the report, also of a plan that was refused or failed
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if the id has other characters, or the journal knows it already
     * @throws io.github.gpfailover.error.JournalException if the journal can't be read
     */
    FailoverReport execute(String executionId, FailoverPlan plan);

    /**
     * Runs a plan as {@link #execute(FailoverPlan)} does, on a daemon thread of its own, and returns at once. A JVM that exits meanwhile
     * ends it like a crash: {@link #resume(String)} goes on.
     *
     * @param plan the plan
     * @return the execution, whose report comes later, also of a plan that was refused
     * @throws NullPointerException if the plan is null
     */
    FailoverExecution start(FailoverPlan plan);

    /**
     * Does what {@link #start(FailoverPlan)} does, under an id of the caller's choice.
     *
     * @param executionId the id, as for {@link #execute(String, FailoverPlan)}
     * @param plan the plan
     * @return the execution
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if the id has other characters, or the journal knows it already
     * @throws io.github.gpfailover.error.JournalException if the journal can't be read
     */
    FailoverExecution start(String executionId, FailoverPlan plan);

    /**
     * Goes on with an execution that ended before its plan did. Steps that had ended well are not run again; the step that was in
     * flight is observed first, and acts only if what it wanted does not hold.
     *
     * @param executionId the execution, as its report or the journal names it
     * @return the report of the rest
     * @throws NullPointerException if the id is null
     * @throws IllegalArgumentException if the journal doesn't know the execution, it had reached the end of its plan, or the plan
     *     holds steps or fences of the caller's own, which need {@link #resume(String, FailoverPlan)}
     * @throws io.github.gpfailover.error.JournalException if the journal can't be read
     */
    FailoverReport resume(String executionId);

    /**
     * Goes on with an execution as {@link #resume(String)} does, with the plan given again.
     *
     * @param executionId the execution
     * @param plan its plan
     * @return the report of the rest
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if the journal doesn't know the execution, it had reached the end of its plan, or it had
     *     another plan
     * @throws io.github.gpfailover.error.JournalException if the journal can't be read
     */
    FailoverReport resume(String executionId, FailoverPlan plan);

    /**
     * Lists the executions on this cluster that its journal calls unfinished: their last run died, or ended neither
     * {@link Outcome#SUCCEEDED} nor {@link Outcome#REFUSED}. Asks no host. One that runs right now is among them.
     *
     * @return the executions, in the order in which they began; empty if there is none
     * @throws io.github.gpfailover.error.JournalException if the journal can't be read
     */
    List<UnfinishedExecution> unfinished();

    /**
     * Ends the engine: calls that are made from now on throw {@link IllegalStateException}. A plan that another thread runs is not disturbed:
     * it goes on to its end, and its report is returned. To end one early, interrupt its thread. Does not close the transport, which the caller
     * made and which a running plan still needs. Closing twice changes nothing.
     */
    @Override
    void close();
}
