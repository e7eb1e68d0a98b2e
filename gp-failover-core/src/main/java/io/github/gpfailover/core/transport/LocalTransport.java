package io.github.gpfailover.core.transport;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.stability.Stable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    private static final String NOT_STARTED = "gp-failover: there is no such program";
    // A shell's status 127 could be the program's own as well.
    private static final String START =
            "case $1 in */*) [ -f \"$1\" ] && [ -x \"$1\" ];; *) command -v \"$1\" >/dev/null 2>&1;; esac"
                    + " || { echo '" + NOT_STARTED + "' >&2; exit 127; }; exec \"$@\"";

    private final Set<HostName> names;
    private final List<String> prefix;
    private final ProcessRunner processes = ProcessRunner.create();

    private LocalTransport(Set<HostName> names, List<String> prefix) {
        this.names = names;
        this.prefix = prefix;
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
        return new LocalTransport(names, List.of());
    }

    /**
     * Makes a transport that runs each command behind a prefix, for a host that a program of this machine leads to: {@code docker exec -i
     * NAME}, {@code ip netns exec NAME}. The command's variables are set by {@code env} behind it, so they stand in this machine's process
     * list; a {@code sh} is needed there. When the time is up, the program of the prefix is ended; whether that ends the command is up to the program.
     *
     * @param prefix the program and its arguments, to which each command's arguments are added
     * @param host the name that the cluster knows the host by
     * @return the transport
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the prefix is empty
     * @since 0.1
     */
    public static LocalTransport behind(List<String> prefix, HostName host) {
        if (Checks.notNull(prefix, "prefix").isEmpty()) {
            throw new IllegalArgumentException(
                    "prefix was empty but needs a program: write for example List.of(\"docker\", \"exec\", \"-i\", NAME)");
        }
        return new LocalTransport(Set.of(Checks.notNull(host, "host")), List.copyOf(prefix));
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
        return started(host, command, processes.run(host, command, prepared(host, command)));
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
        Checks.notNull(listener, "listener");
        return started(host, command, processes.run(host, command, prepared(host, command), listener));
    }

    private CommandResult started(HostName host, Command command, CommandResult result) {
        if (!prefix.isEmpty() && result.stderr().equals(NOT_STARTED + "\n")) {
            throw new TransportException(
                    Reason.NOT_STARTED,
                    host,
                    "'" + command + "' could not be started: there is no such program behind " + prefix
                            + "; check the program's name and the PATH there",
                    null);
        }
        return result;
    }

    private List<String> prepared(HostName host, Command command) {
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
        if (prefix.isEmpty()) {
            return command.argv();
        }
        List<String> all = new ArrayList<>(prefix);
        if (!command.environment().isEmpty()) {
            all.add("env");
            command.environment().forEach((name, value) -> all.add(name + "=" + value));
        }
        all.addAll(List.of("sh", "-c", START, "gp-failover"));
        all.addAll(command.argv());
        return all;
    }

    /**
     * Ends all commands that still run; their callers get {@code LOST}. Closing twice changes nothing.
     *
     * @since 0.1
     */
    @Override
    public void close() {
        processes.close();
    }
}
