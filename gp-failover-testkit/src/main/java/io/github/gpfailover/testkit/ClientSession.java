package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.testkit.internal.Dispatch;
import io.github.gpfailover.testkit.internal.SegmentTable;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.World;

/**
 * A client's session on a master of a simulated cluster, which can outlive the master's postmaster.
 *
 * <p>Exists because of recordings b3 to b6: with the postmaster killed and the port refusing, such a session committed rows on the
 * segments after the standby had been promoted. Its first statement that needs the segments opens sessions there, which last as long as
 * it does. Where they were ended, the next statement fails and takes its transaction with it; the one after that opens new ones,
 * where links and routes let it. A statement that a real server would not answer, because a segment can't be reached, fails here at
 * once, and its transaction stays open. Thread-safe; made by {@link SimulatedCluster#openSession(String)}.
 *
 * @since 0.1
 */
public final class ClientSession implements AutoCloseable {

    private final SimulatedCluster cluster;
    private final World world;
    private final ServerSession session;

    ClientSession(SimulatedCluster cluster, World world, ServerSession session) {
        this.cluster = cluster;
        this.world = world;
        this.session = session;
    }

    /**
     * Begins a transaction.
     *
     * @return this session
     * @throws IllegalStateException if the session has ended, or a transaction is open
     */
    public ClientSession begin() {
        return run("begin", () -> {
            if (session.inTransaction) {
                throw new IllegalStateException("a transaction is open: commit() it first");
            }
            session.inTransaction = true;
        });
    }

    /**
     * Inserts rows. Outside of a transaction they are committed at once.
     *
     * @param table the table, which must exist
     * @param rows how many
     * @return this session
     * @throws NullPointerException if the table is null
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if the session has ended, the table does not exist, a segment can't be reached, or its
     *     sessions there were ended
     */
    public ClientSession insert(String table, long rows) {
        Checks.notNull(table, "table");
        if (rows < 0) {
            throw new IllegalArgumentException("rows was " + rows + " but must be 0 or more");
        }
        return run("insert " + rows + " rows into " + table, () -> {
            reachSegments();
            if (!world.tables.containsKey(table)) {
                throw new IllegalStateException("relation \"" + table + "\" does not exist");
            }
            session.uncommitted.merge(table, rows, Long::sum);
            if (!session.inTransaction) {
                write();
            }
        });
    }

    /**
     * Commits the open transaction: its rows are on the segments afterwards, whoever is master meanwhile.
     *
     * @return this session
     * @throws IllegalStateException if the session has ended, no transaction is open, a segment can't be reached, or its sessions
     *     there were ended
     */
    public ClientSession commit() {
        return run("commit", () -> {
            if (!session.inTransaction) {
                throw new IllegalStateException("no transaction is open: begin() one first");
            }
            reachSegments();
            write();
            session.inTransaction = false;
        });
    }

    /**
     * Tells whether the server's process for this session lives.
     *
     * @return true while it does
     */
    public boolean isOpen() {
        return cluster.locked(() -> session.open && session.server.host.on);
    }

    /** Ends the session; what it had not committed is gone. Closing it again does nothing. */
    @Override
    public void close() {
        cluster.locked(() -> {
            if (session.open) {
                world.lifecycle.endSession(session);
                world.check();
            }
            return null;
        });
    }

    private ClientSession run(String what, Runnable statement) {
        cluster.locked(() -> {
            if (!session.open || !session.server.host.on) {
                throw new IllegalStateException("the session has ended: server closed the connection unexpectedly");
            }
            statement.run();
            session.commands++;
            world.log.event(
                    world.time.now(), "session " + session.pid + " on " + session.server.host.name + ": " + what);
            world.check();
            return null;
        });
        return this;
    }

    private void reachSegments() {
        String trouble = world.dispatch.trouble(session.dispatcher);
        if (Dispatch.HANGS.equals(trouble)) {
            throw new IllegalStateException("a segment does not answer");
        }
        if (trouble != null) {
            // An error aborts the transaction.
            session.uncommitted.clear();
            session.inTransaction = false;
            throw new IllegalStateException(trouble);
        }
    }

    private void write() {
        session.uncommitted.forEach((table, rows) -> {
            SegmentTable on = world.tables.get(table);
            on.rows += rows;
        });
        session.uncommitted.clear();
        if (session.server.alive) {
            world.replication.write(session.server, 0x60);
        }
    }
}
