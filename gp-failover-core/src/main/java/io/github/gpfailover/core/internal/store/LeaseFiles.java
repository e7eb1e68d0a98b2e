package io.github.gpfailover.core.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of leases in a directory, two a key: one that is locked while the lease is held, and one that tells of the last holder. The
 * second is replaced as a whole, which would take a lock in it away.
 */
public final class LeaseFiles {

    /** What this process holds. A second channel of such a file must not be opened: its close would drop the lock. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    /** Channels of files that another copy of this library in this process has locked. */
    private static final List<FileChannel> LEFT_OPEN = Collections.synchronizedList(new ArrayList<>());

    private static final int LONGEST_NAME = 100;

    private final StoreDirectory directory;
    private final InstantSource clock;

    public LeaseFiles(StoreDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Takes the lease; if another holds it, tells who. */
    public Taking take(String key, String holder) throws StoreException {
        String name = name(key);
        try {
            synchronized (HELD) {
                return Uninterrupted.run(() -> taken(name, holder));
            }
        } catch (IOException e) {
            throw directory.failed("taken", e);
        }
    }

    private Taking taken(String name, String holder) throws IOException, StoreException {
        Path lockFile = directory.file(name + ".lock");
        Path told = directory.file(name + ".lease");
        if (!Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
            directory.create(lockFile);
            directory.sync();
        }
        Object identity = identity(lockFile);
        if (HELD.contains(identity)) {
            return heldBy(told);
        }
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        boolean kept = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null || !identity.equals(identity(lockFile))) {
                return heldBy(told);
            }
            Optional<LeaseText> before = read(told);
            LeaseText mine = new LeaseText(
                    before.map(LeaseText::realm)
                            .orElseGet(() -> UUID.randomUUID().toString()),
                    before.map(LeaseText::token).orElse(0L) + 1,
                    holder,
                    clock.instant());
            replace(told, mine.line());
            HELD.add(identity);
            kept = true;
            return new Taking(Optional.of(new HeldFile(lockFile, identity, channel, lock, mine)), Optional.empty());
        } catch (OverlappingFileLockException e) {
            LEFT_OPEN.add(channel);
            kept = true;
            return heldBy(told);
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /**
     * What came of taking a lease: it is held, or another holds it.
     *
     * @param held the lease
     * @param other the one who holds it; without one where that can't be told
     */
    public record Taking(Optional<HeldFile> held, Optional<Holder> other) {}

    private Taking heldBy(Path told) throws IOException, StoreException {
        return new Taking(
                Optional.empty(),
                Optional.of(read(told)
                        .map(t -> new Holder(t.holder(), t.since()))
                        .orElseGet(() -> new Holder("a process that has just begun", clock.instant()))));
    }

    private static Optional<LeaseText> read(Path told) throws IOException, StoreException {
        try {
            return Optional.of(LeaseText.of(Files.readAllBytes(told), told));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void replace(Path told, byte[] line) throws IOException {
        Path next = told.resolveSibling(told.getFileName() + ".new");
        Files.deleteIfExists(next);
        directory.create(next);
        Files.write(next, line, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, told, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        directory.sync();
    }

    static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? file.toRealPath() : key;
    }

    static void release(HeldFile held) throws IOException {
        synchronized (HELD) {
            if (held.channel().isOpen()) {
                HELD.remove(held.identity());
                held.channel().close();
            }
        }
    }

    /** A file's name for a key: the key itself if it can be one. */
    private static String name(String key) {
        if (key.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")) {
            return key;
        }
        try {
            String readable = key.replaceAll("[^A-Za-z0-9]+", "-");
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
            return "k-" + readable.substring(0, Math.min(readable.length(), LONGEST_NAME / 2)) + "." + hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
