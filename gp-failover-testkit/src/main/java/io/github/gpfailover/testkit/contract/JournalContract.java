package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What any {@link Journal} must keep to; each test is one requirement, and its display name says it.
 *
 * <p>It exists because an engine that goes on after its controller's death believes its journal: an entry that is lost, or that two engines
 * wrote, makes it act twice or not at all. Extend it, and supply the journal. That an entry survives a power cut, no test of this kind
 * can show.
 *
 * <pre>{@code
 * class MyJournalContractTest extends JournalContract {
 *     @Override
 *     protected Journal journal() {
 *         return new MyJournal(emptyStore);
 *     }
 *
 *     @Override
 *     protected Optional<Journal> again() {
 *         return Optional.of(new MyJournal(sameStore));
 *     }
 * }
 * }</pre>
 *
 * <p>Tests do not depend on each other.
 *
 * @since 0.1
 */
@Evolving
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class JournalContract {

    private static final Instant AT = Instant.parse("2026-12-01T01:02:03.123456789Z");
    private static final String AWKWARD =
            "line\none\r\n\ttab \"quoted\" 'too' \\ back \u0000 \u007f \u2028 é 漢 \ud83d\ude00 %s $1 ; --";

    private Journal journal;

    /** Makes the contract; a subclass needs no arguments. */
    protected JournalContract() {}

    /**
     * Makes a journal without entries, fresh for each test.
     *
     * @return the journal
     * @throws Exception if making it fails; the test fails then
     */
    protected abstract Journal journal() throws Exception;

    /**
     * Makes another journal over the store of the last {@link #journal()}, as another process would.
     *
     * @return by default empty, for a journal whose entries are its own: then the tests that need it are skipped
     * @throws Exception if making it fails; the test fails then
     */
    protected Optional<Journal> again() throws Exception {
        return Optional.empty();
    }

    @BeforeEach
    final void makeJournal() throws Exception {
        journal = journal();
    }

    @Test
    @DisplayName(
            "entries that are noted stand among those that are appended, also for another process, and are numbered with them")
    void notedAmongAppended() throws Exception {
        journal.append(begun("e1", "prod", AT));
        journal.note(intended("e1", 2, "noted"));
        journal.append(intended("e1", 3, "appended"));
        journal.note(intended("e1", 4, "noted"));

        assertThat(journal.read("e1")).extracting(JournalEntry::sequence).containsExactly(1L, 2L, 3L, 4L);
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.note(intended("e1", 4, "again")));
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.note(intended("e1", 6, "too far")));
        Optional<Journal> other = again();
        if (other.isPresent()) {
            assertThat(other.get().read("e1")).hasSize(4);
            assertThat(other.get().unfinished("prod")).containsExactly("e1");
        }
    }

    @Test
    @DisplayName("what was appended is read back, equal and in order")
    void readsBack() {
        List<JournalEntry> all = List.of(
                begun("e1", "prod", AT),
                new JournalEntry("e1", 2, AT.plusNanos(1), 1, new JournalRecord.StepBegun()),
                intended("e1", 3, "pg_ctl stop"),
                new JournalEntry("e1", 4, AT, 1, new JournalRecord.StepEnded(Outcome.IN_DOUBT)),
                new JournalEntry("e1", 5, AT, 0, new JournalRecord.PlanEnded(Outcome.PARTIAL)));

        all.forEach(journal::append);

        assertThat(journal.read("e1")).containsExactlyElementsOf(all);
    }

    @Test
    @DisplayName("a text with line breaks, quotes, NUL and characters of all planes comes back as it was")
    void awkwardText() {
        journal.append(begun("e1", "prod", AT));
        journal.append(intended("e1", 2, AWKWARD));

        assertThat(journal.read("e1").get(1)).isEqualTo(intended("e1", 2, AWKWARD));
    }

    @Test
    @DisplayName("an entry of a megabyte comes back as it was")
    void longText() {
        JournalEntry entry = new JournalEntry("e1", 1, AT, 0, new JournalRecord.PlanBegun("prod", "x".repeat(1 << 20)));
        journal.append(entry);
        journal.append(intended("e1", 2, "after"));

        assertThat(journal.read("e1")).containsExactly(entry, intended("e1", 2, "after"));
        assertThat(journal.unfinished("prod")).containsExactly("e1");
    }

    @Test
    @DisplayName("each execution has its own entries; an unknown one has none")
    void keepsExecutionsApart() {
        journal.append(begun("e1", "prod", AT));
        journal.append(begun("e2", "prod", AT));
        journal.append(intended("e1", 2, "one"));

        assertThat(journal.read("e1")).hasSize(2);
        assertThat(journal.read("e2")).containsExactly(begun("e2", "prod", AT));
        assertThat(journal.read("e3")).isEmpty();
        assertThat(journal.read("e")).isEmpty();
    }

    @Test
    @DisplayName("what was read does not change when more is appended")
    void readIsACopy() {
        journal.append(begun("e1", "prod", AT));
        List<JournalEntry> read = journal.read("e1");

        journal.append(intended("e1", 2, "more"));

        assertThat(read).hasSize(1);
    }

    @Test
    @DisplayName("an entry whose number is taken is refused, and leaves what is there")
    void refusesATakenNumber() {
        journal.append(begun("e1", "prod", AT));
        journal.append(intended("e1", 2, "first"));

        refuses(intended("e1", 2, "second"));
        refuses(begun("e1", "prod", AT));

        assertThat(journal.read("e1")).containsExactly(begun("e1", "prod", AT), intended("e1", 2, "first"));
    }

    @Test
    @DisplayName("an entry that would leave a gap is refused, and the right one is taken afterwards")
    void refusesAGap() {
        refuses(intended("e1", 2, "without a beginning"));
        assertThat(journal.read("e1")).isEmpty();
        journal.append(begun("e1", "prod", AT));
        refuses(intended("e1", 3, "after a gap"));

        journal.append(intended("e1", 2, "the next"));

        assertThat(journal.read("e1")).hasSize(2);
    }

    @Test
    @DisplayName("of many threads that write one number, one is not refused")
    void oneWinner() {
        journal.append(begun("e1", "prod", AT));
        AtomicInteger taken = new AtomicInteger();

        IntStream.range(0, 16).parallel().forEach(i -> {
            try {
                journal.append(intended("e1", 2, "by " + i));
                taken.incrementAndGet();
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining("e1");
            }
        });

        assertThat(taken).hasValue(1);
        assertThat(journal.read("e1")).hasSize(2);
    }

    @Test
    @DisplayName("threads that write to executions of their own lose nothing")
    void manyThreads() {
        List<String> ids = IntStream.range(0, 8).mapToObj(i -> "e" + i).toList();

        ids.parallelStream().forEach(id -> {
            journal.append(begun(id, "prod", AT));
            LongStream.rangeClosed(2, 25).forEach(n -> journal.append(intended(id, n, "command " + n)));
        });

        assertThat(ids).allSatisfy(id -> assertThat(journal.read(id)).hasSize(25));
    }

    @Test
    @DisplayName("the unfinished executions of a cluster are listed in the order in which they began")
    void listsUnfinished() {
        journal.append(begun("late", "prod", AT.plusSeconds(20)));
        journal.append(begun("early", "prod", AT.plusSeconds(10)));
        journal.append(begun("elsewhere", "prod2", AT));
        journal.append(begun("wildcard", "pr%", AT));
        for (Outcome outcome : Outcome.values()) {
            String id = "ended_" + outcome.name().toLowerCase(java.util.Locale.ROOT);
            journal.append(begun(id, "prod", AT.plusSeconds(30)));
            journal.append(new JournalEntry(id, 2, AT, 0, new JournalRecord.PlanEnded(outcome)));
        }

        assertThat(journal.unfinished("prod"))
                .startsWith("early", "late")
                .doesNotContain("ended_succeeded", "ended_refused", "elsewhere", "wildcard")
                .contains("ended_failed", "ended_in_doubt", "ended_partial");
        assertThat(journal.unfinished("pr%")).containsExactly("wildcard");
        assertThat(journal.unfinished("nowhere")).isEmpty();
    }

    @Test
    @DisplayName("an execution that is resumed is unfinished again until its end")
    void resumed() {
        journal.append(begun("e1", "prod", AT));
        journal.append(new JournalEntry("e1", 2, AT, 0, new JournalRecord.PlanEnded(Outcome.FAILED)));
        journal.append(new JournalEntry("e1", 3, AT, 0, new JournalRecord.PlanBegun("prod", "{}")));
        assertThat(journal.unfinished("prod")).containsExactly("e1");

        journal.append(new JournalEntry("e1", 4, AT, 0, new JournalRecord.PlanEnded(Outcome.SUCCEEDED)));

        assertThat(journal.unfinished("prod")).isEmpty();
        assertThat(journal.read("e1")).hasSize(4);
    }

    @Test
    @DisplayName("an interrupted thread can append and read, and stays interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();
        try {
            journal.append(begun("e1", "prod", AT));
            journal.append(intended("e1", 2, "the last words"));

            assertThat(journal.read("e1")).hasSize(2);
            assertThat(journal.unfinished("prod")).containsExactly("e1");
        } finally {
            // The flag must not reach the next test.
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @DisplayName("another process reads what is there, and goes on behind it; the first one is refused then")
    void anotherProcess() throws Exception {
        journal.append(begun("e1", "prod", AT));
        Journal other = other();

        assertThat(other.read("e1")).containsExactly(begun("e1", "prod", AT));
        assertThat(other.unfinished("prod")).containsExactly("e1");
        other.append(intended("e1", 2, "by the other"));

        refuses(intended("e1", 2, "by the first"));
        assertThat(journal.read("e1")).isEqualTo(other.read("e1")).hasSize(2);
        journal.append(intended("e1", 3, "by the first, which has read"));
        assertThat(other.read("e1")).hasSize(3);
    }

    @Test
    @DisplayName("null is refused")
    @SuppressWarnings("NullAway")
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> journal.append(null));
        assertThatNullPointerException().isThrownBy(() -> journal.note(null));
        assertThatNullPointerException().isThrownBy(() -> journal.read(null));
        assertThatNullPointerException().isThrownBy(() -> journal.unfinished(null));
    }

    private Journal other() throws Exception {
        Optional<Journal> other = again();
        Assumptions.assumeTrue(other.isPresent(), "the entries are this journal's own: no other process can read them");
        return other.orElseThrow();
    }

    private void refuses(JournalEntry entry) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(entry))
                .withMessageContaining(entry.executionId());
    }

    private static JournalEntry begun(String id, String cluster, Instant at) {
        return new JournalEntry(id, 1, at, 0, new JournalRecord.PlanBegun(cluster, "{}"));
    }

    private static JournalEntry intended(String id, long sequence, String command) {
        return new JournalEntry(id, sequence, AT, 1, new JournalRecord.CommandIntended(HostName.of("mdw"), command));
    }
}
