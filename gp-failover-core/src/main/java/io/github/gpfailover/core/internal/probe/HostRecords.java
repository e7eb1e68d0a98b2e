package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.Evidence.Kind;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.DialectFallback;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.core.internal.process.PgCtlStatus;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.OwnLines;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What a host knows of one server beside its processes: its lock files, {@code pg_ctl status}, and the control file of one that is stopped.
 * It exists to explain a finding: none of these proves a server stopped, and none of them makes a running one stopped.
 */
public final class HostRecords {

    /** What a server's host says of it in the end, and where it contradicts itself. */
    public record Told(InstanceState instance, Optional<String> conflict) {}

    /** What one question brought. */
    private record Found(Evidence evidence, OptionalInt timeline, boolean saysRunning) {}

    private final ClusterSpec cluster;
    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Duration timeout;

    public HostRecords(ObservationRequest request, CommandTransport transport, Sleeper sleeper, InstantSource clock) {
        this.cluster = request.cluster();
        this.transport = transport;
        this.sleeper = sleeper;
        this.clock = clock;
        this.timeout = request.timeout();
    }

    /** Reads a file; English texts whatever the host's locale is, since "no such file" is recognized by them. */
    static Command cat(String path) {
        return Command.builder(List.of("cat", path)).variable("LC_ALL", "C").build();
    }

    /** Says whether what should be read is not there, which differs from "could not be read". */
    static boolean absent(CommandResult read) {
        return !read.exitedZero() && OwnLines.notThere("cat", read.stderr());
    }

    /** Gives what was seen of a server with what its host's records add; a host that could not be asked is not asked again. */
    public Told added(InstanceState seen) throws InterruptedException {
        boolean reached = seen.liveness().evidence().stream().noneMatch(e -> e.kind() == Kind.TRANSPORT);
        if (!reached) {
            return new Told(seen, Optional.empty());
        }
        List<Sleeper.Task<Found>> questions = new ArrayList<>();
        if (!seen.liveness().isStopped()) {
            // A stopped one's was read before it was called stopped.
            questions.add(() -> pidFile(seen));
        }
        questions.add(() -> socketLock(seen));
        questions.add(() -> status(seen.location()));
        if (seen.liveness().isStopped()) {
            // While a server runs, its control file lags behind what it does: a promotion shows at the next checkpoint.
            questions.add(() -> control(seen.location()));
        }
        List<Evidence> evidence = new ArrayList<>(seen.liveness().evidence());
        OptionalInt timeline = OptionalInt.empty();
        Optional<Evidence> runs = Optional.empty();
        for (Optional<Found> ended : sleeper.together(questions, timeout.plusSeconds(1))) {
            if (ended.isPresent()) {
                Found found = ended.get();
                evidence.add(found.evidence());
                timeline = found.timeline().isPresent() ? found.timeline() : timeline;
                runs = found.saysRunning() ? Optional.of(found.evidence()) : runs;
            }
        }
        if (seen.liveness().isStopped() && runs.isPresent()) {
            InstanceState unclear = InstanceState.builder(seen.location())
                    .liveness(Liveness.unknown(evidence))
                    .build();
            return new Told(
                    unclear,
                    Optional.of(seen.location() + " has no process in its host's table, but "
                            + runs.get().statement()));
        }
        Liveness liveness = new Liveness(seen.liveness().status(), evidence);
        return new Told(seen.toBuilder().liveness(liveness).timeline(timeline).build(), Optional.empty());
    }

    private Found pidFile(InstanceState seen) throws InterruptedException {
        InstanceLocation at = seen.location();
        return asked(at, Kind.FILE, "cat postmaster.pid", ProcessEvidence.pidFile(at), read -> {
            Optional<LockFile> file = LockFile.parse(read.stdout());
            if (file.isEmpty()) {
                return absent(read) ? "there is no postmaster.pid" : "postmaster.pid is garbled: " + read.lastLine();
            }
            boolean seenToo = seen.processes().stream()
                    .anyMatch(p -> p.kind() == ServerProcess.Kind.POSTMASTER
                            && p.pid() == file.get().pid());
            return "postmaster.pid names process " + file.get().pid()
                    + (seenToo ? "" : ", which was not seen as the postmaster");
        });
    }

    private Found socketLock(InstanceState seen) throws InterruptedException {
        InstanceLocation at = seen.location();
        String path = Dialects.toAskWith(cluster).lockFile(at);
        return asked(at, Kind.FILE, "cat " + path, cat(path), read -> {
            Optional<LockFile> file = LockFile.parse(read.stdout());
            if (file.isEmpty()) {
                return absent(read)
                        ? "there is no lock file of port " + at.port()
                        : "the lock file of port " + at.port() + " is garbled: " + read.lastLine();
            }
            boolean other =
                    !file.get().dataDirectory().equals(at.dataDirectory().path());
            return "the lock file of port " + at.port() + " names process "
                    + file.get().pid() + (other ? " of " + file.get().dataDirectory() : "")
                    + (seen.liveness().isStopped() ? ", which proves nothing: it outlives a kill" : "");
        });
    }

    private Found status(InstanceLocation at) throws InterruptedException {
        String statement;
        boolean runs = false;
        try {
            PgCtlStatus status = PgCtlStatus.parse(at.host(), run(at, dialect -> dialect.status(at)));
            runs = status.pid().isPresent();
            statement = "pg_ctl status says that "
                    + (runs ? "process " + status.pid().getAsInt() + " runs" : "no server runs");
        } catch (TransportException | UnreadableOutputException e) {
            statement = "pg_ctl status told nothing: " + e.getMessage();
        }
        return new Found(evidence(Kind.UTILITY, at, "pg_ctl status", statement), OptionalInt.empty(), runs);
    }

    private Found control(InstanceLocation at) throws InterruptedException {
        String statement;
        OptionalInt timeline = OptionalInt.empty();
        try {
            CommandResult said = run(at, dialect -> dialect.controlData(at));
            if (said.exitedZero()) {
                ControlData data = ControlData.parse(at.host(), said);
                timeline = OptionalInt.of(data.timeline());
                statement = "pg_control says '" + data.clusterState() + "' on timeline " + data.timeline()
                        + ", last checkpoint at " + data.checkpoint();
            } else {
                statement = "pg_control could not be read: " + said.lastLine();
            }
        } catch (TransportException | UnreadableOutputException e) {
            statement = "pg_control could not be read: " + e.getMessage();
        }
        return new Found(evidence(Kind.FILE, at, "pg_controldata", statement), timeline, false);
    }

    private Found asked(
            InstanceLocation at, Kind kind, String source, Command question, Function<CommandResult, String> reading)
            throws InterruptedException {
        String statement;
        try {
            statement = reading.apply(transport.execute(at.host(), question.within(timeout)));
        } catch (TransportException e) {
            statement = "the file could not be read: " + e.getMessage();
        }
        return new Found(evidence(kind, at, source, statement), OptionalInt.empty(), false);
    }

    /** Runs a program of the product; where the environment script has another name, by that one. */
    private CommandResult run(InstanceLocation at, Function<Dialect, Command> question) throws InterruptedException {
        return DialectFallback.to(
                        d -> transport.execute(at.host(), question.apply(d).within(timeout)),
                        Dialects.toAskWith(cluster),
                        cluster)
                .result();
    }

    private Evidence evidence(Kind kind, InstanceLocation at, String source, String statement) {
        return new Evidence(kind, at.host(), source + " on " + at.host(), statement, clock.instant());
    }
}
