package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.Dispatch;
import io.github.gpfailover.testkit.internal.SegmentTable;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of a simulated cluster that writes one row again and again, to whichever master takes it.
 *
 * <p>It exists so that what a move costs is measured where it hurts: as the time between the last write that the old master took and the
 * first that the new one took, in the cluster's virtual time. Each try is a write that dispatches to every segment. It fails at
 * once, and is tried again after the pause, where no master takes sessions, where the master's recovery of distributed transactions
 * still holds it up, where a segment does not answer, or where its commit would wait for a standby that is gone. A session lasts
 * until it fails; the next try finds the master by itself, as behind a virtual address that has moved already. Thread-safe; made by
 * {@link SimulatedCluster#startWriting(Duration)}.
 *
 * @since 0.1
 */
@Evolving
public final class WritingClient implements AutoCloseable {

    /** The table that it writes to. */
    public static final String TABLE = "gp_failover_writes";

    private final Model model;
    private final World world;
    private final long pause;
    private @Nullable ServerSession session;
    private long accepted;
    private long refused;
    private long lastAccepted = -1;
    private long longest;
    private final List<String> masters = new ArrayList<>();
    private boolean stopped;

    WritingClient(Model model, Duration pause) {
        this.model = model;
        this.world = model.world;
        this.pause = Checks.positive(pause, "pause").toNanos();
    }

    /** Begins; the caller holds the cluster's lock. */
    void start() {
        world.tables.computeIfAbsent(TABLE, t -> new SegmentTable(0));
        next();
    }

    /**
     * Gives the longest time between two writes that were accepted one after the other, the pause between two tries included.
     *
     * @return that time; zero before the second
     */
    public Duration longestGap() {
        return model.locked(() -> Duration.ofNanos(longest));
    }

    /**
     * Counts the writes that were accepted; each left one row.
     *
     * @return how many
     */
    public long accepted() {
        return model.locked(() -> accepted);
    }

    /**
     * Counts the tries that failed.
     *
     * @return how many
     */
    public long refused() {
        return model.locked(() -> refused);
    }

    /**
     * Names the hosts whose masters took its writes, one entry each time that it found another.
     *
     * @return their names, in order
     */
    public List<String> masters() {
        return model.locked(() -> List.copyOf(masters));
    }

    /** Ends it, and its session. Closing it again does nothing. */
    @Override
    public void close() {
        model.locked(() -> {
            stopped = true;
            if (session != null && session.open) {
                world.lifecycle.endSession(session);
            }
            return null;
        });
    }

    private void next() {
        world.time.at(world.time.now() + pause, () -> {
            if (!stopped) {
                tryOnce();
                next();
            }
        });
    }

    private void tryOnce() {
        if (session == null || !session.open || !session.server.host.on) {
            session = connected();
        }
        if (session == null || !takes(session.server)) {
            refused++;
            return;
        }
        String trouble = world.dispatch.trouble(session.dispatcher);
        if (trouble != null) {
            refused++;
            if (!Dispatch.HANGS.equals(trouble)) {
                world.lifecycle.endSession(session);
                session = null;
            }
            return;
        }
        world.transactions.commit(session.server, "a row of the writing client", 0, 0, () -> world.table(TABLE).rows++);
        session.commands++;
        accept(session.server.host.name.value());
    }

    private boolean takes(Server server) {
        long now = world.time.now();
        return server.isMaster() && server.dispatchFrom <= now && world.replication.releaseTime(server) <= now;
    }

    private @Nullable ServerSession connected() {
        for (Server server : world.servers) {
            if (server.host.on && takes(server)) {
                ServerSession made = new ServerSession(server);
                server.sessions.add(made);
                return made;
            }
        }
        return null;
    }

    private void accept(String host) {
        long now = world.time.now();
        if (lastAccepted >= 0) {
            longest = Math.max(longest, now - lastAccepted);
        }
        lastAccepted = now;
        accepted++;
        if (masters.isEmpty() || !masters.get(masters.size() - 1).equals(host)) {
            masters.add(host);
        }
    }

    /** Returns what came of its writes. */
    @Override
    public String toString() {
        return accepted() + " writes accepted, " + refused() + " refused, longest gap "
                + longestGap().toMillis() + " ms";
    }
}
