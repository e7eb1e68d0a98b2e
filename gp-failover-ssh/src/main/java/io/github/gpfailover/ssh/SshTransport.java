package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Connections;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import io.github.gpfailover.ssh.internal.route.Route;
import io.github.gpfailover.ssh.internal.run.NotSentException;
import io.github.gpfailover.ssh.internal.run.Runner;
import io.github.gpfailover.stability.Stable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transport that runs commands on hosts over SSH.
 *
 * <p>It exists because the cluster's utilities run on its hosts, and because a failover can't wait for a shell to log in: each host has one
 * connection, made when it is first needed and kept, on which commands run side by side.
 *
 * <pre>{@code
 * try (SshTransport ssh = SshTransport.builder().user("gpadmin").build();
 *         FailoverEngine engine = Failover.engine(cluster).transport(ssh).build()) {
 *     System.out.println(engine.observe().summary());
 * }
 * }</pre>
 *
 * <p><b>Commands.</b> The argument list is run in the home directory, in the environment of a login, with the command's variables added.
 * It goes to a worker, a process on the host that was logged in at most a minute ago and runs one command after the other; where there is
 * none, the login's shell runs it, quoted, in a session of its own ({@link SshTransportBuilder#sessionPerCommand()}). What the shell's
 * start-up files print is left out. Values of variables can be seen for a moment in the host's process table; what is secret belongs into {@link Command.Builder#secretStdin(String)}. Of each output the beginning and the end are
 * kept, up to a limit, and a line marks what was left out. The result is given when the command's own process has ended, even where a
 * process that it left behind holds its output open. A command that a signal ended has the exit status 128 and the signal's number, as
 * a shell reports it.
 *
 * <p><b>Hosts.</b> A host is who its key says. Unknown and changed keys are refused, see {@link HostKeyPolicy}.
 *
 * <p><b>Lost connections.</b> A connection that turns out to be dead before a command was handed over is made anew, and the command goes
 * over the new one. After that a break is {@link Reason#LOST}: the command may have taken effect, and goes on where it can. (Run as a
 * job, it can be found again: see {@code Jobs} in gp-failover-core.) A peer that no longer answers is noticed within the time set. A host
 * that can't be reached costs one connect timeout: then commands for it fail at once, with the reason that was seen, until a pause is
 * over that doubles with each failure.
 *
 * <p>Safe for use by many threads.
 *
 * @since 0.1
 */
@Stable
public final class SshTransport implements CommandTransport {

    private static final int TRIES = 2;

    private final Routes routes;
    private final Connections lines;
    private final Runner runner;
    private final SshConfig config;

    SshTransport(Routes routes, Connections lines, int outputLimit, boolean workers, SshConfig config) {
        this.routes = routes;
        this.lines = lines;
        this.runner = new Runner(lines, outputLimit, workers);
        this.config = config;
    }

    /**
     * Begins a transport; {@link SshTransportBuilder} lists the defaults.
     *
     * @return a builder
     */
    public static SshTransportBuilder builder() {
        return new SshTransportBuilder();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The command's time includes that for making a connection, where there is none. (On a connection that takes no more bytes while a
     * large input is under way the wait may last until {@link SshTransportBuilder#keepAlive} has noticed.) When it is up, the process group of the
     * command is asked to end, and killed two seconds later; the exception says whether the host reports that nothing is left of it.
     * After an interrupt the same is begun, and not waited for.
     *
     * @param host where to run it
     * @param command what to run
     * @return what it printed and how it ended
     * @throws TransportException with any of its reasons; a {@link HostKeyException} where no line makes the host's key known, or one forbids it
     * @throws InterruptedException if the thread was interrupted; the command may have taken effect
     * @throws NullPointerException if an argument is null
     */
    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return run(routes::to, host, command, null);
    }

    /**
     * {@inheritDoc}
     *
     * @param host where to run it
     * @param command what to run
     * @param listener receives each line, on the calling thread
     * @return what it printed and how it ended
     * @throws TransportException with any of its reasons; a {@link HostKeyException} where no line makes the host's key known, or one forbids it
     * @throws InterruptedException if the thread was interrupted; the command may have taken effect
     * @throws NullPointerException if an argument is null
     */
    @Override
    public CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        return run(routes::to, host, command, Checks.notNull(listener, "listener"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The host to go through makes the connection, so it resolves the target's address, and its SSH server must allow TCP forwarding.
     * The target's key is checked as on the direct route. Jump hosts that are set for the target are not used on this route; those of the
     * host to go through are.
     *
     * @param host the host to go through
     * @return that transport, never empty
     * @throws NullPointerException if the host is null
     */
    @Override
    public Optional<CommandTransport> through(HostName host) {
        Checks.notNull(host, "host");
        return Optional.of(new Through(target -> routes.through(host, target)));
    }

    /**
     * Gives what stands in the OpenSSH settings file and was ignored.
     *
     * @return file, line and keyword of each
     */
    public List<SshConfig.Ignored> ignoredSettings() {
        return config.ignored();
    }

    /**
     * Ends all connections. Commands that still run on hosts are left running; whoever waits for one gets
     * {@link Reason#LOST}. No thread and no socket is left. Closing twice changes nothing.
     */
    @Override
    public void close() {
        lines.close();
    }

    private CommandResult run(
            Function<HostName, Route> way, HostName host, Command command, @Nullable OutputListener listener)
            throws InterruptedException {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
        Deadline deadline = Deadline.in(command.timeout());
        Route route = way.apply(host);
        for (int attempt = 1; ; attempt++) {
            HostConnection wire = lines.wire(route, deadline);
            try {
                return runner.run(wire, command, listener, deadline);
            } catch (NotSentException e) {
                if (!e.serverIsFull()) {
                    wire.failed(e.getCause());
                }
                if (attempt == TRIES) {
                    throw new TransportException(
                            Reason.CLOSED,
                            TransportException.Phase.START,
                            host,
                            "'" + command + "' was not run on " + route
                                    + ": the connection broke before it was handed over (" + wire.whyDead()
                                    + "), and a new one did too",
                            e);
                }
            }
        }
    }

    /** A transport that reaches hosts by another route, over the same connections. */
    private final class Through implements CommandTransport {

        private final Function<HostName, Route> way;

        Through(Function<HostName, Route> way) {
            this.way = way;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            return run(way, host, command, null);
        }

        @Override
        public CommandResult execute(HostName host, Command command, OutputListener listener)
                throws InterruptedException {
            return run(way, host, command, Checks.notNull(listener, "listener"));
        }
    }
}
