package io.github.gpfailover.spi;

import java.util.List;

/**
 * Makes sure that an old master can't write any more, and proves it.
 *
 * <p>Exists because a promotion beside a master that still writes is the one mistake that can't be undone. The engine calls
 * {@link #verify} first, then, if that gives no proof, {@link #fence} once, then {@link #verify} again; only a proof of the last
 * call counts. Calls come from the thread that runs the plan, one at a time.
 *
 * @since 0.1
 */
public interface Fence {

    /**
     * Gives the fence's name, for reports.
     *
     * @return a short name
     */
    String name();

    /**
     * Tells what {@link #fence} would do, without doing it.
     *
     * @param context the cluster as it was observed
     * @return one line a command or action
     */
    List<String> describe(FenceContext context);

    /**
     * Tells whether {@link #fence} may change something by other means than the context's transport, such as a power switch. The
     * engine then can't say that nothing was changed.
     *
     * @return true unless the fence says otherwise
     */
    default boolean actsOutside() {
        return true;
    }

    /**
     * Takes the old master's ability to write away. Repeating it must be harmless.
     *
     * @param context what to work with
     * @return what was done, and whether it holds as far as can be told from the doing
     * @throws InterruptedException if the thread was interrupted
     */
    FenceProof fence(FenceContext context) throws InterruptedException;

    /**
     * Looks whether the old master is unable to write, without changing anything.
     *
     * @param context what to work with
     * @return the proof, or the lack of it
     * @throws InterruptedException if the thread was interrupted
     */
    FenceProof verify(FenceContext context) throws InterruptedException;
}
