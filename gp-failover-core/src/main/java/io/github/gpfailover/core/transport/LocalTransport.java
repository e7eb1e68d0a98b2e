package io.github.gpfailover.core.transport;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.process.LocalProcess;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.stability.Stable;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A transport to the machine that the program itself runs on.
 *
 * <p>It exists for a controller that lives on one of the cluster's hosts, for tests, and for fences that are local
 * commands. It answers to the names that it was given and to no other, so that a command for another host can never run
 * here by mistake.
 *
 * <p>A command starts in the user's home directory (at the root for a user without one) with this program's environment, the
 * command's variables added. Each
 * of its outputs is kept up to 8 MiB: of a longer one the beginning and the end, with a line that marks what was left
 * out. The result is given when the command's own process ends, even where a process that it left behind holds its
 * output open. Safe for use by many threads.
 *
 * @since 0.1
 */
@Stable
public final class LocalTransport implements CommandTransport {

    private final Set<HostName> names;
    private final Set<LocalProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private LocalTransport(Set<HostName> names) {
        this.names = names;
    }

    /**
     * Makes a transport for this machine.
     *
     * @param namesOfThisHost the names that the cluster knows this machine by
     * @return the transport
     * @throws NullPointerException if a name is null
     * @throws IllegalArgumentException if no name is given
     * @since 0.1
     */
    public static LocalTransport create(HostName... namesOfThisHost) {
        Set<HostName> names = new LinkedHashSet<>(List.of(Checks.notNull(namesOfThisHost, "names of this host")));
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "a local transport needs a name of this host: write LocalTransport.create(HostName.of(\"mdw\"))");
        }
        return new LocalTransport(names);
    }

    /**
     * {@inheritDoc}
     *
     * <p>When the time is up or the thread is interrupted, the process and all that it started are asked to end, and
     * are killed two seconds later. What has made itself independent of the process is not found.
     *
     * @param host one of the names that the transport was made with
     * @param command what to run
     * @return what it printed and how it ended
     * @throws TransportException {@code UNKNOWN_HOST} for a name that is not this machine's, {@code NOT_STARTED} if
     *     there is no such program or the transport is closed, {@code TIMEOUT} if the time was up, {@code LOST} if the
     *     transport was closed meanwhile
     * @throws InterruptedException if the thread was interrupted; the command was ended
     * @throws NullPointerException if an argument is null
     * @since 0.1
     */
    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return run(host, command, null);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Lines are handed over while the command runs, within some milliseconds after they were printed; a listener that takes long
     * holds the command up as a slow reader of its output does, and is not cut short by the command's time. What the
     * listener throws ends the command as an interrupt does, and reaches the caller.
     *
     * @param host one of the names that the transport was made with
     * @param command what to run
     * @param listener receives each line, on the calling thread
     * @return what it printed and how it ended
     * @throws TransportException for the same reasons as without a listener
     * @throws InterruptedException if the thread was interrupted; the command was ended
     * @throws NullPointerException if an argument is null
     * @since 0.1
     */
    @Override
    public CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        return run(host, command, Checks.notNull(listener, "listener"));
    }

    private CommandResult run(HostName host, Command command, OutputListener listener) throws InterruptedException {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
        if (!names.contains(host)) {
            throw new TransportException(
                    Reason.UNKNOWN_HOST,
                    host,
                    "'" + command
                            + "' was not run: this transport runs commands on this machine only, which it knows as "
                            + names + "; add the name to LocalTransport.create(...) if it is this machine's",
                    null);
        }
        if (closed) {
            throw new TransportException(
                    Reason.NOT_STARTED, host, "'" + command + "' was not run: the transport is closed", null);
        }
        LocalProcess process = start(host, command, listener);
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
                                + "; it may have taken effect: check before you run it again",
                        null);
            }
            return result;
        } finally {
            running.remove(process);
            process.close();
        }
    }

    /**
     * Ends all commands that still run; their callers get {@code LOST}. Closing twice changes nothing.
     *
     * @since 0.1
     */
    @Override
    public void close() {
        closed = true;
        running.forEach(LocalProcess::close);
    }

    private static LocalProcess start(HostName host, Command command, OutputListener listener) {
        try {
            return LocalProcess.start(command, listener);
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
