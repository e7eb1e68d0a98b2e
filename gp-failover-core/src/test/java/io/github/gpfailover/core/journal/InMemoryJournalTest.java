package io.github.gpfailover.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InMemoryJournalTest {

    private final InMemoryJournal journal = new InMemoryJournal();

    @Test
    void givesEachExecutionItsOwnEntriesInOrder() {
        journal.append(entry("a", 1));
        journal.append(entry("b", 1));
        journal.append(entry("a", 2));

        assertThat(journal.read("a")).containsExactly(entry("a", 1), entry("a", 2));
        assertThat(journal.read("b")).containsExactly(entry("b", 1));
        assertThat(journal.read("c")).isEmpty();
    }

    @Test
    void whatWasReadDoesNotChange() {
        journal.append(entry("a", 1));
        List<JournalEntry> read = journal.read("a");

        journal.append(entry("a", 2));
        journal.read("a").clear();

        assertThat(read).hasSize(1);
        assertThat(journal.read("a")).hasSize(2);
    }

    @Test
    void losesNothingWhenManyThreadsWrite() {
        List<String> ids = IntStream.range(0, 100).mapToObj(i -> "e" + i).toList();

        ids.parallelStream().forEach(id -> LongStream.rangeClosed(1, 100).forEach(i -> journal.append(entry(id, i))));

        assertThat(ids).flatMap(journal::read).hasSize(10_000);
    }

    @Test
    void listsTheUnfinishedExecutionsOfAClusterInTheOrderOfTheirBeginning() {
        begun("late", "prod", 20);
        begun("early", "prod", 10);
        begun("elsewhere", "test", 5);
        begun("done", "prod", 1);
        ended("done", Outcome.SUCCEEDED);
        begun("refused", "prod", 2);
        ended("refused", Outcome.REFUSED);
        begun("doubtful", "prod", 30);
        ended("doubtful", Outcome.IN_DOUBT);
        journal.append(entry("headless", 1));

        assertThat(journal.unfinished("prod")).containsExactly("early", "late", "doubtful");
        assertThat(journal.unfinished("test")).containsExactly("elsewhere");
        assertThat(journal.unfinished("nowhere")).isEmpty();
    }

    private void begun(String id, String cluster, long at) {
        journal.append(
                new JournalEntry(id, 1, Instant.ofEpochSecond(at), 0, new JournalRecord.PlanBegun(cluster, "{}")));
    }

    private void ended(String id, Outcome outcome) {
        journal.append(new JournalEntry(id, 2, Instant.EPOCH, 0, new JournalRecord.PlanEnded(outcome)));
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> journal.append(null)).hasMessage("entry must not be null");
        assertThatThrownBy(() -> journal.read(null)).hasMessage("execution id must not be null");
    }

    private static JournalEntry entry(String execution, long sequence) {
        return new JournalEntry(execution, sequence, Instant.EPOCH, 0, new JournalRecord.StepBegun());
    }
}
