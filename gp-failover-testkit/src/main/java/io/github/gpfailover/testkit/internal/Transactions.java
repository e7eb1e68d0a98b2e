package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Distributed transactions: prepared on all their segments, decided by a record in the master's log, committed on the segments, and then
 * acknowledged. One that wrote on a single segment needs no record of the master (recording e1).
 */
public final class Transactions {

    private final World world;
    private final List<PreparedWrite> acknowledged = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final Set<DistributedId> seen = new LinkedHashSet<>();

    Transactions(World world) {
        this.world = world;
    }

    /** Gives a master's next distributed id. */
    public DistributedId next(Server master) {
        return new DistributedId(master.startSecond, master.nextDistributed++);
    }

    /** Prepares a transaction on every content. */
    public PreparedWrite prepare(Server master, String what, int savepoints, Runnable effect) {
        return prepare(master, what, savepoints, TableChange.NONE, effect);
    }

    /** Prepares a transaction that makes or removes a table. */
    public PreparedWrite prepare(Server master, String what, int savepoints, TableChange change, Runnable effect) {
        PreparedWrite write = new PreparedWrite(next(master), what, change, effect);
        for (SegmentLog log : world.segmentLogs()) {
            List<Long> numbers = log.assign(savepoints);
            write.numbers.put(log, numbers);
            log.prepare(write.id, numbers, world.time.now(), change);
        }
        world.prepared.add(write);
        return write;
    }

    /** Writes the decision into the master's log, which makes it so much longer at least, and ships it where the stream is whole. */
    public void decide(Server master, PreparedWrite write, int bytes) {
        ServerDirectory directory = master.directory;
        world.replication.flush(master);
        forget(master);
        int other = bytes - WalRecord.Kind.DISTRIBUTED_COMMIT.length;
        if (other > 0) {
            directory.append(other);
        }
        write.onMaster.run();
        CommitNote note = new CommitNote(write.id, directory.nextXid++, world.time.now(), write.change);
        write.record = directory.note(WalRecord.Kind.DISTRIBUTED_COMMIT, note);
        write.run = directory.writer();
        master.forgettable = note;
        shipFrom(master);
    }

    /** Sends the decision to the segments. */
    public void finish(PreparedWrite write) {
        finish(write, log -> true);
    }

    /** Sends the decision to some segments. */
    public void finish(PreparedWrite write, Predicate<SegmentLog> told) {
        if (write.aborted) {
            world.prepared.remove(write);
            return;
        }
        write.numbers.forEach((log, numbers) -> {
            if (told.test(log) && log.isPrepared(write.id)) {
                log.commit(write.id, numbers, world.time.now(), write.change);
            }
        });
        if (!write.done) {
            write.done = true;
            run(write.id, write.effect);
        }
        if (write.numbers.keySet().stream().noneMatch(log -> log.isPrepared(write.id))) {
            world.prepared.remove(write);
        }
    }

    /** Notes that the client got the answer of its commit: from now on it must not be lost. */
    public void acknowledge(PreparedWrite write) {
        if (!write.aborted) {
            acknowledged.add(write);
        }
    }

    /** Does all of it at once. */
    public void commit(Server master, String what, int savepoints, int bytes, Runnable effect) {
        PreparedWrite write = prepare(master, what, savepoints, effect);
        decide(master, write, bytes);
        finish(write);
        acknowledge(write);
    }

    /** Commits a transaction that wrote no log on the segments, such as an insert into a temporary table: one phase on all of them. */
    public void commitUnlogged(Server master) {
        DistributedId id = next(master);
        world.segmentLogs().forEach(log -> log.commit(id, log.assign(0), world.time.now(), TableChange.NONE));
    }

    /** Commits a transaction that wrote on a single content. */
    public void commitOnOne(Server master, int content, Runnable effect) {
        SegmentLog log = world.segmentLog(content);
        DistributedId id = next(master);
        log.commit(id, log.assign(0), world.time.now(), TableChange.NONE);
        run(id, effect);
    }

    /** Has an effect on the segments, and keeps which transaction wrote which rows. */
    private void run(DistributedId id, Runnable effect) {
        IdentityHashMap<SegmentTable, Long> before = new IdentityHashMap<>();
        world.tables.values().forEach(t -> before.put(t, t.rows));
        effect.run();
        for (SegmentTable table : world.tables.values()) {
            long added = table.rows - before.getOrDefault(table, 0L);
            if (added > 0) {
                table.wrote(id, added);
            }
        }
    }

