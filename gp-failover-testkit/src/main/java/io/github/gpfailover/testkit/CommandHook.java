package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Evolving;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was ordered at commands of a simulated cluster, to be counted and to be lifted.
 *
 * <p>Made by the methods of {@link CommandCondition}. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class CommandHook {

    private final CommandCondition condition;
    private final String what;
    private final Strike strike;
    private long met;
    private int struck;
    private boolean lifted;
    private @Nullable Thread within;

    CommandHook(CommandCondition condition, String what, Strike strike) {
        this.condition = condition.copy();
        this.what = what;
        this.strike = strike;
    }

    /**
     * Says how often it struck up to now.
     *
     * @return the number of commands
     */
    public synchronized int struck() {
        return struck;
    }

    /** Ends it: it strikes no more. */
    public synchronized void lift() {
        lifted = true;
    }

    synchronized boolean over() {
        return lifted || (met > 0 && condition.endsWith(met));
    }

    /** Says whether it strikes at this command, which counts. */
    synchronized boolean meets(HostName host, Command command) {
        if (lifted || within == Thread.currentThread() || !condition.meets(host, command)) {
            return false;
        }
        boolean strikes = condition.strikesAt(++met);
        struck += strikes ? 1 : 0;
        return strikes;
    }

    synchronized void begin() {
        within = Thread.currentThread();
    }

    synchronized void end() {
        within = null;
    }

    Strike strike() {
        return strike;
    }

    /** Returns when it strikes, and what happens then. */
    @Override
    public String toString() {
        return condition + ": " + what;
    }
}
