package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.inspect.ProcessQuestions;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.InstanceProcesses.Doubts;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.core.internal.process.ProcessProofs;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * The evidence on whether a server runs, from its host's own process table. It exists because only that table can prove a server stopped.
 */
public final class ProcessEvidence {

    private final Questions questions;
    private final InstantSource clock;
    private final List<InstanceLocation> known;
    private final Suspects suspects;
    private final String admin;

    public ProcessEvidence(ObservationRequest request, CommandTransport transport, InstantSource clock) {
        this(request, new Questions(transport, request.timeout(), Optional.empty()), clock, new Suspects());
    }

    ProcessEvidence(ObservationRequest request, Questions questions, InstantSource clock, Suspects suspects) {
        this.suspects = suspects;
        this.admin = request.cluster().adminUser().value();
        this.questions = questions;
        this.clock = clock;
        this.known = request.instances();
    }

    /**
     * Observes; the role is {@code DOWN} where no postmaster runs, and unknown otherwise: processes don't show who can write.
     */
    public InstanceState look(InstanceLocation at) throws InterruptedException {
        InstanceProcesses processes;
        ProcessProofs proofs;
        ProcessTable table;
        boolean whole;
        Optional<Questions.Asked> pidFile;
        try {
            First first = first(at);
            CommandResult result = first.table().result();
            table = ProcessTable.parse(at.host(), result.stdout());
            whole = table.whole(result);
            InstanceProcesses byCommand = InstanceProcesses.of(table, at);
            pidFile = byCommand.mine().isEmpty() && whole && first.pidFile().isEmpty()
                    ? Optional.of(questions.asked(at.host(), pidFile(at)))
                    : first.pidFile();
            Doubts doubts = InstanceProcesses.doubts(table, at, named(pidFile));
            // Beside a postmaster that is surely its own, nothing else changes what is said of the instance.
            proofs = runsForSure(byCommand, doubts) ? ProcessProofs.none() : proofs(at, doubts, table, first);
            suspects.keep(at, doubts);
            processes = InstanceProcesses.of(table, at, proofs);
        } catch (TransportException e) {
            return unknown(
                    at,
                    Evidence.Kind.TRANSPORT,
                    "its host could not be reached (" + e.reason() + "): " + e.getMessage());
        } catch (UnreadableOutputException e) {
            return unknown(at, Evidence.Kind.PROCESS_TABLE, e.getMessage());
        }
        if (processes.mine().isEmpty() && !whole) {
            // A table that was cut short between two rows is like that of a host with fewer processes.
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    "no process of the instance was seen, but the table is not proved whole: it lacks its own 'ps -ef', or did"
                            + " not end well");
        }
        if (processes.mine().isEmpty()) {
            return withoutProcesses(at, table, processes, proofs, pidFile.orElseThrow());
        }
        List<ServerProcess> mine = processes.mine();
        boolean postmaster = mine.stream().anyMatch(p -> p.kind() == ServerProcess.Kind.POSTMASTER);
        return state(
                at,
                Liveness.running(List.of(evidence(Evidence.Kind.PROCESS_TABLE, at, describe(mine, postmaster)))),
                postmaster ? InstanceRole.UNKNOWN : InstanceRole.DOWN,
                mine);
    }

    /**
     * What is asked at once.
     *
     * @param ahead what the kernel reports on the processes that were in doubt before, if there were any
     */
    private record First(
            Questions.Asked table, Optional<Questions.Asked> pidFile, Doubts suspects, ProcessProofs ahead) {}

    private First first(InstanceLocation at) throws InterruptedException {
        Doubts before = suspects.of(at);
        if (before.none() || questions.sideBySide().isEmpty()) {
            Questions.Both both = tableAndFile(at);
            return new First(both.first(), both.second(), new Doubts(List.of(), List.of()), ProcessProofs.none());
        }
        AtomicReference<Questions.Both> both = new AtomicReference<>();
        AtomicReference<ProcessProofs> ahead = new AtomicReference<>(ProcessProofs.none());
        Duration within = questions.timeout().plusSeconds(2);
        questions
                .sideBySide()
                .get()
                .together(
                        List.of(
                                () -> {
                                    both.set(tableAndFile(at));
                                    return true;
                                },
                                () -> {
                                    ahead.set(kernel().ask(at, before, admin, Optional.empty()));
                                    return true;
                                }),
                        within);
        if (both.get() == null) {
            throw new TransportException(
                    TransportException.Reason.TIMEOUT, at.host(), "ps -ef did not end on " + at.host(), null);
        }
        return new First(both.get().first(), both.get().second(), before, ahead.get());
    }

    private Questions.Both tableAndFile(InstanceLocation at) throws InterruptedException {
        return questions.ask(
                at.host(),
                () -> questions.asked(at.host(), ProcessTable.QUESTION),
                pidFile(at),
                questions.timeout().plusSeconds(1));
    }

    private ProcessQuestions kernel() {
        return new ProcessQuestions(questions.transport(), questions.timeout(), questions.sideBySide());
    }

    private static OptionalInt named(Optional<Questions.Asked> pidFile) {
        return pidFile.flatMap(Questions.Asked::ended)
                .filter(CommandResult::exitedZero)
                .flatMap(r -> LockFile.parse(r.stdout()))
                .map(f -> OptionalInt.of(f.pid()))
                .orElse(OptionalInt.empty());
    }

    private static boolean runsForSure(InstanceProcesses byCommand, Doubts doubts) {
        return byCommand.mine().stream()
                .filter(p -> p.kind() == ServerProcess.Kind.POSTMASTER)
                .anyMatch(p -> doubts.rows().stream().noneMatch(r -> r.pid() == p.pid()));
    }

    private ProcessProofs proofs(InstanceLocation at, Doubts doubts, ProcessTable table, First first)
            throws InterruptedException {
        if (doubts.none()) {
            return ProcessProofs.none();
        }
        boolean asked = first.suspects().rows().containsAll(doubts.rows())
                && first.suspects().paths().containsAll(doubts.paths())
                && first.ahead().toldOfDirectory();
        // Who logs in was not known when that was asked.
        return asked ? first.ahead().withOwner(table.login()) : kernel().ask(at, doubts, admin, table.login());
    }

    /** What is known of a location that did not answer in time. */
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
            InstanceLocation at,
            ProcessTable table,
            InstanceProcesses processes,
            ProcessProofs proofs,
            Questions.Asked askedFile) {
        Optional<String> unclear = unclear(at, table, processes);
        if (unclear.isPresent()) {
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    "postgres processes run that can't be told apart: " + unclear.get());
        }
        Optional<LockFile> pidFile = Optional.empty();
        try {
            CommandResult read = askedFile.result();
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
        // The file outlives its server, and its number may be another process's by now: only the kernel knows.
        Optional<LockFile> left = pidFile;
        Optional<ProcessTable.Row> holder = left.flatMap(f -> table.rows().stream()
                .filter(r -> r.pid() == f.pid() && r.command().contains("postgres"))
                .filter(r -> !proofs.worksElsewhere(r.pid()) && !proofs.foreign(r.user()))
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

    /** A process that is not clearly another's: one that belongs to another known location on the same host is. */
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
        return InstanceState.builder(at)
                .liveness(live)
                .role(role)
                .processes(mine)
                .build();
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
