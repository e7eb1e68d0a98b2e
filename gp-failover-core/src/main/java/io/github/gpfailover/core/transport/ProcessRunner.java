package io.github.gpfailover.core.transport;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.process.LocalProcess;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.stability.Evolving;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs processes on this machine for a transport that reaches its hosts by a local program, such as {@code docker exec} or a client of
 * one's own.
 *
 * <p>It exists so that such a transport keeps to {@code CommandTransportContract} without a process of its own to look after: the
 * command's input and variables are given to the process, its outputs are read while it runs, each is kept up to 8 MiB (of a longer one
 * the beginning and the end), a listener gets its lines, and when the time is up, on an interrupt and on {@link #close()} the process
 * and all that it started are ended. What runs on the other side of such a program is not ended with it, unless the program sees to
 * that. Safe for use by many threads.
 *
 * @since 0.1
 */
@Evolving
public final class ProcessRunner implements AutoCloseable {

    private final Set<LocalProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ProcessRunner() {}

    /**
     * Makes a runner.
     *
     * @return the runner
     */
    public static ProcessRunner create() {
        return new ProcessRunner();
    }

    /**
     * Runs an argument list in the place of a command.
     *
     * @param host the host that the command is for, as exceptions name it
     * @param command the command, of which input, variables and time-out are taken
     * @param argv what to run on this machine, such as {@code docker exec -i NAME} and {@link Command#argv()}
     * @return what it printed and how it ended
     * @throws TransportException {@code NOT_STARTED} if there is no such program or the runner is closed, {@code TIMEOUT} if the time was
     *     up, {@code LOST} if the runner was closed meanwhile
     * @throws InterruptedException if the thread was interrupted; the process was ended
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the argument list is empty
     */
    public CommandResult run(HostName host, Command command, List<String> argv) throws InterruptedException {
        return started(host, command, argv, null);
    }

    /**
     * Runs an argument list in the place of a command, and hands over its lines while it runs.
     *
     * @param host the host that the command is for, as exceptions name it
     * @param command the command, of which input, variables and time-out are taken
     * @param argv what to run on this machine
     * @param listener who gets each line; what it throws ends the process, and reaches the caller
     * @return what it printed and how it ended
     * @throws TransportException as {@link #run(HostName, Command, List)} does
     * @throws InterruptedException if the thread was interrupted; the process was ended
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the argument list is empty
     */
    public CommandResult run(HostName host, Command command, List<String> argv, OutputListener listener)
            throws InterruptedException {
        return started(host, command, argv, Checks.notNull(listener, "listener"));
    }

    private CommandResult started(HostName host, Command command, List<String> argv, @Nullable OutputListener listener)
            throws InterruptedException {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
        if (Checks.notNull(argv, "argv").isEmpty()) {
            throw new IllegalArgumentException("argv was empty but needs a program");
        }
        if (closed) {
            throw new TransportException(
                    Reason.NOT_STARTED, host, "'" + command + "' was not run: the transport is closed", null);
        }
        LocalProcess process = start(host, command, argv, listener);
        running.add(process);
        try {
            if (closed) {
                process.close();
            }
            CommandResult result = process.await(command.timeout());
            if (closed && process.ended()) {
                throw new TransportException(
                        Reason.LOST,
                        host,
                        "'" + command + "' was ended because the transport was closed; it may have taken effect",
                        null);
            }
            if (result == null) {
                throw new TransportException(
                        Reason.TIMEOUT,
                        host,
                        "'" + command + "' did not end within "
                                + command.timeout().toMillis() + " ms and was ended; " + process.lastLineSeen()
                                + "; it may have taken effect, look before you run it again",
                        null);
            }
            return result;
        } finally {
            running.remove(process);
            process.close();
        }
    }

    /** Ends what runs; who waits for it gets {@code LOST}. Nothing is run any more. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
        running.forEach(LocalProcess::close);
    }

    private static LocalProcess start(
            HostName host, Command command, List<String> argv, @Nullable OutputListener listener) {
        try {
            return LocalProcess.start(argv, command, listener);
        } catch (IOException e) {
            throw new TransportException(
                    Reason.NOT_STARTED,
                    host,
                    "'" + command + "' could not be started: " + e.getMessage()
                            + "; check the program's name and the PATH of this program",
                    e);
        }
    }
}
