package io.github.gpfailover.core.internal.loss;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.core.internal.text.TransactionLog.Entry;
import io.github.gpfailover.core.internal.text.TransactionLog.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The proof that a dead master's own log gives: what it holds beyond the standby's, and whether a commit is among it (recording dd). */
public final class OldMasterProof {

    private static final Set<Kind> COMMITS =
            Set.of(Kind.DISTRIBUTED_COMMIT, Kind.LOCAL_COMMIT, Kind.ONE_PHASE_COMMIT, Kind.BARE_COMMIT);

    private OldMasterProof() {}

    /**
     * The commits beyond the standby's log that name nothing they changed, and whose transactions have no other record there. What such a
     * transaction wrote before, the standby has received: whether it wrote anything is for {@link BareCommits} to say.
     */
    static List<Entry> bare(TransactionLog log, TransactionLog standby) {
        Optional<Lsn> last = standby.last();
        return log.entries().stream()
                .filter(e -> last.isEmpty() || e.at().compareTo(last.get()) > 0)
                .filter(e -> e.kind() == Kind.BARE_COMMIT && !log.changing().contains(e.xid()))
                .toList();
    }

    /**
     * Judges a log that was read from the standby's last record on, all kinds of records included.
     *
     * @param nothing the commits that are proved to have changed nothing
     */
    static LossVerdict judge(
            InstanceLocation old, TransactionLog log, TransactionLog standby, Collection<Entry> nothing) {
        Optional<Lsn> last = standby.last();
        if (last.isPresent() && !log.first().equals(last)) {
            return new LossVerdict.NotTold(List.of("the log of " + old + " has no record at " + last.get()
                    + ", where the last one of the standby's log begins: it is another log"));
        }
        Set<String> decided = SegmentProof.decided(standby);
        List<LostTransaction> lost = log.entries().stream()
                .filter(e -> last.isEmpty() || e.at().compareTo(last.get()) > 0)
                .filter(e -> COMMITS.contains(e.kind())
                        && !(e.kind() == Kind.DISTRIBUTED_COMMIT && decided.contains(e.id()))
                        && !nothing.contains(e))
                .map(e -> new LostTransaction(e.id(), e.time(), List.of("the log of " + old)))
                .toList();
        return lost.isEmpty()
                ? new LossVerdict.Complete("the old master's own log was read on from " + standby.reached()
                        + ", where the standby's ends, to " + log.reached() + ": no commit is among it"
                        + (nothing.isEmpty() ? "" : " but " + nothing.size() + " of transactions that changed nothing"))
                : new LossVerdict.Missing(lost);
    }

    /** Whether the dead master's log decided distributed transactions that the standby lacks. */
    public static boolean decidedMore(LossVerdict own) {
        return own instanceof LossVerdict.Missing missing
                && missing.transactions().stream().anyMatch(t -> !t.id().isEmpty());
    }

    /**
     * Goes by the segments in what the dead master's log decided beyond the standby's. Whoever got a commit's answer got it after all
     * its segments had committed; so where they prove that they committed nothing that the standby lacks, those transactions were decided
     * and acknowledged to nobody, as every commit that waits for the standby when its master dies. The new master aborts them (seen on a
     * running 6.24.3). A commit of the master alone stays one that is missing: no segment knows of it.
     */
    public static LossVerdict acknowledged(LossVerdict own, LossVerdict segments) {
        if (!(own instanceof LossVerdict.Missing missing) || !(segments instanceof LossVerdict.Complete)) {
            return own;
        }
        List<LostTransaction> alone =
                missing.transactions().stream().filter(t -> t.id().isEmpty()).toList();
        return alone.isEmpty()
                ? new LossVerdict.Complete(
                        "the old master's own log decided " + missing.listed()
                                + ", which no segment has committed: no client was told, and the new master aborts what is prepared")
                : new LossVerdict.Missing(alone);
    }
}
