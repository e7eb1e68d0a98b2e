package io.github.gpfailover.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.loss.LossVerdict;
import io.github.gpfailover.core.internal.loss.SegmentProof;
import io.github.gpfailover.core.internal.loss.SegmentReply;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.core.internal.text.WalRecords;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a standby lacks, and what the segments remember (dd to e9). */
public class LossMeaningTest {

    @TestFactory
    Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                log("dd", "the standby lacks one record, and no commit is among it", l -> {
                    assertThat(l.entries()).isEmpty();
                    assertThat(l.first()).contains(lsn("0/C083278"));
                    assertThat(l.last()).contains(lsn("0/C083278"));
                    assertThat(l.reached()).isEqualTo(lsn("0/C0832F8"));
                }),
                log("de", "the standby's log ends there", l -> {
                    assertThat(l.entries()).isEmpty();
                    assertThat(l.last()).isEmpty();
                    assertThat(l.reached()).isEqualTo(lsn("0/C083278"));
                }),
                rows("e0", "both prefixes, counters of each", "1796047204-0000000006", "1796043941-0000000010"),
                rows("e1", "the row on one segment alone", "1796047204-0000000007"),
                log(
                        "e2",
                        "the standby has decided up to 6, and not 7, which needs no master",
                        LossMeaningTest::upToSix),
                rows("e3", "two more after the master went on alone", "1796047204-0000000008", "1796047204-0000000009"),
                rows("e4", "the same on another segment", "1796047204-0000000008", "1796047204-0000000009"),
                log("e5", "the standby's log still ends with 6", LossMeaningTest::upToSix),
                Meaning.of(
                        "e6",
                        "the standby has replayed all that it has",
                        r -> LoginRefusal.parse(r.stderr()),
                        refusal -> assertThat(refusal.replayed()).contains(lsn("0/C085EB8"))),
                Meaning.of(
                        "e7",
                        "the utility asked nobody",
                        Recording::stdout,
                        o -> assertThat(o).contains("smdw is now the new primary master.")),
                Meaning.of(
                        "e8",
                        "the table is gone",
                        Recording::stderr,
                        e -> assertThat(e).contains("relation \"lost\" does not exist")),
                log(
                        "g0",
                        "the standby has decided 4 and 5",
                        l -> assertThat(SegmentProof.decided(l))
                                .containsExactlyInAnyOrder("1796057812-0000000004", "1796057812-0000000005")),
                log("g1", "the segment has prepared and committed four, all in two phases", LossMeaningTest::four),
                log("g2", "so has another", LossMeaningTest::four),
                Meaning.of(
                        "g3",
                        "a primary tells who it is, and how far its log goes",
                        r -> SegmentReply.parse(InstanceLocation.of("sdw1", 6000, "/unknown"), r.stdout()),
                        p -> {
                            assertThat(p.content()).isZero();
                            assertThat(p.contents()).isEqualTo(4);
                            assertThat(p.at()).isEqualTo(InstanceLocation.of("sdw1", 6000, "/data/primary/gpseg0"));
                            assertThat(p.end()).isEqualTo(lsn("0/C04FDA8"));
                        }),
                Meaning.of(
                        "j0",
                        "asked for the middle of a record, it begins with the next one, and says so",
                        r -> WalRecords.parse(r.host(), r.result()),
                        l -> {
                            assertThat(l.records())
                                    .singleElement()
                                    .satisfies(r -> assertThat(r.at()).isEqualTo(lsn("0/C043BB8")));
                            assertThat(l.after()).isEmpty();
                        }),
                Meaning.of(
                        "j2",
                        "a commit that waited for the standby when its postmaster was killed: nobody is told",
                        Recording::result,
                        r -> {
                            assertThat(r.exitCode()).hasValue(2);
                            assertThat(r.stdout()).isEmpty();
                            assertThat(r.stderr()).contains("due to postmaster death");
                        }),
                Meaning.of(
                        "j3",
                        "and yet the segments have committed it: a quarter of 4000 rows, of which 1000 were acknowledged to nobody",
                        Recording::stdout,
                        o -> assertThat(o).isEqualTo("1028\n")),
                Meaning.of(
                        "e9",
                        "its rows are left on the segments",
                        Recording::stdout,
                        o -> assertThat(o).isEqualTo("257\n")));
    }

    private static void four(TransactionLog log) {
        assertThat(log.entries())
                .extracting(TransactionLog.Entry::kind)
                .containsExactly(
                        TransactionLog.Kind.PREPARE,
                        TransactionLog.Kind.COMMIT_PREPARED,
                        TransactionLog.Kind.PREPARE,
                        TransactionLog.Kind.COMMIT_PREPARED,
                        TransactionLog.Kind.PREPARE,
                        TransactionLog.Kind.COMMIT_PREPARED,
                        TransactionLog.Kind.PREPARE,
                        TransactionLog.Kind.COMMIT_PREPARED);
        assertThat(log.entries().get(7).id()).isEqualTo("1796057812-0000000008");
    }

    @Test
    @DisplayName(
            "scenario 21: the recorded logs of a master that went on alone name the two transactions that its standby lacks")
    void theRecordedLogsNameWhatWasLost() {
        Recording standby = Recording.load("g0");
        List<SegmentProof.Told> told = List.of(told("g1", "sdw1", 0), told("g2", "sdw2", 3));

        LossVerdict verdict = SegmentProof.judge(
                TransactionLog.parse(standby.host(), standby.result()), told, List.of(), Set.of(0, 3));

        assertThat(verdict).isInstanceOfSatisfying(LossVerdict.Missing.class, m -> {
            assertThat(m.transactions()).hasSize(2);
            assertThat(m.listed())
                    .contains(
                            "1796057812-0000000007 (committed 2026-11-30 16:58:40.377156 UTC, seen on content 0 on",
                            "1796057812-0000000008");
        });
    }

    private static SegmentProof.Told told(String number, String host, int content) {
        Recording log = Recording.load(number);
        SegmentReply reply = new SegmentReply(
                InstanceLocation.of(host, 6000, "/data/primary/gpseg" + content), content, 4, 1, lsn("0/0"), Set.of());
        return new SegmentProof.Told(reply, Optional.of(TransactionLog.parse(log.host(), log.result())), "");
    }

    private static void upToSix(TransactionLog log) {
        assertThat(SegmentProof.decided(log))
                .containsExactlyInAnyOrder(
                        "1796043941-0000000009",
                        "1796043941-0000000010",
                        "1796047204-0000000004",
                        "1796047204-0000000005",
                        "1796047204-0000000006");
        assertThat(log.entries().get(log.entries().size() - 1).time()).isEqualTo("2026-11-30 14:00:07.308638 UTC");
        assertThat(log.reached()).isEqualTo(lsn("0/C085EB8"));
    }

    private static Meaning log(String number, String meaning, Consumer<TransactionLog> is) {
        return Meaning.of(number, meaning, r -> TransactionLog.parse(r.host(), r.result()), is);
    }

    private static Meaning rows(String number, String meaning, String... ids) {
        return Meaning.of(
                number,
                meaning,
                r -> r.stdout().lines().map(l -> l.split("\\|", -1)[2]).toList(),
                found -> assertThat(found).contains(ids));
    }

    private static Lsn lsn(String text) {
        return Lsn.parse(text);
    }
}
