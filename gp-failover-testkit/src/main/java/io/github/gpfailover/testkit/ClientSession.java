package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.Dispatch;
import io.github.gpfailover.testkit.internal.PreparedWrite;
import io.github.gpfailover.testkit.internal.SegmentLog;
import io.github.gpfailover.testkit.internal.SegmentTable;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.TableChange;
import io.github.gpfailover.testkit.internal.World;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client's session on a master of a simulated cluster, which can outlive the master's postmaster.
 *
 * <p>It exists because of recordings b3 to b6: with the postmaster killed and the port refusing, such a session committed rows on the
 * segments after the standby had been promoted. Its first statement that needs the segments opens sessions there, which last as long as
 * it does. Where they were ended, the next statement fails and takes its transaction with it; the one after that opens new ones,
 * where links and routes let it. A statement that a real server would not answer, because a segment can't be reached, fails here at
 * once, and its transaction stays open. Thread-safe; made by {@link SimulatedServer#openSession()}.
 *
 * @since 0.1
 */
@Evolving
public final class ClientSession implements AutoCloseable {

    private static final int ALONE = 0x2A8;

    private final Model model;
    private final World world;
    private final ServerSession session;

    ClientSession(Model model, ServerSession session) {
        this.model = model;
        this.world = model.world;
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
     * Takes a snapshot and holds it until the open transaction ends, as one of isolation level repeatable read does with its first query.
     * It takes a distributed id, as each transaction does, and leaves no trace of it in any log. While it is held, the segments still
     * compare the ids of all that is committed after it.
     *
     * @return this session
     * @throws IllegalStateException if the session has ended, no transaction is open, a segment can't be reached, or its sessions
     *     there were ended
     */
    public ClientSession holdSnapshot() {
        return run("hold a snapshot", () -> {
            if (!session.inTransaction) {
                throw new IllegalStateException("no transaction is open: begin() one first");
            }
            reachSegments();
            if (session.snapshot == 0) {
                session.snapshot = world.transactions.next(session.server).counter();
            }
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
            if (!world.tables.containsKey(table) && !table.equals(session.createdTable)) {
                throw new IllegalStateException("relation \"" + table + "\" does not exist");
            }
            session.uncommitted.merge(table, rows, Long::sum);
            if (!session.inTransaction) {
                write();
            }
        });
    }

    /**
     * Creates a table. Outside of a transaction it is committed at once.
     *
     * @param table its name
     * @return this session
     * @throws NullPointerException if the table is null
     * @throws IllegalStateException if the session has ended, the table exists, the transaction has created one already, a segment
     *     can't be reached, or its sessions there were ended
     */
    public ClientSession createTable(String table) {
        Checks.notNull(table, "table");
        return run("create table " + table, () -> {
            reachSegments();
            if (world.tables.containsKey(table) || session.createdTable != null) {
                throw new IllegalStateException("relation \"" + table + "\" already exists");
            }
            session.createdTable = table;
            if (!session.inTransaction) {
                write();
            }
        });
    }

    /**
     * Commits a transaction of the master alone that has a number and changes nothing, as a heartbeat's {@code select txid_current()} does:
     * it waits for no standby, and its record is in the master's log.
     *
     * @return this session
     * @throws IllegalStateException if the session has ended
     */
    public ClientSession commitNothing() {
        return run("commit nothing", () -> world.transactions.commitNothing(session.server));
    }

    /**
     * Commits a transaction of the master alone that changes its catalog, as a statement in utility mode does.
     *
     * @return this session
     * @throws IllegalStateException if the session has ended
     */
    public ClientSession changeCatalogAlone() {
        return run("change the catalog alone", () -> world.transactions.commitAlone(session.server, ALONE));
    }

    /**
     * Begins a subtransaction of the open transaction: its local numbers on the segments belong to the same distributed one.
     *
     * @return this session
     * @throws IllegalStateException if the session has ended, or no transaction is open
     */
    public ClientSession savepoint() {
        return run("savepoint", () -> {
            if (!session.inTransaction) {
                throw new IllegalStateException("no transaction is open: begin() one first");
            }
            session.savepoints++;
        });
    }

    /**
     * Begins to commit the open transaction, and goes no further than to a phase: no client gets an answer, and the session does nothing more. What
     * becomes of it a master decides when it begins.
     *
     * @param phase how far it goes
     * @throws NullPointerException if the phase is null
     * @throws IllegalStateException as {@link #commit()} does, or if it wrote on one segment alone
     */
    public void commitUpTo(CommitPhase phase) {
        Checks.notNull(phase, "phase");
        run("commit, up to " + phase, () -> {
            reachSegments();
            PreparedWrite write = prepared();
            if (write == null) {
                throw new IllegalStateException("a transaction on one segment has no phases");
            }
            session.inTransaction = false;
            session.snapshot = 0;
            if (phase != CommitPhase.PREPARED) {
                world.transactions.decide(session.server, write, 0);
            }
            if (phase == CommitPhase.HALF_TOLD) {
                SegmentLog first = world.segmentLogs().iterator().next();
                world.transactions.finish(write, log -> log == first);
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
            session.snapshot = 0;
            write();
            session.inTransaction = false;
        });
    }

    /**
     * Says whether the server's process for this session lives.
     *
     * @return true while it does
     */
    public boolean isOpen() {
        return model.locked(() -> session.open && session.server.host.on);
    }

    /** Ends the session; what it had not committed is gone. Closing it again does nothing. */
    @Override
    public void close() {
        model.locked(() -> {
            if (session.open) {
                world.lifecycle.endSession(session);
                world.check();
            }
            return null;
        });
    }

    private ClientSession run(String what, Runnable statement) {
        model.locked(() -> {
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
            session.createdTable = null;
            session.inTransaction = false;
            session.snapshot = 0;
            throw new IllegalStateException(trouble);
        }
    }

    private void write() {
        PreparedWrite write = prepared();
        if (write != null) {
            world.transactions.decide(session.server, write, 0);
            world.transactions.finish(write);
            world.transactions.acknowledge(write);
            world.replication.shipIfAlive(session.server);
        }
    }

    // Null for what one segment did alone, which is committed by then.
    private @Nullable PreparedWrite prepared() {
        Map<String, Long> rows = Map.copyOf(session.uncommitted);
        String what = "rows " + new TreeMap<>(rows);
        Runnable effect = () -> rows.forEach((table, n) -> world.table(table).rows += n);
        session.uncommitted.clear();
        int savepoints = session.savepoints;
        session.savepoints = 0;
        String made = session.createdTable;
        session.createdTable = null;
        if (made != null) {
            ServerDirectory master = session.server.directory;
            SegmentTable table = new SegmentTable(master.catalog.newOid());
            PreparedWrite write = world.transactions.prepare(
                    session.server,
                    "create table " + made + ", " + what,
                    savepoints,
                    new TableChange(table.oid, 0),
                    () -> {
                        world.tables.put(made, table);
                        effect.run();
                    });
            write.onMaster = () -> master.catalog = master.catalog.withTable(made);
            return write;
        }
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        if (all <= 1) {
            if (all == 1) {
                int content = world.segments.get(0).content;
                world.transactions.commitOnOne(session.server, content, effect);
            }
            return null;
        }
        return world.transactions.prepare(session.server, what, savepoints, effect);
    }
}
