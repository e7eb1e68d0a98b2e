package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files name the keys of hosts, and what happens to a host that none names.
 *
 * <p>It exists so that two hundred connections parse a file once: it is read again only when its time or size changed. Thread-safe.
 */
public final class KnownHosts {

    private record Stamp(FileTime modified, long size, Object identity) {}

    private record Parsed(Stamp stamp, KnownHostsFile file) {}

    private final List<Path> files;
    private final boolean learns;
    private final Map<Path, Parsed> parsed = new HashMap<>();

    /**
     * Makes one; touches no file.
     *
     * @param files where to search, the first is the one that a line is added to
     * @param learns whether the key of a host that no line names is added to the first
     */
    public KnownHosts(List<Path> files, boolean learns) {
        this.files = List.copyOf(files);
        this.learns = learns;
    }

    /** Gives the files. */
    public List<Path> files() {
        return files;
    }

    /** Says whether the key of a host that no line names is added to the first file. */
    public boolean learns() {
        return learns;
    }

    /**
     * Reads the files.
     *
     * @throws TransportException {@code CONFIGURATION} if one is there and can't be read
     */
    List<KnownHostsFile> read(HostName host) {
        return files.stream().map(file -> read(host, file)).toList();
    }

    private synchronized KnownHostsFile read(HostName host, Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            if (!seen.isRegularFile()) {
                throw new IOException("it is not a file");
            }
            Stamp stamp = new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey());
            Parsed known = parsed.get(file);
            if (known == null || !known.stamp.equals(stamp)) {
                known = new Parsed(stamp, KnownHostsFile.parse(file, Files.readAllBytes(file)));
                parsed.put(file, known);
            }
            return known.file;
        } catch (NoSuchFileException e) {
            return KnownHostsFile.missing(file);
        } catch (IOException e) {
            String seen = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
            throw new TransportException(
                    Reason.CONFIGURATION,
                    Phase.PREPARE,
                    host,
                    "the known hosts in " + file + " could not be read: " + seen
                            + "; no host is trusted without it: let this program's user read it (ls -l " + file
                            + "), or name another file",
                    e);
        }
    }
}
