package io.github.gpfailover.testkit.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Real PostgreSQL programs out of a jar, so that nothing has to be installed. They are unpacked once for all tests of one run, and
 * removed at its end. Everything else that the tests' servers need lies below the same directory.
 */
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final long LONGEST_SECONDS = 120;
    private static final Map<String, PostgresBinaries> UNPACKED = new HashMap<>();

    private final Path home;
    private final ServerUser user;
    private final List<Runnable> atEnd = new ArrayList<>();
    private int directories;

    private PostgresBinaries(Path home, ServerUser user) {
        this.home = home;
        this.user = user;
    }

    /** Gives the programs of 9.6; where they can't run, the test is skipped and says why. */
    static PostgresBinaries find() {
        return find("", () -> PostgresBinaries.class.getResourceAsStream(ARCHIVE));
    }

    /** Gives the programs out of a jar that the build put into {@code target/postgres}. */
    static PostgresBinaries find(String jar) {
        Path file = Path.of("target", "postgres", jar + ".jar");
        assumeTrue(Files.exists(file), file + " is not there; mvn process-test-resources puts it there");
        return find(jar, () -> {
            try (JarFile open = new JarFile(file.toFile())) {
                return new ByteArrayInputStream(
                        open.getInputStream(open.getEntry(ARCHIVE.substring(1))).readAllBytes());
            }
        });
    }

    private interface Archive {
        InputStream open() throws IOException;
    }

    private static synchronized PostgresBinaries find(String name, Archive archive) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        assumeTrue(
                system.toLowerCase(Locale.ROOT).matches("linux (amd64|x86_64)"),
                "the PostgreSQL programs that the build brings along are for Linux on amd64, and this is " + system);
        try {
            PostgresBinaries known = UNPACKED.get(name);
            if (known == null) {
                ServerUser user = ServerUser.find();
                Path home = Files.createTempDirectory("gp-failover-postgres-");
                Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
                unpack(archive, home.resolve("pgsql"));
                PostgresBinaries made = new PostgresBinaries(home, user);
                Runtime.getRuntime().addShutdownHook(new Thread(made::end));
                Files.setAttribute(home, "unix:uid", user.uid());
                UNPACKED.put(name, made);
                return made;
            }
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory for a server's files, that is not there yet. */
    synchronized Path newDirectory(String name) {
        directories++;
        return home.resolve(name + "-" + directories);
    }

    /** Has something done at the end of the run, before the files go. */
    synchronized void atEnd(Runnable what) {
        atEnd.add(what);
    }

    private void end() {
        try {
            atEnd.forEach(Runnable::run);
        } finally {
            remove(home);
        }
    }

    ServerUser user() {
        return user;
    }

    /** Runs a program of PostgreSQL, or of the system where the name is a path, and gives what it printed; a failure is one. */
    String run(String program, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                program.startsWith("/")
                        ? program
                        : home.resolve("pgsql/bin/" + program).toString()));
        words.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("gp-failover-", ".out");
            try {
                // Into a file: a server that a program leaves behind would hold a pipe open for ever.
                ProcessBuilder builder = new ProcessBuilder(user.command(words))
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
                builder.environment().put("LC_ALL", "C");
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(words + " did not end");
                }
                String printed = Files.readString(output);
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(words + " exited " + process.exitValue() + ": " + printed);
                }
                return printed;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Archive archive, Path to) throws IOException {
        try (InputStream packed = archive.open()) {
            if (packed == null) {
                throw new IllegalStateException(ARCHIVE + " is not on the class path");
            }
            TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = to.resolve(entry.getName()).normalize();
                if (!file.startsWith(to)) {
                    throw new IllegalStateException(entry.getName() + " leads out of the archive");
                }
                Files.createDirectories(file.getParent());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    Files.setPosixFilePermissions(file, permissions(entry.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            all.addAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        return all;
    }

    private static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
