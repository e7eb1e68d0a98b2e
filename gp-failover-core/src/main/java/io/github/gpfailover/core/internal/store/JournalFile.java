package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.journal.JournalEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The file of one execution. An entry that is to be durable is on the disk when {@link #append} returns, with all before it, and in no case
 * half of it counts.
 */
final class JournalFile {

    private static final int CHUNK = 8 * 1024;

    private final StoreDirectory directory;
    private final String execution;
    private final Path path;
    /** The end of what is known to be good, so that not all is read before each entry; -1 if nothing is known. */
    private long good = -1;

    private long last;
    /** What was begun behind it and could not be taken back. */
    private byte[] begun = new byte[0];

    JournalFile(StoreDirectory directory, String execution, String suffix) {
        this.directory = directory;
        this.execution = execution;
        this.path = directory.file(execution + suffix);
    }

    Path path() {
        return path;
    }

    void append(JournalEntry entry, boolean durable) throws StoreException {
        synchronized (FileMonitors.of(path)) {
            try {
                Uninterrupted.run(() -> {
                    appended(entry, durable || entry.sequence() == 1);
                    return true;
                });
            } catch (IOException e) {
                throw directory.failed("written", e);
            }
        }
    }

    private void appended(JournalEntry entry, boolean durable) throws IOException, StoreException {
        if (entry.sequence() == 1 && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            directory.create(path);
            good = -1;
        }
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            FileLocks.take(channel, path);
            learn(channel);
            if (entry.sequence() != last + 1) {
                throw new StoreException("entry " + entry.sequence() + " of execution " + execution
                        + " can't be written: the last one in " + path + " is " + last
                        + ", so another engine has written it since; let that one end, and resume the execution then");
            }
            write(channel, entry.toJson(), durable);
            last = entry.sequence();
        } catch (NoSuchFileException e) {
            if (Files.isDirectory(directory.path())) {
                throw new StoreException("entry " + entry.sequence() + " of execution " + execution
                        + " can't be written: the file with those before it, " + path
                        + ", is gone; bring it back, or find out by hand who is master and run a new plan");
            }
            throw e;
        }
    }

    /** Finds the end of what is good, and takes away what a death or a failure left behind it. */
    private void learn(FileChannel channel) throws IOException, StoreException {
        long size = channel.size();
        if (good != size) {
            byte[] all = read(channel, 0, size);
            if (good >= 0 && begins(all)) {
                // Our own entry that could not be made durable: nobody was told that it is.
                size = good;
            } else {
                JournalText text = JournalText.of(all, path, execution);
                good = text.good();
                last = text.last();
            }
            if (channel.size() > good) {
                channel.truncate(good);
                channel.force(true);
            }
        }
        begun = new byte[0];
    }

    /** Whether nothing follows the good part but the beginning of what we began to write. */
    private boolean begins(byte[] all) {
        int rest = (int) (all.length - good);
        return rest > 0 && rest <= begun.length && Arrays.equals(all, (int) good, all.length, begun, 0, rest);
    }

    private void write(FileChannel channel, String text, boolean durable) throws IOException {
        byte[] line = durable ? CheckedLine.of(text) : CheckedLine.noted(text);
        begun = line;
        boolean written = false;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(line);
            channel.position(good);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (durable) {
                channel.force(true);
            }
            if (good == 0) {
                directory.sync();
            }
            written = true;
        } finally {
            if (!written) {
                takeBack(channel);
            }
        }
        good += line.length;
        begun = new byte[0];
    }

    private void takeBack(FileChannel channel) {
        try {
            channel.truncate(good);
            begun = new byte[0];
        } catch (IOException e) {
            // The next append does it: it knows what was begun.
            return;
        }
    }

    List<JournalEntry> read() throws StoreException {
        synchronized (FileMonitors.of(path)) {
            try {
                return Uninterrupted.run(() -> {
                    try (FileChannel channel = opened()) {
                        byte[] all = read(channel, 0, channel.size());
                        JournalText text = good >= 0 && begins(all)
                                ? JournalText.of(Arrays.copyOf(all, (int) good), path, execution)
                                : JournalText.of(all, path, execution);
                        return text.entries();
                    }
                });
            } catch (NoSuchFileException e) {
                if (Files.isDirectory(directory.path())) {
                    return List.of();
                }
                throw directory.failed("read", e);
            } catch (IOException e) {
                throw directory.failed("read", e);
            }
        }
    }

    /** The first and the last entry alone, without the check of what is between; empty if there is none, or no file. */
    Optional<Ends> ends() throws StoreException {
        synchronized (FileMonitors.of(path)) {
            try {
                return Uninterrupted.run(() -> {
                    try (FileChannel channel = opened()) {
                        return ends(channel);
                    } catch (StoreException e) {
                        // The last lines may be such as a power cut left.
                        List<JournalEntry> all = read();
                        return all.isEmpty()
                                ? Optional.<Ends>empty()
                                : Optional.of(new Ends(all.get(0), all.get(all.size() - 1)));
                    }
                });
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw directory.failed("read", e);
            }
        }
    }

    /** The first and the last entry of an execution. */
    record Ends(JournalEntry first, JournalEntry last) {}

    private Optional<Ends> ends(FileChannel channel) throws IOException, StoreException {
        long size = channel.size();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int end = -1;
        for (long at = 0; at < size && end < 0; at += CHUNK) {
            head.writeBytes(read(channel, at, Math.min(size, at + CHUNK)));
            end = indexOfBreak(head.toByteArray(), head.size() - 1, false);
        }
        if (end < 0) {
            return Optional.empty();
        }
        JournalEntry first = JournalText.entry(head.toByteArray(), 0, end, path, 1);
        for (long length = CHUNK; ; length *= 2) {
            byte[] tail = read(channel, Math.max(0, size - length), size);
            int to = indexOfBreak(tail, tail.length - 1, true);
            int before = to < 0 ? -1 : indexOfBreak(tail, to - 1, true);
            if (to >= 0 && (before >= 0 || tail.length == size)) {
                return Optional.of(new Ends(first, JournalText.entry(tail, before + 1, to, path, 0)));
            }
        }
    }

    /** The last or the first line break up to there; -1 if there is none. */
    private static int indexOfBreak(byte[] bytes, int to, boolean fromBehind) {
        int found = -1;
        for (int i = to; i >= 0; i--) {
            if (bytes[i] == '\n') {
                found = i;
                if (fromBehind) {
                    break;
                }
            }
        }
        return found;
    }

    /** Removes the file if its execution is still finished. */
    void removeIfFinished() throws StoreException {
        synchronized (FileMonitors.of(path)) {
            try {
                Uninterrupted.run(() -> {
                    try (FileChannel channel =
                            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                        FileLocks.take(channel, path);
                        Optional<Ends> ends = ends(channel);
                        if (ends.isPresent()
                                && !JournalEntry.unfinished(List.of(ends.get().last()))) {
                            Files.deleteIfExists(path);
                        }
                    }
                    return true;
                });
            } catch (NoSuchFileException e) {
                // Another process was here first.
                return;
            } catch (IOException e) {
                throw directory.failed("cleared of finished executions", e);
            }
        }
    }

    private FileChannel opened() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] read(SeekableByteChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
        channel.position(from);
        int more = 0;
        while (buffer.hasRemaining() && more >= 0) {
            more = channel.read(buffer);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
