package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;

/**
 * The caller's means to move clients when the master role moves: a virtual address, a DNS name, a connection pool.
 *
 * <p>It exists so that clients are held before the old master stops, and let go only to a new one that is proved to serve. For a pool
 * such as pgbouncer: {@code PAUSE} when the master leaves, the new host and {@code RESUME} when it has arrived, and {@code RESUME}
 * alone when it stays after all.
 *
 * <p>For each move the engine calls, on every hook in the order in which they were added:
 *
 * <ol>
 *   <li>{@link #onMasterLeaving} right before the stop of a planned move, after the checkpoint that precedes it; after a crash right
 *       before the fence or the promotion. If one fails, nothing is stopped, fenced or promoted;
 *   <li>{@link #onMasterArrived} after the promotion is proved by a write that reached every segment. If one fails, the plan ends {@code
 *       PARTIAL}, the others are called all the same, and {@code resume(id)} calls again those that failed;
 * <li>instead of that, in reverse order, {@link #onMasterStays} on each hook that was called because the master leaves, the one that failed
 *       included, if the plan ended before the promotion and the old master is seen to serve. Where nobody can be sure of that, no hook
 *       is called, and the report says what is left to do.
 * </ol>
 *
 * <p>Of each move a hook is told at least once, and <strong>a repeat must do no harm</strong>. A call that ended well is not made again by
 * {@code resume(id)}; one whose end nobody knows is. An engine that runs the plan again without a journal, and finds its move done by an earlier
 * run, can't know whether that one came to its calls: it proves the new master, and calls {@link #onMasterArrived} without any {@link
 * #onMasterLeaving} before it. So that method states where clients belong, and relies on nothing that this process did before.
 *
 * <p>Each call is written to the journal before it is made, and is in the report and the preview as {@code trafficHook NAME METHOD}. Calls
 * come one at a time, on a thread that the {@link Sleeper} chooses. A call that takes longer than {@link #deadline()} is interrupted and
 * counts as failed, though it may still take effect. What a hook throws counts as failed too, an {@link Error} included: its text stands in
 * the report and the log, with whatever may be a password masked, so put no secret in it. A {@link
 * io.github.gpfailover.error.HookException} is shown by its message alone.
 *
 * <p>A hook that must not keep a failover from happening catches its own failures where {@link MasterChange#planned()} is false.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface TrafficHook {

    /**
     * Gives the hook's name, for reports and the journal. It must be the same in an engine that resumes an execution.
     *
     * @return letters, digits, dots, dashes and underscores, at most 60
     */
    String name();

    /**
     * Takes clients off the old master. Each second in here is a second without a master for them.
     *
     * @param change the move that is about to happen
     * @throws InterruptedException if the time was up
     */
    default void onMasterLeaving(MasterChange change) throws InterruptedException {}

    /**
     * Sends clients to the new master, which serves. May be called again for a move that it was called for, also by another process, and
     * without {@link #onMasterLeaving}.
     *
     * @param change the move that has happened
     * @throws InterruptedException if the time was up
     */
    default void onMasterArrived(MasterChange change) throws InterruptedException {}

    /**
     * Gives clients back to the old master, which serves again or still: undoes {@link #onMasterLeaving}, also where that failed midway.
     *
     * @param change the move that did not happen
     * @throws InterruptedException if the time was up
     */
    default void onMasterStays(MasterChange change) throws InterruptedException {}

    /**
     * Says how long one call may take.
     *
     * @return the time, positive; 10 s unless the hook says otherwise
     */
    default Duration deadline() {
        return Duration.ofSeconds(10);
    }

    /**
     * Checks a hook's name.
     *
     * @param hook the hook
     * @return its name
     * @throws NullPointerException if the hook or its name is null
     * @throws IllegalArgumentException if the name has other characters, or more than 60
     */
    static String checkedName(TrafficHook hook) {
        String name = Checks.notNull(Checks.notNull(hook, "traffic hook").name(), "traffic hook name");
        if (name.length() > 60 || !Checks.plain(name, "._-")) {
            throw new IllegalArgumentException("traffic hook name was " + Checks.shown(name)
                    + " but must be 1 to 60 letters, digits, dots, dashes and underscores");
        }
        return name;
    }
}
