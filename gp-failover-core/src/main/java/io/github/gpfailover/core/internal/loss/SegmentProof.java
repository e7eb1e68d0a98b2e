package io.github.gpfailover.core.internal.loss;

import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.core.internal.text.TransactionLog.Entry;
import io.github.gpfailover.core.internal.text.TransactionLog.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The proof that the segments give: a transaction that was acknowledged in two phases is committed on its segments, so its id must be in
 * the standby's log.
 *
 * <p>Pure. It rests on the segments' own logs and not on their distributed logs alone: what wrote only temporary rows is committed in one
 * phase on all segments, and has no record of the master either (seen on a running 6.24.3).
 */
public final class SegmentProof {

    private SegmentProof() {}

    /**
     * One primary that answered.
     *
     * @param reply what it reported
     * @param log the end of its log; empty if it could not be read
     * @param fault why it could not
     */
    public record Told(SegmentReply reply, Optional<TransactionLog> log, String fault) {}

    /** The ids that a log of a master decided. */
    public static Set<String> decided(TransactionLog master) {
        return master.entries().stream()
                .filter(e -> e.kind() == Kind.DISTRIBUTED_COMMIT)
                .map(Entry::id)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * Judges.
     *
     * @param standby what the standby's log holds
     * @param told the primaries that answered
     * @param silent what could not be asked
     * @param contents the contents that must answer; empty where nobody reported them, then those that answer say how many there are
     */
    public static LossVerdict judge(
            TransactionLog standby, List<Told> told, List<String> silent, Set<Integer> contents) {
        Set<String> decided = decided(standby);
        Map<String, Set<String>> where = new LinkedHashMap<>();
        Map<String, String> times = new LinkedHashMap<>();
        List<String> why = new ArrayList<>(silent);
        Map<Integer, SegmentReply> answered = new TreeMap<>();
        for (Told one : told) {
            SegmentReply before = answered.put(one.reply().content(), one.reply());
            if (before != null) {
                why.add("two servers say that they are the primary of content "
                        + one.reply().content() + ": " + before.at() + " and "
                        + one.reply().at());
            }
            if (one.log().isEmpty()) {
                why.add(one.reply() + ": " + one.fault());
                continue;
            }
            SegmentTail tail = SegmentTail.of(one.log().get(), decided);
            if (tail.known().isEmpty()) {
                why.add(one.reply() + " shows no transaction in the end of its log that the standby's log has too, so"
                        + " it is not known from where on to compare"
                        + (tail.unknown().isEmpty() ? "" : "; its last one is " + last(tail)));
                continue;
            }
            for (Entry lost : tail.unknown()) {
                where.computeIfAbsent(lost.id(), i -> new LinkedHashSet<>())
                        .add(one.reply().toString());
                times.putIfAbsent(lost.id(), lost.time());
            }
        }
        if (!where.isEmpty()) {
            List<LostTransaction> lost = new ArrayList<>();
            where.forEach((id, on) -> lost.add(new LostTransaction(id, times.get(id), List.copyOf(on))));
            return new LossVerdict.Missing(lost);
        }
        why.addAll(absent(answered, contents));
        return why.isEmpty() ? new LossVerdict.Complete(restsOn(standby, told)) : new LossVerdict.NotTold(why);
    }

    private static String last(SegmentTail tail) {
        Entry last = tail.unknown().get(tail.unknown().size() - 1);
        return last.id() + " of " + last.time();
    }

    private static List<String> absent(Map<Integer, SegmentReply> answered, Set<Integer> contents) {
        Set<Integer> expected = new LinkedHashSet<>(contents);
        if (contents.isEmpty()) {
            int most = answered.values().stream()
                    .mapToInt(r -> Math.max(r.content() + 1, r.contents()))
                    .max()
                    .orElse(0);
            for (int i = 0; i < most; i++) {
                expected.add(i);
            }
        }
        expected.removeAll(answered.keySet());
        if (expected.isEmpty()) {
            return answered.isEmpty() ? List.of("no primary is known") : List.of();
        }
        return List.of("no primary answered for content "
                + expected.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    private static String restsOn(TransactionLog standby, List<Told> told) {
        List<Entry> decisions = standby.entries().stream()
                .filter(e -> e.kind() == Kind.DISTRIBUTED_COMMIT)
                .toList();
        Entry newest = decisions.get(decisions.size() - 1);
        long compared = told.stream()
                .flatMap(t -> t.log().stream())
                .flatMap(l -> l.entries().stream())
                .filter(e -> e.kind() == Kind.COMMIT_PREPARED)
                .map(Entry::id)
                .distinct()
                .count();
        return "all " + told.size() + " primaries answered; of the " + compared
                + " distributed transactions at the end of their logs the standby lacks none; the newest in its log is "
                + newest.id() + " of " + newest.time();
    }
}
