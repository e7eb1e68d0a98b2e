package io.github.gpfailover.core.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/** A directory that a store keeps its files in. Only its owner may write there: whoever else could would decide what an engine believes. */
public final class StoreDirectory {

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final String what;

    private StoreDirectory(Path path, String what) {
        this.path = path;
        this.what = what;
    }

    /**
     * Takes a directory, which is made if it is not there.
     *
     * @param what what lies in it, for messages, such as "journal"
     */
    public static StoreDirectory of(Path path, String what) throws StoreException {
        StoreDirectory directory = new StoreDirectory(path.toAbsolutePath().normalize(), what);
        try {
            Uninterrupted.run(() -> {
                if (!Files.exists(directory.path)) {
                    Files.createDirectories(directory.path, directory.attributes(DIRECTORY));
                    Path parent = directory.path.getParent();
                    if (parent != null) {
                        directory.sync(parent);
                    }
                }
                return true;
            });
        } catch (IOException e) {
            throw directory.failed("made or found", e);
        }
        directory.check();
        return directory;
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Refuses a directory that others may write to, or that is none. */
    private void check() throws StoreException {
        try {
            if (!Files.isDirectory(path)) {
                throw new NotDirectoryException(path.toString());
            }
            if (posix()) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                    throw new StoreException("the " + what + "'s directory " + path + " may be written to by others ("
                            + PosixFilePermissions.toString(permissions)
                            + "), who could change what an engine goes by: chmod 700 " + path
                            + ", or choose another directory");
                }
            }
        } catch (IOException e) {
            throw failed("used", e);
        }
    }

    /** Makes an empty file that only its owner may read; fails if it is there. */
    void create(Path file) throws IOException {
        Files.createFile(file, attributes(FILE));
    }

    /** Attributes of a file that only its owner may read. */
    FileAttribute<?>[] fileAttributes() {
        return attributes(FILE);
    }

    /** Makes durable which files there are. */
    void sync() throws IOException {
        sync(path);
    }

    private void sync(Path directory) throws IOException {
        if (posix()) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private boolean posix() {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS) != null;
    }

    private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** A failure of the file system, with what to do. */
    StoreException failed(String tried, IOException e) {
        return new StoreException(
                "the " + what + " in " + path + " could not be " + tried + ": " + met(e) + "; " + advice(e), e);
    }

    private static String met(IOException e) {
        if (e instanceof FileSystemException f) {
            String reason = f.getReason() == null ? "" : " (" + f.getReason() + ")";
            return f.getFile() + ": " + e.getClass().getSimpleName().replace("Exception", "") + reason;
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private String advice(IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota") || text.contains("file too large")) {
            return "free space there and try again";
        }
        if (text.contains("read-only")) {
            return "mount its file system for writing and try again";
        }
        if (e instanceof AccessDeniedException || text.contains("permission denied")) {
            return "let the user of this program write there and try again";
        }
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return "bring the directory back as it was, or choose another; what was in it is not known without it";
        }
        return "see to its disk and try again";
    }
}