    /** A statement of a master reaches the segments, and with it the oldest of the snapshots that its sessions hold. */
    void heard(Server master) {
        long oldest = master.nextDistributed;
        for (PreparedWrite write : world.prepared) {
            if (write.id.prefix() == master.startSecond) {
                oldest = Math.min(oldest, write.id.counter());
            }
        }
        for (ServerSession session : master.sessions) {
            oldest = session.snapshot > 0 ? Math.min(oldest, session.snapshot) : oldest;
        }
        for (SegmentLog log : world.segmentLogs()) {
            log.heard(master.startSecond, oldest);
        }
    }

    /**
     * Counts the rows of a table that a master takes for those of transactions of its own that it has yet to begin, since another master
     * gave ids of its prefix (f6). The segments compare only what some snapshot of the other one did not see yet: the rows of its last
     * transaction, and all since the oldest snapshot that was open.
     */
    public long hidden(SegmentTable table, Server master) {
        long hidden = 0;
        for (Map.Entry<DistributedId, Long> entry : table.written.entrySet()) {
            DistributedId id = entry.getKey();
            boolean candidate = id.prefix() == master.startSecond && id.counter() >= master.nextDistributed;
            if (candidate && world.segmentLogs().stream().anyMatch(log -> log.hides(id, master))) {
                hidden += entry.getValue();
            }
        }
        return hidden;
    }

    /** Commits a transaction of a master alone that has a number and changes nothing, as {@code txid_current()} does. */
    public void commitNothing(Server master) {
        commitAlone(master, 0);
    }

    /** Commits a transaction of a master alone. */
    public void commitAlone(Server master, int bytes) {
        world.replication.flush(master);
        forget(master);
        int other = bytes - WalRecord.Kind.COMMIT.length;
        long from = other > 0 ? master.directory.position : Long.MAX_VALUE;
        if (other > 0) {
            master.directory.append(other);
        }
        master.directory.note(
                WalRecord.Kind.COMMIT, new CommitNote(null, master.directory.nextXid++, world.time.now(), from));
        shipFrom(master);
    }

    /** A master begins: it ends what is prepared as its log says (recording 85, scenario 40). */
    void recover(Server master) {
        for (PreparedWrite write : List.copyOf(world.prepared)) {
            if (write.record != null && has(master.directory, write)) {
                finish(write);
            } else {
                // A segment that has received a decision keeps its part.
                write.aborted = true;
                write.numbers.keySet().forEach(log -> log.abort(write.id));
                world.prepared.remove(write);
            }
        }
        for (PreparedWrite write : acknowledged) {
            if (!has(master.directory, write) && seen.add(write.id)) {
                lost.add(write.id + " " + write.what);
                world.log.event(
                        world.time.now(),
                        "LOST: the master on " + master.host.name + " lacks " + write.id + ", " + write.what
                                + ", which was acknowledged");
            }
        }
    }

    /** Lists the acknowledged transactions that a master lacked when it began to serve. */
    public List<String> lost() {
        return List.copyOf(lost);
    }

    /** Lists the acknowledged transactions that a directory's log lacks now. */
    public List<String> lackedBy(ServerDirectory directory) {
        return acknowledged.stream()
                .filter(w -> !has(directory, w))
                .map(w -> w.id + " " + w.what)
                .toList();
    }

    private static boolean has(ServerDirectory directory, PreparedWrite write) {
        WalSpan span = WalSpan.before(directory.wal, write.record.start() + 1);
        return span != null
                && span.run == write.run
                && write.record.start() >= span.start
                && write.record.end() <= directory.position;
    }

    // It is not flushed by itself: it lies in the log once something else does (recording e2 has none of its last one).
    static void forget(Server master) {
        if (master.forgettable != null) {
            master.directory.note(WalRecord.Kind.DISTRIBUTED_FORGET, master.forgettable);
            master.forgettable = null;
        }
    }

    private void shipFrom(Server master) {
        if (master.alive) {
            world.replication.shipOrConnect(master);
        }
    }
}
