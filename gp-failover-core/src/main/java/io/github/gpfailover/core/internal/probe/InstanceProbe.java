package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.core.internal.text.LoginRefusal;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Exists to look at one server: its processes first, since only they can prove it stopped, then what it says at a login. */
public final class InstanceProbe {

    /** What was seen of one server; catalog, replication and version are empty where it didn't tell them. */
    public record Seen(
            InstanceState instance,
            List<CatalogRow> catalog,
            Optional<ReplicationState> replication,
            Optional<GreenplumVersion> version) {}

    // A login asks in as many dialects as it must.
    private static final int LOGINS = 4;

    private static final Command PROCESS_TABLE =
            Command.builder(List.of("ps", "-ef")).build();

    private final CommandTransport transport;
    private final InstantSource clock;
    private final Login login;
    private final Duration timeout;
    private final LastAnswer lastAnswer;
    private final List<InstanceLocation> known;
    private final ObservationRequest request;
    private final Optional<Sleeper> sideBySide;

    /** Asks a host one question after the other. */
    public InstanceProbe(
            ObservationRequest request,
            CommandTransport transport,
            InstantSource clock,
            LastAnswer lastAnswer,
            ToldVersions told) {
        this(request, transport, clock, lastAnswer, told, Optional.empty());
    }

    /** Asks a host one question after the other, or those that don't rest on each other side by side if there is a sleeper. */
    public InstanceProbe(
            ObservationRequest request,
            CommandTransport transport,
            InstantSource clock,
            LastAnswer lastAnswer,
            ToldVersions told,
            Optional<Sleeper> sideBySide) {
        this.sideBySide = sideBySide;
        this.lastAnswer = lastAnswer;
        this.transport = transport;
        this.clock = clock;
        this.timeout = request.timeout();
        this.login = new Login(request.cluster(), transport, request.timeout(), told);
        this.known = request.instances();
        this.request = request;
    }

