package io.github.gpfailover.spi;

import io.github.gpfailover.stability.Evolving;
import java.util.List;

/**
 * Where the engine writes down what it is about to do.
 *
 * <p>Exists so that nothing is lost when the controller dies: the engine appends before each act, and does not act if that fails.
 * Implementations must be thread-safe, and must return from {@link #append} only when the entry would survive what they promise to
 * survive.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Evolving
public interface Journal {

    /**
     * Appends an entry.
     *
     * @param entry the entry
     * @throws io.github.gpfailover.error.JournalException if it could not be made durable; nothing is done to the cluster then
     */
    void append(JournalEntry entry);

    /**
     * Reads an execution.
     *
     * @param executionId which
     * @return its entries in order; empty if the journal does not know it
     * @throws io.github.gpfailover.error.JournalException if the journal could not be read
     */
    List<JournalEntry> read(String executionId);
}
