package io.github.gpfailover.testkit.internal.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory for a client's key and known hosts, which only this user may enter. It exists because a client reads both from files.
 */
public final class KeyDirectory implements AutoCloseable {

    private final Path directory;
    private final List<Path> files = new ArrayList<>();

    /** Makes the directory. */
    public KeyDirectory() {
        try {
            directory = Files.createTempDirectory("gp-failover-ssh-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory could be made for the keys of the test servers", e);
        }
    }

    /** Writes a file that only this user may read. */
    public synchronized Path write(String name, String text) {
        Path file = directory.resolve(name);
        try {
            if (!files.contains(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                files.add(file);
            }
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written", e);
        }
    }

    /** Removes the files that were written here, and the directory if nobody has put another one into it. */
    @Override
    public synchronized void close() {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            files.clear();
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // Somebody else's file is not ours to remove.
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " could not be removed; remove it by hand", e);
        }
    }
}