    /** Looks at a server. What can't be seen is unknown in the answer, with evidence of what was met instead. */
    public Seen look(InstanceLocation at) throws InterruptedException {
        String source = "ps -ef on " + at.host();
        InstanceProcesses processes;
        ProcessTable table;
        boolean whole;
        Optional<Asked> pidFile;
        try {
            List<Asked> both = ask(at.host(), PROCESS_TABLE, pidFile(at));
            CommandResult result = both.get(0).result();
            pidFile = both.size() > 1 ? Optional.of(both.get(1)) : Optional.empty();
            table = ProcessTable.parse(at.host(), result.stdout());
            processes = InstanceProcesses.of(table, at);
            whole = result.exitedZero()
                    && table.rows().stream().anyMatch(r -> r.command().equals("ps -ef"));
        } catch (TransportException e) {
            return unknown(
                    at,
                    Evidence.Kind.TRANSPORT,
                    source,
                    "the host could not be asked (" + e.reason() + "): " + e.getMessage());
        } catch (UnreadableOutputException e) {
            return unknown(at, Evidence.Kind.PROCESS_TABLE, source, e.getMessage());
        }
        if (processes.mine().isEmpty() && !whole) {
            // A table that was cut short between two rows looks like a host with fewer processes.
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    source,
                    "no process of the instance was seen, but the table is not proved whole: it lacks its own 'ps -ef', or did"
                            + " not end well");
        }
        if (processes.mine().isEmpty()) {
            return withoutProcesses(at, table, processes, source, pidFile);
        }
        List<ServerProcess> mine = processes.mine();
        boolean postmaster = mine.stream().anyMatch(p -> p.kind() == ServerProcess.Kind.POSTMASTER);
        Liveness running = Liveness.running(
                List.of(evidence(Evidence.Kind.PROCESS_TABLE, at, source, describe(mine, postmaster))));
        if (!postmaster) {
            return seen(at, running, InstanceRole.DOWN, Optional.empty(), mine);
        }
        return login(at, running, mine);
    }

    /** What is known of a place that did not answer in time. */
    public Seen notSeen(InstanceLocation at, Duration within) {
        return unknown(
                at,
                Evidence.Kind.TRANSPORT,
                "ps -ef on " + at.host(),
                "the questions to the host had not ended after " + within.toSeconds() + " s");
    }

    private Seen withoutProcesses(
            InstanceLocation at,
            ProcessTable table,
            InstanceProcesses processes,
            String source,
            Optional<Asked> askedBefore)
            throws InterruptedException {
        Optional<String> unclear = unclear(at, table, processes);
        if (unclear.isPresent()) {
            return unknown(
                    at,
                    Evidence.Kind.PROCESS_TABLE,
                    source,
                    "postgres processes run that can't be told apart: " + unclear.get());
        }
        Optional<LockFile> pidFile = Optional.empty();
        try {
            CommandResult read = askedBefore.isPresent() ? askedBefore.get().result() : run(at.host(), pidFile(at));
            if (read.exitedZero()) {
                pidFile = LockFile.parse(read.stdout());
            }
            boolean absent = !read.exitedZero() && read.stderr().contains("No such file or directory");
            if (pidFile.isEmpty() && !absent) {
                return unknown(
                        at,
                        Evidence.Kind.FILE,
                        source,
                        "no process of the instance was seen, but postmaster.pid could not be understood: "
                                + read.lastLine());
            }
        } catch (TransportException e) {
            return unknown(
                    at,
                    Evidence.Kind.TRANSPORT,
                    source,
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
                    source,
                    "postmaster.pid names process " + holder.get().pid() + ", which runs as: "
                            + holder.get().command());
        }
        Liveness stopped = Liveness.stopped(List.of(evidence(
                Evidence.Kind.PROCESS_TABLE,
                at,
                source,
                "no process of " + at.dataDirectory() + " or port " + at.port() + " among "
                        + table.rows().size()
                        + (left.isPresent()
                                ? "; postmaster.pid is left over from process "
                                        + left.get().pid()
                                : ""))));
        return seen(at, stopped, InstanceRole.DOWN, Optional.empty(), List.of());
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

    private Seen login(InstanceLocation at, Liveness running, List<ServerProcess> mine) throws InterruptedException {
        LoginAndMarker both;
        try {
            both = ask(at, mine);
        } catch (TransportException e) {
            return seen(
                    at,
                    plus(running, at, "login did not end: " + e.getMessage()),
                    InstanceRole.UNKNOWN,
                    Optional.empty(),
                    mine);
        }
        Login.Answer said = both.login();
        if (said.stranger().isPresent()) {
            // Its files and words are not known, so neither is what they mean.
            return seen(at, plus(running, at, said.stranger().get()), InstanceRole.UNKNOWN, Optional.empty(), mine);
        }
        CommandResult result = said.result();
        if (!result.exitedZero()) {
            return refused(at, running, mine, both);
        }
        try {
            ObservationReader answer = ObservationReader.read(at.host(), result.stdout(), clock.instant(), lastAnswer);
            InstanceRole role = answer.inRecovery() ? InstanceRole.STANDBY : request.masterRole(at);
            InstanceState state = new InstanceState(
                    at,
                    plus(running, at, "took a session as " + role),
                    role,
                    answer.position(),
                    mine,
                    answer.timeline());
            return new Seen(state, answer.rows(), answer.replication(), answer.version());
        } catch (UnreadableOutputException e) {
            return seen(at, plus(running, at, e.getMessage()), InstanceRole.UNKNOWN, Optional.empty(), mine);
        }
    }

    private Seen refused(InstanceLocation at, Liveness running, List<ServerProcess> mine, LoginAndMarker both)
            throws InterruptedException {
        Login.Answer said = both.login();
        LoginRefusal refusal = said.refusal();
        CommandResult result = said.result();
        InstanceRole role = switch (refusal.kind()) {
            case STANDBY -> standbyOrRecovering(at, mine, both);
            case STARTING, SHUTTING_DOWN, RECOVERING -> InstanceRole.TRANSIENT;
            case NO_SERVER, OTHER -> InstanceRole.UNKNOWN;
        };
        Liveness told = plus(
                running,
                at,
                "refused a session: "
                        + (refusal.message().isEmpty()
                                ? result.exitText() + " " + result.lastLine()
                                : refusal.message()));
        InstanceState state = new InstanceState(at, told, role, refusal.replayed(), mine);
        return new Seen(state, List.of(), Optional.empty(), said.version());
    }

    /**
     * A master that recovers from a crash refuses in the words of a standby. A wal receiver shows a standby; while its master is
     * away it may have none (recording 83), and then the marker file tells.
     */
    private InstanceRole standbyOrRecovering(InstanceLocation at, List<ServerProcess> mine, LoginAndMarker both)
            throws InterruptedException {
        if (mine.stream().anyMatch(p -> p.kind() == ServerProcess.Kind.WAL_RECEIVER)) {
            return InstanceRole.STANDBY;
        }
        try {
            String file = both.login().dialect().standbyMarker();
            // What was asked by another version's name of the file says nothing of this one's.
            CommandResult marker = both.marker().isPresent() && both.file().equals(file)
                    ? both.marker().get().result()
                    : run(at.host(), marker(at, file));
            return marker.exitedZero() ? InstanceRole.STANDBY : InstanceRole.TRANSIENT;
        } catch (TransportException e) {
            return InstanceRole.UNKNOWN;
        }
    }

    /** How a question ended. */
    private record Asked(Optional<CommandResult> ended, Optional<TransportException> trouble) {

        CommandResult result() {
            return ended.orElseThrow(trouble::orElseThrow);
        }
    }

    /** Asks the first question, and the second at the same time where that can be: within an outage each look costs clients time. */
    private List<Asked> ask(HostName host, Command first, Command second) throws InterruptedException {
        if (sideBySide.isEmpty()) {
            return List.of(asked(host, first));
        }
        List<Sleeper.Task<Asked>> tasks = List.of(() -> asked(host, first), () -> asked(host, second));
        List<Asked> all = new ArrayList<>();
        for (Optional<Asked> one : sideBySide.get().together(tasks, timeout.plusSeconds(1))) {
            all.add(one.orElseGet(() -> notEnded(host)));
        }
        return all;
    }

    private Asked asked(HostName host, Command command) throws InterruptedException {
        try {
            return new Asked(Optional.of(run(host, command)), Optional.empty());
        } catch (TransportException e) {
            return new Asked(Optional.empty(), Optional.of(e));
        }
    }

    private Asked notEnded(HostName host) {
        TransportException late = new TransportException(
                TransportException.Reason.TIMEOUT,
                host,
                "a question to " + host + " had not ended after " + timeout.toSeconds() + " s",
                null);
        return new Asked(Optional.empty(), Optional.of(late));
    }

    /**
     * What a login came to, and whether the standby's marker file is there if that was asked at the same time.
     *
     * @param file the marker's name, by which it was asked
     */
    private record LoginAndMarker(Login.Answer login, Optional<Asked> marker, String file) {}

    /** Logs in; what may be a standby whose master is away is asked for its marker file at the same time. */
    private LoginAndMarker ask(InstanceLocation at, List<ServerProcess> mine) throws InterruptedException {
        String file = login.expected(at).standbyMarker();
        boolean streams = mine.stream()
                .anyMatch(
                        p -> p.kind() == ServerProcess.Kind.WAL_RECEIVER || p.kind() == ServerProcess.Kind.WAL_SENDER);
        if (sideBySide.isEmpty() || streams) {
            return new LoginAndMarker(login.ask(at), Optional.empty(), file);
        }
        AtomicReference<Login.Answer> answer = new AtomicReference<>();
        List<Sleeper.Task<Asked>> tasks = List.of(() -> loggedIn(at, answer), () -> asked(at.host(), marker(at, file)));
        List<Optional<Asked>> ended = sideBySide.get().together(tasks, timeout.multipliedBy(LOGINS));
        ended.get(0).orElseGet(() -> notEnded(at.host())).trouble().ifPresent(e -> {
            throw e;
        });
        return new LoginAndMarker(answer.get(), ended.get(1), file);
    }

    private Asked loggedIn(InstanceLocation at, AtomicReference<Login.Answer> answer) throws InterruptedException {
        try {
            Login.Answer said = login.ask(at);
            answer.set(said);
            return new Asked(Optional.of(said.result()), Optional.empty());
        } catch (TransportException e) {
            return new Asked(Optional.empty(), Optional.of(e));
        }
    }

    private static Command marker(InstanceLocation at, String name) {
        return Command.of("test", "-f", at.dataDirectory().file(name));
    }

    private static Command pidFile(InstanceLocation at) {
        return Command.builder(List.of("cat", at.dataDirectory().file("postmaster.pid")))
                .variable("LC_ALL", "C")
                .build();
    }

    private CommandResult run(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command.within(timeout));
    }

    private Seen unknown(InstanceLocation at, Evidence.Kind kind, String source, String statement) {
        return seen(
                at,
                Liveness.unknown(List.of(evidence(kind, at, source, statement))),
                InstanceRole.UNKNOWN,
                Optional.empty(),
                List.of());
    }

    private static Seen seen(
            InstanceLocation at, Liveness live, InstanceRole role, Optional<Lsn> position, List<ServerProcess> mine) {
        return new Seen(
                new InstanceState(at, live, role, position, mine), List.of(), Optional.empty(), Optional.empty());
    }

    private Liveness plus(Liveness running, InstanceLocation at, String statement) {
        List<Evidence> all = new ArrayList<>(running.evidence());
        all.add(evidence(Evidence.Kind.LOGIN, at, "psql on " + at.host(), statement));
        return new Liveness(running.status(), all);
    }

    private Evidence evidence(Evidence.Kind kind, InstanceLocation at, String source, String statement) {
        return new Evidence(kind, at.host(), source, statement, clock.instant());
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
