package io.github.gpfailover.core.internal.loss;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.LossCommands;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.core.internal.text.TransactionLog.Entry;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which commits of a dead master changed nothing, such as a heartbeat's {@code txid_current()}. It exists because with {@code wal_level =
 * archive} their record is the same as that of a change of the catalog; the difference is that a transaction that changes something has
 * other records, each with its number (xlog.c, pg_xlogdump.c).
 *
 * <p>The records beyond the standby's log were read and have none. What the transaction may have written before, the standby's own log has:
 * it is read from its last checkpoint on, before which no transaction with a later number than that checkpoint's had begun. An older
 * transaction, or a log that can't be read to its end, proves nothing.
 *
 * @param transport reaches the standby's host
 * @param commands the questions
 * @param sleeper asks side by side
 * @param standby where the standby lives
 * @param control what its pg_control says
 */
record BareCommits(
        CommandTransport transport,
        LossCommands commands,
        Sleeper sleeper,
        InstanceLocation standby,
        ControlData control) {

    /** Each is one reading of the log, and nobody serves meanwhile. */
    private static final int MOST = 8;

    private static final long HALF = 1L << 31;

    /** Those of them that changed nothing; none where there are more than a few. */
    List<Entry> changedNothing(List<Entry> bare, TransactionLog log, int timeline, Duration within)
            throws InterruptedException {
        // Until its first restart point a standby's pg_control names the timeline before, and the log goes on in the
        // new one.
        if (bare.isEmpty() || bare.size() > MOST || control.timeline() > timeline) {
            return List.of();
        }
        List<Sleeper.Task<Boolean>> tasks = new ArrayList<>();
        bare.forEach(b -> tasks.add(() -> hasNoRecord(b.xid(), timeline, log.reached())));
        List<Optional<Boolean>> told = sleeper.together(tasks, within);
        List<Entry> nothing = new ArrayList<>();
        for (int i = 0; i < bare.size(); i++) {
            if (told.get(i).orElse(false)) {
                nothing.add(bare.get(i));
            }
        }
        return nothing;
    }

    private boolean hasNoRecord(long xid, int timeline, Lsn end) throws InterruptedException {
        if (control.redo().isEmpty() || control.nextXid().isEmpty() || !beganAfter(xid)) {
            return false;
        }
        try {
            TransactionLog own = TransactionLog.parse(
                    standby.host(),
                    transport.execute(
                            standby.host(),
                            commands.recordsOf(standby, timeline, control.redo().get(), xid)));
            return own.first().isEmpty() && own.reached().compareTo(end) >= 0;
        } catch (GpFailoverException e) {
            return false;
        }
    }

    /** Numbers of transactions go round. */
    private boolean beganAfter(long xid) {
        return ((xid - control.nextXid().getAsLong()) & 0xFFFF_FFFFL) < HALF;
    }
}
