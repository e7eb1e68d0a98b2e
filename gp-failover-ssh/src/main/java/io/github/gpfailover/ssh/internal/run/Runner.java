package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Connections;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import io.github.gpfailover.ssh.internal.line.Sessions;
import io.github.gpfailover.ssh.internal.route.Route;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import net.schmizz.sshj.connection.channel.OpenFailException;

/**
 * The run of a command over SSH. It turns what happened to a line of shell into what a caller must know: a result, or whether the command
 * may have run.
 *
 * <p>Thread-safe.
 */
public final class Runner {

    private static final Duration ENDING_TIME = Duration.ofSeconds(5);
    private static final int SMALL_OUTPUT = 4096;
    private static final int MOST_REFUSALS = 3;

    private final SecureRandom random = new SecureRandom();
    private final Connections connections;
    private final Executor io;
    private final int mostBytes;
    private final boolean working;
    private final Map<HostConnection, Workers> workers = new ConcurrentHashMap<>();
    private final Map<Route, LoginRecord> logins = new ConcurrentHashMap<>();

    /** Makes a runner that keeps at most that many bytes of each output, and lets workers run commands or not. */
    public Runner(Connections connections, int mostBytes, boolean working) {
        this.connections = connections;
        this.io = connections.io();
        this.mostBytes = mostBytes;
        this.working = working;
    }

    /**
     * Runs a command.
     *
     * @param listener receives its lines; may be null
     * @throws NotSentException if the connection was dead before the command was handed over
     */
    public CommandResult run(HostConnection wire, Command command, OutputListener listener, Deadline deadline)
            throws NotSentException, InterruptedException {
        byte[] input = command.stdin().orElse("").getBytes(StandardCharsets.UTF_8);
        String mark = mark();
        Exchange exchange = open(wire, command, listener, deadline, mark, input);
        boolean running = true;
        try {
            Exchange.End end = exchange.await(deadline);
            running = false;
            return switch (end) {
                case ENDED -> result(wire, exchange, command, mark);
                case TIME_UP -> throw timeout(wire, exchange, command);
                case OUTPUT_OPEN -> throw outputOpen(wire, exchange, command);
            };
        } finally {
            if (running) {
                // The thread was interrupted, or the listener threw.
                io.execute(() -> endAndLeave(wire, exchange));
            } else {
                exchange.leave();
                freed(wire);
            }
        }
    }

    private Exchange open(
            HostConnection wire, Command command, OutputListener listener, Deadline deadline, String mark, byte[] input)
            throws NotSentException, InterruptedException {
        boolean fresh = !working;
        int refusals = 0;
        for (Sessions.Leave leave = acquire(wire, deadline, fresh);
                leave != null;
                leave = acquire(wire, deadline, fresh)) {
            if (leave.kept() instanceof Worker worker) {
                Exchange turn = open(wire, worker, command, listener, deadline, input);
                if (turn != null) {
                    return turn;
                }
                fresh = true;
                continue;
            }
            missed(wire);
            OwnSession exchange = OwnSession.of(wire, io, mark, mostBytes, listener, true);
            try {
                if (exchange.send(RemoteScript.running(command, mark), input, deadline)) {
                    return exchange;
                }
                exchange.leave();
                throw notSent(wire, command, Reason.NO_ANSWER, "the server did not open a session in time", null);
            } catch (OpenFailException e) {
                exchange.release();
                // A server that allows fewer sessions than we thought is asked again when one of ours has ended.
                if (!wire.sessions().reduce()) {
                    if (wire.sessions().left() > 0) {
                        // What hangs there takes its sessions: a new connection has some of its own.
                        wire.retire();
                        throw new NotSentException(e);
                    }
                    // Those that were open when it was refused may have ended since.
                    if (++refusals < MOST_REFUSALS) {
                        continue;
                    }
                    throw notSent(
                            wire,
                            command,
                            Reason.NOT_STARTED,
                            "the server refused a session: " + Checks.shown(String.valueOf(e.getMessage())),
                            e);
                }
            } catch (InterruptedException | NotSentException e) {
                exchange.leave();
                throw e;
            }
        }
        throw notSent(
                wire,
                command,
                Reason.NO_ANSWER,
                "as many commands run there as are allowed at once ("
                        + wire.sessions().most()
                        + "), and none ended in time; raise sessionsPerHost, and MaxSessions of the server",
                null);
    }

    private static Sessions.Leave acquire(HostConnection wire, Deadline deadline, boolean fresh)
            throws InterruptedException {
        return wire.sessions().acquire(deadline.left(), fresh);
    }

    /** Hands the command to a worker; null if that one is gone or hangs, and the command will not run there. */
    private Exchange open(
            HostConnection wire,
            Worker worker,
            Command command,
            OutputListener listener,
            Deadline deadline,
            byte[] input)
            throws NotSentException, InterruptedException {
        workers(wire).used(worker);
        WorkerTurn turn = new WorkerTurn(wire, worker, command, mostBytes, listener);
        boolean sent = false;
        try {
            sent = turn.send(input, deadline);
        } finally {
            if (!sent) {
                worker.leave();
            }
        }
        return sent ? turn : null;
    }

    private void missed(HostConnection wire) {
        if (working) {
            workers(wire).missed();
        }
    }

    private void freed(HostConnection wire) {
        if (working && wire.alive()) {
            workers(wire).freed();
        }
    }

    private Workers workers(HostConnection wire) {
        Workers known = workers.get(wire);
        if (known != null) {
            return known;
        }
        // Connections come and go, and the dead ones must not add up.
        workers.keySet().removeIf(other -> !other.alive());
        return workers.computeIfAbsent(
                wire,
                w -> new Workers(w, connections, this::mark, logins.computeIfAbsent(w.route(), LoginRecord::new)));
    }

