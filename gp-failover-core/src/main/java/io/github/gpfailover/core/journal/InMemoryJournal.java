package io.github.gpfailover.core.journal;

import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.stability.Evolving;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A journal that lives as long as its process.
 *
 * <p>It exists as the default, and for tests: engines of one process that share it can resume each other's executions. It keeps every
 * execution until the process ends, and survives nothing else; a controller whose death must be survived needs a durable journal.
 * Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class InMemoryJournal implements Journal {

    private final Map<String, List<JournalEntry>> executions = new ConcurrentHashMap<>();

    /** Makes an empty journal. */
    public InMemoryJournal() {}

    @Override
    public void append(JournalEntry entry) {
        Checks.notNull(entry, "entry");
        executions.compute(entry.executionId(), (id, entries) -> {
            List<JournalEntry> all = entries == null ? new ArrayList<>() : entries;
            if (entry.sequence() != all.size() + 1L) {
                throw new JournalException(
                        "entry " + entry.sequence() + " of execution " + id + " can't be written: the last one is "
                                + all.size()
                                + ", so another engine has written it since; let that one end, and resume the execution then",
                        null);
            }
            all.add(entry);
            return all;
        });
    }

    @Override
    public List<JournalEntry> read(String executionId) {
        List<JournalEntry> copy = new ArrayList<>();
        executions.computeIfPresent(Checks.notNull(executionId, "execution id"), (id, entries) -> {
            copy.addAll(entries);
            return entries;
        });
        return copy;
    }

    @Override
    public List<String> unfinished(String cluster) {
        Checks.notNull(cluster, "cluster");
        return executions.keySet().stream()
                .map(this::read)
                .filter(entries ->
                        JournalEntry.unfinished(entries) && cluster(entries).equals(cluster))
                .sorted(Comparator.comparing(entries -> entries.get(0).at()))
                .map(entries -> entries.get(0).executionId())
                .toList();
    }

    private static String cluster(List<JournalEntry> entries) {
        return entries.get(0).record() instanceof JournalRecord.PlanBegun begun ? begun.cluster() : "";
    }
}
