package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.ssh.HostKeyException.Kind;
import io.github.gpfailover.ssh.internal.KeyBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The addition of a host's key that no line names.
 *
 * <p>It exists because two first uses at once must not accept two keys for one host, nor write into each other's line: the file is locked,
 * read again, and only then added to.
 */
final class FirstUse {

    /** A file lock keeps other processes out, but is refused, not waited for, when a thread of this one holds it. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private FirstUse() {}

    /**
     * Judges a key by the file as it is now, and adds it if no line names the host.
     *
     * @return accepted if it was added, or was added by someone else meanwhile
     */
    static HostKeyVerdict learn(Path file, List<String> names, KeyBlob key) throws IOException {
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        THIS_PROCESS.lock();
        try (FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                FileLock lock = channel.lock()) {
            byte[] content = Channels.newInputStream(channel).readAllBytes();
            List<KnownHostsLine> lines = KnownHostsFile.parse(file, content).lines();
            HostKeyVerdict judgement = HostKeyVerdict.of(lines, names, key);
            boolean named = lines.stream().anyMatch(l -> l.names(names.get(0)));
            if (judgement.refusal() == Kind.UNKNOWN && !named && lock.isValid()) {
                append(channel, content, line(names.get(0), key));
                return new HostKeyVerdict(null, List.of());
            }
            return judgement;
        } catch (OverlappingFileLockException e) {
            throw new IOException("another part of this program holds a lock on it", e);
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    /** Gives the line that makes a key known. */
    static String line(String name, KeyBlob key) {
        return name + " " + key.type() + " " + key.base64();
    }

    private static void append(FileChannel channel, byte[] content, String line) throws IOException {
        // A program that died while it wrote, or an editor, may have left the last line without its end.
        String start = content.length == 0 || content[content.length - 1] == '\n' ? "" : "\n";
        ByteBuffer bytes = ByteBuffer.wrap((start + line + "\n").getBytes(StandardCharsets.US_ASCII));
        channel.position(channel.size());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }
}
