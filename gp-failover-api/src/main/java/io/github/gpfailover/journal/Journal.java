package io.github.gpfailover.journal;

import io.github.gpfailover.stability.Evolving;
import java.util.List;

/**
 * The memory of executions outside the engine. It exists so that nothing is lost when the controller dies: the engine appends before
 * each act, and does not act if that fails.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * <p>Implementations must be thread-safe, and must return from {@link #append} only when the entry would survive what they promise to
 * survive.
 *
 * @since 0.1
 */
@Evolving
public interface Journal {

    /**
     * Appends an entry. Its number must be the one after the last entry's of its execution, so that of two engines that write to
     * one execution, one is refused.
     *
     * @param entry the entry
     * @throws io.github.gpfailover.error.JournalException if it could not be made durable, or does not follow the last one; nothing is
     *     done to the cluster then
     */
    void append(JournalEntry entry);

    /**
     * Appends an entry that announces nothing: what it tells of has happened, or is found out again by whoever goes on. The engine calls it
     * for most entries, since a disk takes its time to make each durable. Such an entry must survive the death of the process; a power cut
     * may take the last ones, but none that {@link #append} has followed.
     *
     * <p>By default it appends.
     *
     * @param entry the entry
     * @throws io.github.gpfailover.error.JournalException if it could not be written, or does not follow the last one
     */
    default void note(JournalEntry entry) {
        append(entry);
    }

    /**
     * Reads an execution.
     *
     * @param executionId which
     * @return its entries in order; empty if the journal does not know it
     * @throws io.github.gpfailover.error.JournalException if the journal could not be read
     */
    List<JournalEntry> read(String executionId);

    /**
     * Lists the executions on a cluster that {@link JournalEntry#unfinished} calls unfinished.
     *
     * @param cluster the cluster's name, as the first record of an execution gives it
     * @return their ids, in the order in which they began; empty if there is none
     * @throws io.github.gpfailover.error.JournalException if the journal could not be read
     */
    List<String> unfinished(String cluster);
}
