package io.github.gpfailover.core.journal;

import io.github.gpfailover.core.internal.store.JournalDirectory;
import io.github.gpfailover.core.internal.store.StoreCall;
import io.github.gpfailover.core.internal.store.StoreDirectory;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.stability.Evolving;
import java.nio.file.Path;
import java.util.List;

/**
 * A journal in a directory, one file an execution, one line of JSON an entry.
 *
 * <p>It exists for a controller on one machine: it survives the death of the process and of the machine, as far as its disk does. An entry
 * is on the disk when {@link #append} returns, with all before it. What was only {@linkplain #note noted} since survives the process at once,
 * and the machine with the next one that is appended. A line that a death cut short is recognised and left out; anything else
 * that was changed afterwards is refused, with file and line. Several processes can share a directory; of two that write to one execution, one is
 * refused. An interrupted thread can write all the same.
 *
 * <p>Directory and files are for their owner alone. A network file system must keep locks and synced data as a local one does.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class FileJournal implements Journal {

    private final JournalDirectory files;

    private FileJournal(JournalDirectory files) {
        this.files = files;
    }

    /**
     * Begins a journal in a directory. Default: the last 1,000 finished executions are kept.
     *
     * @param directory the directory; made, for its owner alone, if it is not there
     * @return a builder
     * @throws NullPointerException if the directory is null
     */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    @Override
    public void append(JournalEntry entry) {
        write(entry, true);
    }

    @Override
    public void note(JournalEntry entry) {
        write(entry, false);
    }

    private void write(JournalEntry entry, boolean durable) {
        Checks.notNull(entry, "entry");
        StoreCall.journal(() -> files.append(entry, durable));
    }

    @Override
    public List<JournalEntry> read(String executionId) {
        Checks.notNull(executionId, "execution id");
        return StoreCall.ofJournal(() -> files.read(executionId));
    }

    @Override
    public List<String> unfinished(String cluster) {
        Checks.notNull(cluster, "cluster");
        return StoreCall.ofJournal(() -> files.unfinished(cluster));
    }

    /** The builder of a journal. Not thread-safe. */
    public static final class Builder {

        private static final int KEEP = 1_000;

        private final Given given = new Given();
        private final Path directory;
        private int keep = KEEP;

        private Builder(Path directory) {
            this.directory = Checks.notNull(directory, "directory");
        }

        /**
         * Says how many finished executions are kept; the oldest above it are removed when an execution ends. Unfinished ones are never
         * removed.
         *
         * @param executions how many
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         * @throws IllegalStateException if it was said already
         */
        public Builder keepFinished(int executions) {
            given.once("keepFinished");
            keep = Checks.range(executions, "the number of finished executions that are kept", 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Makes the journal.
         *
         * @return the journal
         * @throws JournalException if the directory can't be made, or others may write to it
         */
        public FileJournal build() {
            return StoreCall.ofJournal(
                    () -> new FileJournal(new JournalDirectory(StoreDirectory.of(directory, "journal"), keep)));
        }
    }
}
