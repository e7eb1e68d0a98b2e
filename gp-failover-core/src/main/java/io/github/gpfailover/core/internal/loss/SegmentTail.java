package io.github.gpfailover.core.internal.loss;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.core.internal.text.TransactionLog.Entry;
import io.github.gpfailover.core.internal.text.TransactionLog.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The end of a segment's log against the standby's. The segment prepared a transaction before the master decided it. So where the log
 * shows the preparation of one that the standby knows, all before that position happened before the standby's log ended; a transaction that
 * the standby lacks can only have been committed after it.
 *
 * @param known the last transaction that was prepared there and whose decision the standby has; empty if the tail shows none
 * @param unknown the transactions that were committed in two phases after that position, or anywhere in the tail if there is no such position,
 *     and whose decision the standby does not have
 */
record SegmentTail(Optional<Entry> known, List<Entry> unknown) {

    SegmentTail {
        unknown = List.copyOf(unknown);
    }

    static SegmentTail of(TransactionLog segment, Set<String> decided) {
        Map<Long, Entry> prepared = new HashMap<>();
        Lsn place = null;
        Entry known = null;
        for (Entry entry : segment.entries()) {
            if (entry.kind() == Kind.PREPARE) {
                prepared.put(entry.xid(), entry);
            } else if (entry.kind() == Kind.COMMIT_PREPARED) {
                Entry preparation = prepared.remove(entry.xid());
                boolean later = preparation != null
                        && (place == null || preparation.at().compareTo(place) > 0);
                if (later && decided.contains(entry.id())) {
                    place = preparation.at();
                    known = entry;
                }
            }
        }
        Lsn from = place;
        List<Entry> unknown = segment.entries().stream()
                .filter(e -> e.kind() == Kind.COMMIT_PREPARED)
                .filter(e -> from == null || e.at().compareTo(from) > 0)
                .filter(e -> !decided.contains(e.id()))
                .toList();
        return new SegmentTail(Optional.ofNullable(known), unknown);
    }
}
