package io.github.gpfailover.testkit.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * A copy of the data directory of a server that may run. It exists because the programs that the tests have include no
 * {@code pg_basebackup}.
 */
final class ServerFiles {

    private static final Set<String> THE_SERVERS_OWN = Set.of("postmaster.pid", "postmaster.opts");

    private ServerFiles() {}

    /** Copies all but what belongs to the running server; the log comes over the stream. */
    static void copy(Path from, Path to, ServerUser owner) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) throws IOException {
                given(Files.copy(directory, target(directory), StandardCopyOption.COPY_ATTRIBUTES));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                if (!THE_SERVERS_OWN.contains(file.getFileName().toString())) {
                    try {
                        given(Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES));
                    } catch (NoSuchFileException e) {
                        // Statistics come and go while a server runs, and the copy can do without.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            private Path target(Path source) {
                return to.resolve(from.relativize(source));
            }

            private void given(Path made) throws IOException {
                Files.setAttribute(made, "unix:uid", owner.uid());
            }
        });
    }
}