    private CommandResult result(HostConnection wire, Exchange exchange, Command command, String mark) {
        Received got = exchange.received();
        OptionalInt exit = exchange.exitCode();
        if (got.refused()) {
            throw notSent(
                    wire,
                    command,
                    Reason.NOT_STARTED,
                    "the server does not run commands for "
                            + wire.route().target().endpoint().user(),
                    null);
        }
        if (got.broken() != null && !got.complete()) {
            throw lost(wire, command, got);
        }
        if (got.notStarted() != null) {
            throw couldNotStart(wire, command, got.notStarted());
        }
        if (!got.begun()) {
            // A start-up file that sends the output elsewhere leads here too, and the command may have run then.
            throw new TransportException(
                    Reason.LOST,
                    wire.route().target().host(),
                    "'" + command + "' on " + wire.route() + ": the login's shell ended with "
                            + (exit.isPresent() ? "exit " + exit.getAsInt() : "no exit status")
                            + " without a sign that it came to the command, and said "
                            + Checks.shown(last(got.noise()))
                            + "; check that the user has a POSIX shell, may log in, and no start-up file that redirects the"
                            + " output; whether the command ran is not known",
                    null);
        }
        CommandResult result = CommandResult.of(exit, got.stdout(), got.stderr(), exchange.elapsed());
        String trap = exit.isPresent() ? mark + " " + exit.getAsInt() + "\n" : mark;
        if (got.stderr().endsWith(trap)) {
            String said = got.stderr().substring(0, got.stderr().length() - trap.length());
            throw couldNotStart(wire, command, last(said));
        }
        return result;
    }

    private static TransportException couldNotStart(HostConnection wire, Command command, String why) {
        return notSent(
                wire,
                command,
                Reason.NOT_STARTED,
                "it could not be started: " + Checks.shown(why)
                        + "; check the program's name and the PATH of that login",
                null);
    }

    private TransportException timeout(HostConnection wire, Exchange exchange, Command command) {
        Received got = exchange.received();
        boolean ended = end(wire, exchange);
        return new TransportException(
                Reason.TIMEOUT,
                wire.route().target().host(),
                "'" + command + "' did not end within " + command.timeout().toMillis() + " ms on " + wire.route()
                        + (ended ? " and was ended with its process group; " : "; whether it still runs is not known; ")
                        + lastSeen(got) + "; it may have taken effect: check before you run it again",
                null);
    }

    private static TransportException outputOpen(HostConnection wire, Exchange exchange, Command command) {
        return new TransportException(
                Reason.LOST,
                wire.route().target().host(),
                "'" + command + "' ended on " + wire.route() + ", with exit status "
                        + (exchange.exitCode().isPresent() ? exchange.exitCode().getAsInt() : "unknown")
                        + ", but its output had not come to an end in time; " + lastSeen(exchange.received())
                        + "; it has run: check its effect",
                null);
    }

    private void endAndLeave(HostConnection wire, Exchange exchange) {
        try {
            if (!exchange.hasEnded()) {
                end(wire, exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.leave();
        }
    }

    /** Ends the process group of a command; true if the host says that nothing of it is left. */
    private boolean end(HostConnection wire, Exchange exchange) {
        boolean ended = wire.alive() && ended(wire, exchange);
        if (!ended) {
            try {
                exchange.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return ended;
    }

    private boolean ended(HostConnection wire, Exchange exchange) {
        try {
            String pid = exchange.received().pid();
            if (!pid.matches("[1-9][0-9]{0,9}")) {
                return false;
            }
            Deadline deadline = Deadline.in(ENDING_TIME);
            String line = RemoteScript.ending(Long.parseLong(pid));
            try {
                return ended(wire, line, deadline);
            } catch (OpenFailException e) {
                // The server opens no more sessions here, as many hang: a new connection has some of its own.
                wire.retire();
                return ended(connections.wire(wire.route(), deadline), line, deadline);
            }
        } catch (NotSentException | OpenFailException | TransportException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean ended(HostConnection wire, String line, Deadline deadline)
            throws NotSentException, OpenFailException, InterruptedException {
        OwnSession ending = OwnSession.of(wire, io, null, SMALL_OUTPUT, null, false);
        try {
            return ending.send(line, new byte[0], deadline)
                    && ending.await(deadline) == Exchange.End.ENDED
                    && ending.exitCode().equals(OptionalInt.of(0));
        } finally {
            ending.leave();
        }
    }

    private static TransportException lost(HostConnection wire, Command command, Received got) {
        String what = wire.alive()
                ? "the worker on " + wire.route() + " ended (" + got.broken().getMessage()
                : "the connection to " + wire.route() + " broke (" + wire.whyDead();
        return new TransportException(
                Reason.LOST,
                wire.route().target().host(),
                what + ") while '" + command + "' ran; " + lastSeen(got)
                        + "; it may have taken effect: check before you run it again",
                got.broken());
    }

    private static TransportException notSent(
            HostConnection wire, Command command, Reason reason, String seen, Throwable cause) {
        return new TransportException(
                reason,
                Phase.START,
                wire.route().target().host(),
                "'" + command + "' was not run on " + wire.route() + ": " + seen,
                cause);
    }

    private static String lastSeen(Received got) {
        String line = last(got.stderr().isBlank() ? got.stdout() : got.stderr());
        return line.isEmpty() ? "it had printed nothing" : "the last line seen was " + Checks.shown(line);
    }

    private static String last(String text) {
        String stripped = text.stripTrailing();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }

    private String mark() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
