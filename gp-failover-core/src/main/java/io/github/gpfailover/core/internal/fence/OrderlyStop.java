package io.github.gpfailover.core.internal.fence;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A fast stop that does not wait for a standby out of reach. It exists because a stopping server waits without bound for its wal sender,
 * which waits for the standby to take the last checkpoint (recordings d6 to d9), while no client is served.
 *
 * <p>By then {@code pg_control} says {@code shut down}, and nothing but postmaster, logger and wal sender is left: no commit can come any
 * more, and an immediate stop changes nothing on the disk (recordings da, db). It needs no root, as destroying the sender's socket would. A
 * standby that its master's host reaches is given time to write that record to its disk, as long as it moves.
 */
public final class OrderlyStop {

    /** The observation of single servers. */
    @FunctionalInterface
    public interface Look {
        /** Observes the server at a location. */
        InstanceState at(InstanceLocation location) throws InterruptedException;
    }

    /**
     * The end of an orderly stop. Whether the server is stopped is for the next observation to say.
     *
     * @param remarks what the commands said that did not end well
     * @param cut how the wait for the standby was ended; empty if the server did not wait for it
     */
    public record Ended(List<String> remarks, Optional<String> cut) {}

    /** A server that nothing keeps stops within 0.15 s (recordings 41, f4), and pg_ctl checks every 0.1 s. */
    public static final Duration COMMAND = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);
    private static final Duration IMMEDIATE = Duration.ofSeconds(15);
    /** How long a standby that is reached may take for one write to its disk. */
    private static final Duration WRITES = Duration.ofSeconds(3);
    /** How long a round of questions waits for its answers; longer where the server's own host needs more. */
    private static final Duration ANSWERS = Duration.ofMillis(400);

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
    /** One late answer says nothing about the standby. */
    private static final int SILENT_ROUNDS = 2;

    private final CommandTransport transport;
    private final Dialect dialect;
    private final InstanceLocation at;
    private final Sleeper sleeper;

    /**
     * Prepares a stop.
     *
     * @param transport reaches the server's host
     * @param dialect its product's commands
     * @param at where the server lives
     * @param sleeper the source of waits and elapsed time
     */
    public OrderlyStop(CommandTransport transport, Dialect dialect, InstanceLocation at, Sleeper sleeper) {
        this.transport = transport;
        this.dialect = dialect;
        this.at = at;
        this.sleeper = sleeper;
    }

    /** The command that begins it. */
    public static Command command(Dialect dialect, InstanceLocation at) {
        return dialect.stop(at, Dialect.StopMode.FAST, COMMAND);
    }

    /**
     * Stops the server and waits until it has stopped, can no longer be seen, or the time is over.
     *
     * @param within how long to wait
     * @param look observes server and standby
     * @param standby where it sends its log to; empty if that is not known
     * @throws io.github.gpfailover.error.TransportException if the end of a stop could not be learned
     */
    public Ended run(Duration within, Look look, Optional<InstanceLocation> standby) throws InterruptedException {
        long began = sleeper.nanoTime();
        List<String> remarks = new ArrayList<>();
        if (said(command(dialect, at), remarks)) {
            return new Ended(remarks, Optional.empty());
        }
        Waiting waiting = new Waiting();
        Duration pause = POLL;
        Duration answers = ANSWERS;
        while (within.minusNanos(sleeper.nanoTime() - began).compareTo(Duration.ZERO) > 0) {
            InstanceState server = look.at(at);
            if (server.liveness().isStopped()) {
                // That pg_ctl, which waits for a second, gave up before the server had ended says nothing then.
                remarks.clear();
            }
            if (!server.liveness().isRunning()) {
                break;
            }
            if (onlySenderLeft(server)) {
                Round round = round(look, standby, answers);
                Optional<String> why = round.shutDown() ? waiting.inVain(round, standby, answers) : Optional.empty();
                if (why.isPresent()) {
                    said(dialect.stop(at, Dialect.StopMode.IMMEDIATE, IMMEDIATE), remarks);
                    return new Ended(remarks, why);
                }
                pause = POLL;
                answers = round.shutDown() ? answers : shorter(answers.plus(ANSWERS), LONGEST_ROUND);
            }
            sleeper.sleep(pause);
            pause = shorter(pause.multipliedBy(2), LONGEST_POLL);
        }
        return new Ended(remarks, Optional.empty());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * What was seen beside the server at one time; what did not answer in time is empty.
     *
     * @param shutDown whether its pg_control says that its last checkpoint is written
     * @param received how far the standby has received the log
     * @param way what a question from the server's host met on the network to the standby
     */
    private record Round(boolean shutDown, Optional<Lsn> received, Way way) {}

    /** How a question from the server's host to the standby ended. */
    private enum Way {
        /** Nothing shows that the standby is out of reach: it or its host answered, or the question itself failed. */
        OPEN,
        /** The program that asked found no route to its host, or its own time-out while it connected. */
        CLOSED,
        /** No answer came in time; it may have been under way. */
        SILENT
    }

    private Round round(Look look, Optional<InstanceLocation> standby, Duration within) throws InterruptedException {
        List<Sleeper.Task<Object>> tasks = new ArrayList<>(List.of(() -> shutDown(within)));
        standby.ifPresent(s -> tasks.addAll(List.of(() -> look.at(s).received(), () -> way(s, within))));
        List<Optional<Object>> told = sleeper.together(tasks, within);
        return new Round(
                told.get(0).equals(Optional.of(true)),
                standby.isEmpty() ? Optional.empty() : told.get(1).flatMap(r -> ((Optional<?>) r).map(Lsn.class::cast)),
                standby.isEmpty() ? Way.OPEN : told.get(2).map(Way.class::cast).orElse(Way.SILENT));
    }

    private boolean said(Command command, List<String> remarks) throws InterruptedException {
        CommandResult result = transport.execute(at.host(), command);
        if (!result.exitedZero()) {
            remarks.add("'" + command + "' on " + at.host() + " ended with " + result.exitText() + ": "
                    + result.lastLine());
        }
        return result.exitedZero();
    }

    /** A process that is not known is another reason to wait. */
    private static boolean onlySenderLeft(InstanceState seen) {
        return seen.has(ServerProcess.Kind.POSTMASTER)
                && seen.has(ServerProcess.Kind.WAL_SENDER)
                && seen.processes().stream().allMatch(p -> switch (p.kind()) {
                    case POSTMASTER, WAL_SENDER -> true;
                    case AUXILIARY -> p.title().contains("logger process");
                    case WAL_RECEIVER, SESSION -> false;
                });
    }

    private Object shutDown(Duration within) throws InterruptedException {
        try {
            CommandResult said =
                    transport.execute(at.host(), dialect.controlData(at).within(within));
            return ControlData.parse(at.host(), said).shutDown();
        } catch (GpFailoverException e) {
            return false;
        }
    }

    private Object way(InstanceLocation standby, Duration within) throws InterruptedException {
        try {
            CommandResult said =
                    transport.execute(at.host(), dialect.lookAt(at, standby).within(within));
            return !said.exitedZero() && LoginRefusal.meetsNoHost(said.stderr()) ? Way.CLOSED : Way.OPEN;
        } catch (GpFailoverException e) {
            return Way.SILENT;
        }
    }

    /**
     * The wait for a stopping master's standby to take the rest of the log. It exists to distinguish a slow standby from one that is out of
     * reach.
     */
    private final class Waiting {

        private Optional<Lsn> received = Optional.empty();
        private long since = -1;
        private int silent;

        /** Why nobody need wait any longer; empty while the standby may yet take the last record. */
        Optional<String> inVain(Round round, Optional<InstanceLocation> standby, Duration answers) {
            if (round.way() == Way.CLOSED) {
                return Optional.of("the standby at " + standby.orElseThrow() + " is not reached from " + at.host());
            }
            boolean moved = round.received().isPresent() && !round.received().equals(received);
            if (since < 0 || moved) {
                silent = 0;
                received = round.received();
                since = sleeper.nanoTime();
            }
            silent = round.way() == Way.SILENT ? silent + 1 : 0;
            if (silent >= SILENT_ROUNDS) {
                return Optional.of(silent + " questions from " + at.host() + " to the standby at "
                        + standby.orElseThrow() + " in a row had no answer within " + answers.toMillis()
                        + " ms, and it was not seen to take more of the log meanwhile");
            }
            Duration waited = Duration.ofNanos(sleeper.nanoTime() - since);
            return waited.compareTo(WRITES) < 0
                    ? Optional.empty()
                    : Optional.of(
                            "whoever takes its log did not take the last record within " + waited.toMillis() + " ms");
        }
    }
}
