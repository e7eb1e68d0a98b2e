package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.journal.JournalEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a journal's file, read back.
 *
 * @param entries the entries, in order
 * @param good how many bytes they take; what follows is a torn line
 */
record JournalText(List<JournalEntry> entries, long good) {

    static final JournalText NONE = new JournalText(List.of(), 0);

    /** The number of the last entry; 0 if there is none. */
    long last() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).sequence();
    }

    /** Reads a file's bytes. Refuses what was not written so; only a last line without its line break is left out. */
    static JournalText of(byte[] all, Path file, String execution) throws StoreException {
        List<JournalEntry> entries = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == '\n') {
                JournalEntry entry = entry(all, from, at, file, entries.size() + 1);
                if (!entry.executionId().equals(execution) || entry.sequence() != entries.size() + 1L) {
                    throw damaged(
                            file,
                            entries.size() + 1,
                            "holds entry " + entry.sequence() + " of execution " + entry.executionId()
                                    + ", where entry " + (entries.size() + 1) + " of " + execution + " belongs");
                }
                entries.add(entry);
                from = at + 1;
            }
        }
        if (from < all.length - 1 && CheckedLine.text(all, from, all.length - 1).isPresent()) {
            throw damaged(file, entries.size() + 1, "is whole, but its line break was changed");
        }
        return new JournalText(entries, from);
    }

    /** Reads the line in these bytes, its line break left out. */
    static JournalEntry entry(byte[] all, int from, int to, Path file, int line) throws StoreException {
        String json =
                CheckedLine.text(all, from, to).orElseThrow(() -> damaged(file, line, "does not match its checksum"));
        try {
            return JournalEntry.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    name(file, line) + " can't be read: " + e.getMessage()
                            + "; use the version of the library that wrote it, or a later one",
                    e);
        }
    }

    private static StoreException damaged(Path file, int line, String why) {
        return new StoreException(name(file, line) + " " + why
                + ": the file was changed after it was written, or its disk is failing; what the execution did can't be told from it."
                + " Keep the file, find out by hand who is master, and run a new plan");
    }

    private static String name(Path file, int line) {
        return "line " + (line > 0 ? String.valueOf(line) : "at the end") + " of the journal's file " + file;
    }
}
