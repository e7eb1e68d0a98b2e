package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a journal, one an execution. Unfinished executions stay for good; of the finished ones so many stay as were asked for. */
public final class JournalDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(JournalDirectory.class);
    private static final String SUFFIX = ".jsonl";
    private static final int LONGEST_NAME = 120;

    private final StoreDirectory directory;
    private final int keep;
    private final Map<String, JournalFile> open = new ConcurrentHashMap<>();

    /**
     * Takes a directory.
     *
     * @param keep how many finished executions stay
     */
    public JournalDirectory(StoreDirectory directory, int keep) {
        this.directory = directory;
        this.keep = keep;
    }

    /** Appends an entry, which is durable then with all before it if that is wanted. */
    public void append(JournalEntry entry, boolean durable) throws StoreException {
        String id = entry.executionId();
        if (!fileName(id)) {
            throw new StoreException("the id " + Checks.shown(id)
                    + " of an execution can't be a file's name: it must have 1 to " + LONGEST_NAME
                    + " letters, digits, dashes and underscores");
        }
        open.computeIfAbsent(id, this::file).append(entry, durable);
        if (entry.record() instanceof JournalRecord.PlanEnded) {
            open.remove(id);
            forgetOld();
        }
    }

    /** The entries of an execution; none if it is not known. */
    public List<JournalEntry> read(String id) throws StoreException {
        if (!fileName(id)) {
            return List.of();
        }
        JournalFile known = open.get(id);
        return (known == null ? file(id) : known).read();
    }

    /** The unfinished executions of a cluster, in the order in which they began. */
    public List<String> unfinished(String cluster) throws StoreException {
        List<JournalEntry> found = new ArrayList<>();
        for (String id : ids()) {
            Optional<JournalFile.Ends> ends = file(id).ends();
            if (ends.isPresent()
                    && ends.get().first().record() instanceof JournalRecord.PlanBegun begun
                    && begun.cluster().equals(cluster)
                    && JournalEntry.unfinished(List.of(ends.get().last()))) {
                found.add(ends.get().first());
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(JournalEntry::at))
                .map(JournalEntry::executionId)
                .toList();
    }

    /** Removes the oldest finished executions above the bound. What fails here is no failure of the entry that was written. */
    private void forgetOld() {
        try {
            List<String> ids = ids();
            if (ids.size() <= keep) {
                return;
            }
            List<Finished> finished = new ArrayList<>();
            for (String id : ids) {
                JournalFile file = file(id);
                Optional<JournalFile.Ends> ends = file.ends();
                if (ends.isPresent()
                        && !JournalEntry.unfinished(List.of(ends.get().last()))) {
                    finished.add(new Finished(file, Files.getLastModifiedTime(file.path())));
                }
            }
            finished.sort(Comparator.comparing(Finished::at));
            for (Finished old : finished.subList(0, Math.max(0, finished.size() - keep))) {
                old.file().removeIfFinished();
            }
        } catch (StoreException | IOException e) {
            LOG.warn("old executions stay in the journal: {}", e.getMessage());
        }
    }

    private record Finished(JournalFile file, FileTime at) {}

    private List<String> ids() throws StoreException {
        try {
            return Uninterrupted.run(() -> {
                List<String> ids = new ArrayList<>();
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path(), "*" + SUFFIX)) {
                    for (Path file : files) {
                        String name = file.getFileName().toString();
                        String id = name.substring(0, name.length() - SUFFIX.length());
                        if (fileName(id)) {
                            ids.add(id);
                        }
                    }
                }
                return ids;
            });
        } catch (IOException e) {
            throw directory.failed("read", e);
        }
    }

    private JournalFile file(String id) {
        return new JournalFile(directory, id, SUFFIX);
    }

    private static boolean fileName(String id) {
        return id.length() <= LONGEST_NAME && Checks.plain(id, "-_");
    }
}
