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

    /**
     * Reads a file's bytes. Refuses what was not written so. Left out are a last line without its line break, and lines that were not made
     * durable from the first one on that is not whole: a power cut keeps of those what it will.
     */
    static JournalText of(byte[] all, Path file, String execution) throws StoreException {
        List<JournalEntry> entries = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == '\n') {
                if (lost(all, from, at)) {
                    return new JournalText(entries, from);
                }
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
        if (from < all.length - 1 && CheckedLine.durable(all, from, all.length - 1)) {
            throw damaged(file, entries.size() + 1, "is whole, but its line break was changed");
        }
        return new JournalText(entries, from);
    }

    /** Whether a line is not whole, was never made durable, and none was behind it. */
    private static boolean lost(byte[] all, int from, int to) {
        if (CheckedLine.text(all, from, to).isPresent() || !CheckedLine.mayBeLost(all, from, to)) {
            return false;
        }
        for (int begin = from + 1, end = to; begin < all.length; begin++) {
            end = end < begin ? CheckedLine.end(all, begin) : end;
            if (CheckedLine.durable(all, begin, end)) {
                return false;
            }
        }
        return true;
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
