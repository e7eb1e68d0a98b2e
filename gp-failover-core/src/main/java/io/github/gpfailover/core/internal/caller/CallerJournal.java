package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.spi.Sleeper;
import java.util.List;

/** A journal whose every failure is a {@link JournalException}. It exists because nothing is done that was not written down first. */
public record CallerJournal(Journal journal) implements Journal {

    @Override
    public void append(JournalEntry entry) {
        contained("append() of the journal", () -> {
            journal.append(entry);
            return true;
        });
    }

    @Override
    public void note(JournalEntry entry) {
        contained("note() of the journal", () -> {
            journal.note(entry);
            return true;
        });
    }

    @Override
    public List<JournalEntry> read(String executionId) {
        return List.copyOf(contained("read() of the journal", () -> journal.read(executionId)));
    }

    @Override
    public List<String> unfinished(String cluster) {
        return List.copyOf(contained("unfinished() of the journal", () -> journal.unfinished(cluster)));
    }

    private static <T> T contained(String what, Sleeper.Task<T> code) {
        try {
            return CallerCode.here(what, code);
        } catch (CallerException e) {
            throw new JournalException(e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(what + " was interrupted", e);
        }
    }
}
