package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process on this machine. It exists because a process must be read while it runs, and be ended with all it started, without a thread that may
 * hang on it.
 *
 * <p>Its outputs are read by the thread that waits for it, and only when there is something to read: a process that was
 * left behind and holds them open can't block anything.
 */
public final class LocalProcess implements AutoCloseable {

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(16);
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(10_000);

    private final Process process;
    private final long startedAt = System.nanoTime();
    private final byte[] buffer = new byte[64 * 1024];
    private final ProcessOutput stdout;
    private final ProcessOutput stderr;
    private volatile boolean ended;

    private LocalProcess(Process process, OutputListener listener) {
        this.process = process;
        stdout = new ProcessOutput(process.getInputStream(), OutputListener.Stream.STDOUT, listener);
        stderr = new ProcessOutput(process.getErrorStream(), OutputListener.Stream.STDERR, listener);
    }

    /**
     * Starts an argument list with a command's variables and input in the user's home directory, and begins to feed it. The listener may be
     * null.
     */
    public static LocalProcess start(List<String> argv, Command command, OutputListener listener) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.directory(home());
        builder.environment().putAll(command.environment());
        for (String argument : argv) {
            requireEncodable(argument);
        }
        for (String value : command.environment().values()) {
            requireEncodable(value);
        }
        LocalProcess started = new LocalProcess(builder.start(), listener);
        started.feed(command.stdin().orElse(""));
        return started;
    }

    /**
     * Waits for the end, and hands over to the listener what is printed; null if the time was up, and the process was ended. What the
     * listener throws is thrown on, and leaves the process to {@link #close()}. For one thread only.
     */
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
                    tellRests();
                    return CommandResult.of(
                            process.exitValue(),
                            stdout.text(),
                            stderr.text(),
                            Duration.ofNanos(System.nanoTime() - startedAt));
                }
                if (left <= 0) {
                    end();
                    drain();
                    tellRests();
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

    /** Says whether the process was ended by this class, and not by itself. */
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
        new ProcessTree(process).end();
    }

    private boolean drain() {
        boolean out = stdout.drain(buffer);
        boolean err = stderr.drain(buffer);
        return out || err;
    }

    private void tellRests() {
        stdout.end();
        stderr.end();
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
            // A program may end without having read all of its input; its exit status says what that means.
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
