package io.github.gpfailover.testkit.store;

import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.core.lease.FileLease;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.Lease;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** A second process that uses a store, and tells what it did line by line. */
final class StoreProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private StoreProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it behind other words, such as a shell that limits something. */
    static StoreProcess start(List<String> before, String what, Path directory) {
        return start(before, StoreProcess.class, classPath(), what, directory);
    }

    /** Starts a process of another class. */
    static StoreProcess start(List<String> before, Class<?> main, String classPath, String what, Path directory) {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                classPath,
                main.getName(),
                what,
                directory.toString()));
        try {
            return new StoreProcess(new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.of(StoreProcess.class, FileJournal.class, Journal.class, Logger.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The next line that it tells; null at its end. */
    String line() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it still tells. */
    List<String> rest() {
        return lines.lines().toList();
    }

    /** Ends it as {@code kill -9} does. What it told before can still be read, which is not so after the process's own method. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** What the second process does. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "append" -> append(FileJournal.in(directory).build(), Integer.MAX_VALUE);
            case "fill" -> fill(directory);
            case "read-only" -> readOnly(directory);
            case "limited" -> limited(directory);
            case "lease" -> lease(directory);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static long append(FileJournal journal, int most) {
        long last = journal.read("e1").size();
        while (last < most) {
            last++;
            journal.append(last == 1 ? Entries.begun() : Entries.intended(last));
            // One write, so that it is told wholly or not at all.
            System.out.println(last);
        }
        return last;
    }

    private static void fill(Path directory) throws IOException {
        Path ballast = directory.resolve("ballast");
        Files.write(ballast, new byte[64 * 1024]);
        FileJournal journal = FileJournal.in(directory).build();
        long last = 0;
        try {
            append(journal, Integer.MAX_VALUE);
        } catch (JournalException e) {
            last = FileJournal.in(directory).build().read("e1").size();
            System.out.println("failed after " + last + ": " + e.getMessage());
        }
        try {
            journal.append(Entries.intended(last + 1));
        } catch (JournalException e) {
            System.out.println("failed again: " + e.getMessage());
        }
        Files.delete(ballast);
        journal.append(Entries.intended(last + 1));
        System.out.println("then held " + journal.read("e1").size());
    }

    /** On a mount of this process's own. */
    private static void readOnly(Path directory) throws IOException, InterruptedException {
        FileJournal journal = FileJournal.in(directory).build();
        journal.append(Entries.begun());
        remount(directory, "ro");
        try {
            journal.append(Entries.intended(2));
        } catch (JournalException e) {
            System.out.println("failed: " + e.getMessage());
        }
        System.out.println("read " + journal.read("e1").size());
        remount(directory, "rw");
        journal.append(Entries.intended(2));
        System.out.println("then held " + journal.read("e1").size());
    }

    private static void remount(Path directory, String how) throws IOException, InterruptedException {
        new ProcessBuilder("mount", "-o", "remount," + how, directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void limited(Path directory) {
        FileJournal journal = FileJournal.in(directory).build();
        try {
            append(journal, Integer.MAX_VALUE);
        } catch (JournalException e) {
            System.out.println("failed: " + e.getMessage());
        }
        System.out.println("then held " + journal.read("e1").size());
    }

    private static void lease(Path directory) throws IOException {
        Lease.Held held = FileLease.in(directory).acquire("prod", "execution of another process");
        System.out.println(held.realm() + " " + held.fencingToken());
        System.in.read();
        held.close();
    }
}
