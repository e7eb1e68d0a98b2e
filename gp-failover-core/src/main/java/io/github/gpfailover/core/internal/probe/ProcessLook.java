package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Exists to tell whether a server runs by its host's own process table, the only thing that can prove it stopped. */
public final class ProcessLook {

    private final Questions questions;
    private final InstantSource clock;
    private final List<InstanceLocation> known;

    public ProcessLook(ObservationRequest request, CommandTransport transport, InstantSource clock) {
        this(request, new Questions(transport, request.timeout(), Optional.empty()), clock);
    }

    ProcessLook(ObservationRequest request, Questions questions, InstantSource clock) {
        this.questions = questions;
        this.clock = clock;
        this.known = request.instances();
    }

    /** Looks; the role is {@code DOWN} where no postmaster runs, and unknown otherwise: processes don't tell who can write. */
    public InstanceState look(InstanceLocation at) throws InterruptedException {
        InstanceProcesses processes;
        ProcessTable table;
        boolean whole;
        Optional<Questions.Asked> pidFile;
        try {
            Questions.Both both = questions.ask(
                    at.host(),
                    () -> questions.asked(at.host(), ProcessTable.QUESTION),
                    pidFile(at),
                    questions.timeout().plusSeconds(1));
            CommandResult result = both.first().result();
            pidFile = both.second();
            table = ProcessTable.parse(at.host(), result.stdout());
            processes = InstanceProcesses.of(table, at);
            whole = table.whole(result);
        } catch (TransportException e) {
            return unknown(
                    at, Evidence.Kind.TRANSPORT, "the host could not be asked (" + e.reason() + "): " + e.getMessage());
        } catch (UnreadableOutputException e) {
            return unknown(at, Evidence.Kind.PROCESS_TABLE, e.getMessage());
        }
        if (processes.mine().isEmpty() && !whole) {
            // A table that was cut short between two rows looks like a host with fewer processes.
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    "no process of the instance was seen, but the table is not proved whole: it lacks its own 'ps -ef', or did"
                            + " not end well");
        }
        if (processes.mine().isEmpty()) {
            return withoutProcesses(at, table, processes, pidFile);
        }
        List<ServerProcess> mine = processes.mine();
        boolean postmaster = mine.stream().anyMatch(p -> p.kind() == ServerProcess.Kind.POSTMASTER);
        return state(
                at,
                Liveness.running(List.of(evidence(Evidence.Kind.PROCESS_TABLE, at, describe(mine, postmaster)))),
                postmaster ? InstanceRole.UNKNOWN : InstanceRole.DOWN,
                mine);
    }

    /** What is known of a place that did not answer in time. */
    public InstanceState notSeen(InstanceLocation at, Duration within) {
        return unknown(
                at,
                Evidence.Kind.TRANSPORT,
                "the questions to the host had not ended after " + within.toSeconds() + " s");
    }

    /** The question for the file in which a server notes its pid. */
    static Command pidFile(InstanceLocation at) {
        return HostRecords.cat(at.dataDirectory().file("postmaster.pid"));
    }

    private InstanceState withoutProcesses(
            InstanceLocation at, ProcessTable table, InstanceProcesses processes, Optional<Questions.Asked> askedBefore)
            throws InterruptedException {
        Optional<String> unclear = unclear(at, table, processes);
        if (unclear.isPresent()) {
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    "postgres processes run that can't be told apart: " + unclear.get());
        }
        Optional<LockFile> pidFile = Optional.empty();
        try {
            CommandResult read =
                    askedBefore.isPresent() ? askedBefore.get().result() : questions.ask(at.host(), pidFile(at));
            if (read.exitedZero()) {
                pidFile = LockFile.parse(read.stdout());
            }
            if (pidFile.isEmpty() && !HostRecords.absent(read)) {
                return unknown(
                        at,
                        Evidence.Kind.FILE,
                        "no process of the instance was seen, but postmaster.pid could not be understood: "
                                + read.lastLine());
            }
        } catch (TransportException e) {
            return unknown(
                    at,
                    Evidence.Kind.TRANSPORT,
                    "no process of the instance was seen, but postmaster.pid could not be read: " + e.getMessage());
        }
        // A server under another path (a link) is not recognised by its command line, but by the pid it left in its
        // directory.
        Optional<LockFile> left = pidFile;
        Optional<ProcessTable.Row> holder = left.flatMap(f -> table.rows().stream()
                .filter(r -> r.pid() == f.pid() && r.command().contains("postgres"))
                .findFirst());
        if (holder.isPresent()) {
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    "postmaster.pid names process " + holder.get().pid() + ", which runs as: "
                            + holder.get().command());
        }
        Liveness stopped = Liveness.stopped(List.of(evidence(
                Evidence.Kind.PROCESS_TABLE,
                at,
                "no process of " + at.dataDirectory() + " or port " + at.port() + " among "
                        + table.rows().size()
                        + (left.isPresent()
                                ? "; postmaster.pid is left over from process "
                                        + left.get().pid()
                                : ""))));
        return state(at, stopped, InstanceRole.DOWN, List.of());
    }

    /** A process that is not clearly another's: one that belongs to another known place on the same host is. */
    private Optional<String> unclear(InstanceLocation at, ProcessTable table, InstanceProcesses processes) {
        if (processes.unattributed().isEmpty()) {
            return Optional.empty();
        }
        Set<String> others = known.stream()
                .filter(k -> k.host().equals(at.host()) && !k.equals(at))
                .flatMap(k -> InstanceProcesses.of(table, k).mine().stream())
                .map(p -> p.pid() + " ")
                .collect(Collectors.toSet());
        return processes.unattributed().stream()
                .filter(u -> !others.contains(u.substring(0, u.indexOf(' ') + 1)))
                .findFirst();
    }

    private InstanceState unknown(InstanceLocation at, Evidence.Kind kind, String statement) {
        return state(at, Liveness.unknown(List.of(evidence(kind, at, statement))), InstanceRole.UNKNOWN, List.of());
    }

    private static InstanceState state(
            InstanceLocation at, Liveness live, InstanceRole role, List<ServerProcess> mine) {
        return new InstanceState(at, live, role, Optional.empty(), mine, OptionalInt.empty());
    }

    private Evidence evidence(Evidence.Kind kind, InstanceLocation at, String statement) {
        return new Evidence(kind, at.host(), "ps -ef on " + at.host(), statement, clock.instant());
    }

    private static String describe(List<ServerProcess> mine, boolean postmaster) {
        return postmaster
                ? mine.size() + " processes of the instance, postmaster "
                        + mine.get(0).pid()
                : mine.size() + " processes outlived their postmaster and can still write: "
                        + mine.stream()
                                .map(p -> p.pid() + " (" + p.title().strip() + ")")
                                .toList();
    }
}
