package io.github.gpfailover.spi;

import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * A means to take away an old master's ability to write, with proof that it did.
 *
 * <p>It exists because a promotion beside a master that still writes is the one mistake that can't be undone. The engine calls
 * {@link #verify} first, then, if that gives no proof, {@link #fence} once, then {@link #verify} again; only a proof of the last
 * call counts. Calls come from the thread that runs the plan, one at a time.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface Fence {

    /**
     * Gives the fence's name, for reports.
     *
     * @return a short name
     */
    String name();

    /**
     * Says what {@link #fence} would do, without doing it.
     *
     * @param context the cluster as it was observed
     * @return one line a command or action
     */
    List<String> describe(FenceContext context);

    /**
     * Says whether {@link #fence} may change something by other means than the context's transport, such as a power switch. The
     * engine then can't say that nothing was changed.
     *
     * @return true unless the fence says otherwise
     */
    default boolean actsOutside() {
        return true;
    }

    /**
     * Checks whether the fence could be set, without changing anything, and learns what can only be learned while the old master is
     * well, such as its addresses. The engine calls it before a plan that may use the fence changes anything, and from
     * {@code observe()} while a single master answers, once for each master.
     *
     * @param context what to work with
     * @return what keeps it from being set, one sentence each; empty if nothing does
     * @throws InterruptedException if the thread was interrupted
     */
    default List<String> obstacles(FenceContext context) throws InterruptedException {
        return List.of();
    }

    /**
     * Lifts what {@link #fence} set, so that the old master's host can be used again. The caller has made sure that no server there can
     * write: it is proved stopped, or runs as a standby. Repeating it must be harmless. A fence that leaves nothing behind has nothing
     * to lift.
     *
     * @param context what to work with
     * @return what still keeps the old master's host from being used, one sentence each; empty if it is free
     * @throws InterruptedException if the thread was interrupted
     */
    default List<String> release(FenceContext context) throws InterruptedException {
        return List.of();
    }

    /**
     * Says whether the server that this fence holds may still run and answer, as behind a cut route. The engine then takes a server
     * that answers there for {@linkplain io.github.gpfailover.cluster.InstanceRole#FENCED fenced} as long as {@link #verify} proves it.
     *
     * @return false unless the fence says otherwise
     */
    default boolean leavesRunning() {
        return false;
    }

    /**
     * Says whether this fence does nothing where nobody reaches the old master's host. Beside a host that is silent to the controller and
     * to every witness the engine tries it last, since it waits for that host in vain while nobody serves.
     *
     * @return false unless the fence says otherwise
     */
    default boolean needsHost() {
        return false;
    }

    /**
     * Gives a fence that tries several, in that order, until one proves its effect.
     *
     * @param fences the fences, at least one
     * @return one fence of them all
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if there is none
     */
    static Fence firstOf(Fence... fences) {
        return new FirstOfFences(List.of(fences));
    }

    /**
     * Takes the old master's ability to write away. Repeating it must be harmless.
     *
     * @param context what to work with
     * @return what was done, and whether it holds as far as the acts themselves show
     * @throws InterruptedException if the thread was interrupted
     */
    FenceProof fence(FenceContext context) throws InterruptedException;

    /**
     * Checks whether the old master is unable to write, without changing anything.
     *
     * @param context what to work with
     * @return the proof, or the lack of it
     * @throws InterruptedException if the thread was interrupted
     */
    FenceProof verify(FenceContext context) throws InterruptedException;
}
