package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Exists because a process must be read while it runs, and be ended with all it started, without a thread that may hang
 * on it.
 *
 * <p>Its outputs are read by the thread that waits for it, and only when there is something to read: a process that was
 * left behind and holds them open can't block anything.
 */
public final class LocalProcess implements AutoCloseable {

    private static final int MOST_OUTPUT = 8 * 1024 * 1024;
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(16);
    private static final long GRACE_SECONDS = 2;
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(10_000);

    private final Process process;
    private final long startedAt = System.nanoTime();
    private final byte[] buffer = new byte[64 * 1024];
    private final BoundedOutput stdout = new BoundedOutput(MOST_OUTPUT);
    private final BoundedOutput stderr = new BoundedOutput(MOST_OUTPUT);
    private volatile boolean ended;

    private LocalProcess(Process process) {
        this.process = process;
    }

    /** Starts a command in the user's home directory, and begins to feed it. */
    public static LocalProcess start(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.argv());
        builder.directory(home());
        builder.environment().putAll(command.environment());
        for (String argument : command.argv()) {
            requireEncodable(argument);
        }
        for (String value : command.environment().values()) {
            requireEncodable(value);
        }
        LocalProcess started = new LocalProcess(builder.start());
        started.feed(command.stdin().orElse(""));
        return started;
    }

    /** Waits for the end; null if the time was up, and the process was ended. For one thread only. */
    public CommandResult await(Duration timeout) throws InterruptedException {
        long limit = (timeout.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : timeout).toNanos();
        long pause = SHORTEST_PAUSE;
        try {
            while (true) {
                long left = limit - (System.nanoTime() - startedAt);
                boolean over = process.waitFor(Math.max(0, Math.min(pause, left)), TimeUnit.NANOSECONDS);
                boolean read = drain();
                if (over) {
                    while (drain()) {
                        // What the process wrote before its end is still in the pipe.
                    }
                    return CommandResult.of(
                            process.exitValue(),
                            stdout.text(),
                            stderr.text(),
                            Duration.ofNanos(System.nanoTime() - startedAt));
                }
                if (left <= 0) {
                    end();
                    drain();
                    return null;
                }
                pause = read ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
            }
        } catch (InterruptedException e) {
            end();
            throw e;
        }
    }

    /** Gives the last line that was read, for people. */
    public String lastLineSeen() {
        CommandResult seen = CommandResult.of(0, stdout.text(), stderr.text(), Duration.ZERO);
        return seen.lastLine().isEmpty()
                ? "it had printed nothing"
                : "the last line seen was " + Checks.shown(seen.lastLine());
    }

    /** Tells whether the process was ended by this class, and not by itself. */
    public boolean ended() {
        return ended;
    }

    /** Ends the process, if it runs, and everything that it started. */
    @Override
    public void close() {
        if (process.isAlive()) {
            end();
        }
    }

    private void end() {
        ended = true;
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        // Children first seen stay known when their parent's end makes them orphans.
        collect(tree);
        tree.forEach(ProcessHandle::destroy);
        boolean interrupted = !awaitEnd(tree);
        collect(tree);
        tree.forEach(ProcessHandle::destroyForcibly);
        interrupted |= !awaitEnd(tree);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect(Set<ProcessHandle> tree) {
        process.descendants().forEach(tree::add);
        Set.copyOf(tree).forEach(p -> p.descendants().forEach(tree::add));
        tree.add(process.toHandle());
    }

    /** Waits for the end of all, at most the grace; false if the thread was interrupted meanwhile. */
    private static boolean awaitEnd(Set<ProcessHandle> tree) {
        CompletableFuture<?>[] ends = tree.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(GRACE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean drain() {
        boolean out = drain(process.getInputStream(), stdout);
        boolean err = drain(process.getErrorStream(), stderr);
        return out || err;
    }

    private boolean drain(InputStream from, BoundedOutput to) {
        try {
            int ready = Math.min(from.available(), buffer.length);
            int read = ready > 0 ? from.read(buffer, 0, ready) : 0;
            if (read > 0) {
                to.add(buffer, read);
            }
            return read > 0;
        } catch (IOException e) {
            // The stream was closed with the process: there is nothing more to read.
            return false;
        }
    }

    private void feed(String stdin) {
        if (stdin.isEmpty()) {
            write(new byte[0]);
            return;
        }
        // A program that doesn't read its input must not hold up the thread that reads its output.
        Thread feeder =
                new Thread(() -> write(stdin.getBytes(StandardCharsets.UTF_8)), "gp-failover-stdin-" + process.pid());
        feeder.setDaemon(true);
        feeder.start();
    }

    private void write(byte[] bytes) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(bytes);
        } catch (IOException e) {
            // A program may end without having read all of its input; its exit status tells what that means.
        }
    }

    // Up to Java 17 arguments are encoded in the default charset, later in that of the platform: in the POSIX locale a
    // letter
    // beyond ASCII would silently become '?', and name another file.
    private static void requireEncodable(String text) throws IOException {
        String platform = System.getProperty("sun.jnu.encoding", StandardCharsets.US_ASCII.name());
        Charset charset = Runtime.version().feature() < 18 ? Charset.defaultCharset() : Charset.forName(platform);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)
                || !Arrays.equals(text.getBytes(charset), text.getBytes(StandardCharsets.UTF_8))) {
            throw new IOException(
                    "the argument or value " + Checks.shown(text) + " can't be given to a process in the charset "
                            + charset + ": run this program with LC_ALL=C.UTF-8");
        }
    }

    /** A user without a home starts at the root, as after an ssh login. */
    private static File home() {
        File home = new File(System.getProperty("user.home"));
        return home.isDirectory() ? home : new File("/");
    }
}
