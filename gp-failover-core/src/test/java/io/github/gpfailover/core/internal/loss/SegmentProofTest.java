package io.github.gpfailover.core.internal.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.core.internal.text.TransactionLog.Entry;
import io.github.gpfailover.core.internal.text.TransactionLog.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentProofTest {

    private static final int HISTORIES = 4000;
    private static final int CONTENTS = 3;

    /** A cluster's logs as they grow: what each segment and the master write, and how much of the master's the standby gets. */
    private static final class History {

        private final Random random;
        private final List<List<Entry>> segments = new ArrayList<>();
        private final List<Entry> standby = new ArrayList<>();
        private final List<String> open = new ArrayList<>();
        private final List<String> decided = new ArrayList<>();
        private final Set<String> decidedAlone = new HashSet<>();
        private final Map<String, long[]> numbers = new HashMap<>();
        private final Map<String, Set<Integer>> parts = new HashMap<>();
        private boolean alone;
        private boolean lost;
        private int prefix = 1_796_000_000;
        private int counter;
        private long xid = 700;
        private long at = 0x1000;

        History(long seed) {
            random = new Random(seed);
            for (int i = 0; i < CONTENTS; i++) {
                segments.add(new ArrayList<>());
            }
        }

        History run(int steps) {
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> prepare();
                    case 3, 4 -> decide();
                    case 5, 8 -> tell();
                    case 6 -> oneSegment();
                    case 7 -> temporaryRows();
                    default -> rare(i > steps / 2);
                }
            }
            return this;
        }

        private void rare(boolean late) {
            if (random.nextInt(3) == 0) {
                // A restart of the master: what is open is taken back, the counter begins anew, and the prefix may be
                // any other.
                open.clear();
                prefix += random.nextBoolean() ? 100 : -70;
                counter = 0;
            } else if (late) {
                alone = true;
            }
        }

        private String next() {
            return prefix + "-" + String.format("%010d", ++counter);
        }

        private void prepare() {
            String id = next();
            Set<Integer> on = random.nextInt(4) == 0 ? Set.of(0, 2) : Set.of(0, 1, 2);
            long[] own = new long[CONTENTS];
            for (int s : on) {
                own[s] = xid++;
                segments.get(s).add(new Entry(Kind.PREPARE, own[s], "", "", place()));
            }
            numbers.put(id, own);
            parts.put(id, on);
            open.add(id);
        }

        private void decide() {
            if (open.isEmpty()) {
                return;
            }
            // Not in the order in which they began: one may have been open for long.
            String id = open.remove(random.nextInt(open.size()));
            if (alone) {
                decidedAlone.add(id);
            } else {
                standby.add(new Entry(Kind.DISTRIBUTED_COMMIT, 0, id, "then", place()));
            }
            decided.add(id);
        }

        // Its client got the answer after that: from then on it must not be lost. It may come long after the decision.
        private void tell() {
            if (decided.isEmpty()) {
                return;
            }
            String id = decided.remove(random.nextInt(decided.size()));
            lost |= decidedAlone.contains(id);
            for (int s : parts.get(id)) {
                segments.get(s).add(new Entry(Kind.COMMIT_PREPARED, numbers.get(id)[s], id, "then", place()));
            }
        }

        private void oneSegment() {
            segments.get(random.nextInt(CONTENTS))
                    .add(new Entry(Kind.ONE_PHASE_COMMIT, xid++, next(), "then", place()));
        }

        private void temporaryRows() {
            String id = next();
            segments.forEach(s -> s.add(new Entry(Kind.ONE_PHASE_COMMIT, xid++, id, "then", place())));
        }

        private Lsn place() {
            at += 0x80;
            return new Lsn(at);
        }

        /** Judges with what is left of the logs: a standby's may have been recycled, a segment's was read from somewhere on. */
        LossVerdict judge() {
            List<SegmentProof.Told> told = new ArrayList<>();
            for (int s = 0; s < CONTENTS; s++) {
                told.add(new SegmentProof.Told(reply(s), Optional.of(log(tail(segments.get(s)))), ""));
            }
            return SegmentProof.judge(log(tail(standby)), told, List.of(), Set.of(0, 1, 2));
        }

        private List<Entry> tail(List<Entry> entries) {
            return random.nextBoolean() || entries.isEmpty()
                    ? entries
                    : entries.subList(random.nextInt(entries.size()), entries.size());
        }
    }

    @Test
    void neverCallsAHistoryCompleteThatLostSomething() {
        int complete = 0;
        int missing = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed).run(10 + seed % 60);
            LossVerdict verdict = history.judge();
            complete += verdict instanceof LossVerdict.Complete ? 1 : 0;
            missing += verdict instanceof LossVerdict.Missing ? 1 : 0;
            if (history.lost) {
                assertThat(verdict).as("seed %s", seed).isNotInstanceOf(LossVerdict.Complete.class);
            }
        }
        // Not vacuous: most plain histories are proved, and most losses are named.
        assertThat(complete).isGreaterThan(HISTORIES / 10);
        assertThat(missing).isGreaterThan(HISTORIES / 10);
    }

    @Test
    void provesAHistoryThatLostNothingWhereTheLogsReachBack() {
        int proved = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed).run(60);
            List<SegmentProof.Told> told = new ArrayList<>();
            for (int s = 0; s < CONTENTS; s++) {
                told.add(new SegmentProof.Told(reply(s), Optional.of(log(history.segments.get(s))), ""));
            }
            LossVerdict verdict = SegmentProof.judge(log(history.standby), told, List.of(), Set.of(0, 1, 2));
            if (!history.lost && verdict instanceof LossVerdict.Complete) {
                proved++;
            }
            if (verdict instanceof LossVerdict.Missing) {
                // With whole logs nothing is called missing that is not.
                assertThat(history.lost).as("seed %s", seed).isTrue();
            }
        }
        assertThat(proved).isGreaterThan(HISTORIES / 10);
    }

    @Test
    void namesThePrimaryThatIsAbsent() {
        TransactionLog standby =
                log(List.of(new Entry(Kind.DISTRIBUTED_COMMIT, 0, "1-0000000004", "then", new Lsn(64))));
        TransactionLog segment = log(List.of(
                new Entry(Kind.PREPARE, 7, "", "", new Lsn(64)),
                new Entry(Kind.COMMIT_PREPARED, 7, "1-0000000004", "then", new Lsn(128))));
        List<SegmentProof.Told> told = List.of(new SegmentProof.Told(reply(0), Optional.of(segment), ""));

        assertThat(SegmentProof.judge(standby, told, List.of(), Set.of()))
                .isEqualTo(new LossVerdict.NotTold(List.of("no primary answered for content 1, 2")));
    }

    private static SegmentReply reply(int content) {
        return new SegmentReply(
                InstanceLocation.of("sdw1", 6000 + content, "/data/primary/gpseg" + content),
                content,
                CONTENTS,
                1,
                new Lsn(0),
                Set.of());
    }

    private static TransactionLog log(List<Entry> entries) {
        return new TransactionLog(entries, Optional.empty(), Optional.empty(), new Lsn(1L << 40));
    }
}
