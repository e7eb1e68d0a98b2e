package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
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
import java.util.concurrent.atomic.AtomicReference;

/**
 * The observation of one server: {@link ProcessEvidence} first, since only processes can prove it stopped, then its answer to a login.
 */
public final class InstanceProbe {

    /** What was seen of one server; catalog, replication and version are empty where it didn't report them. */
    public record Seen(
            InstanceState instance,
            List<CatalogRow> catalog,
            Optional<ReplicationState> replication,
            Optional<GreenplumVersion> version) {}

    // A login asks in as many dialects as it must.
    private static final int LOGINS = 4;

    private final Questions questions;
    private final InstantSource clock;
    private final ProcessEvidence processes;
    private final Login login;
    private final LastAnswer lastAnswer;
    private final ObservationRequest request;

    /** Asks a host one question after the other. */
    public InstanceProbe(
            ObservationRequest request,
            CommandTransport transport,
            InstantSource clock,
            LastAnswer lastAnswer,
            ReportedVersions told) {
        this(request, transport, clock, lastAnswer, told, new Suspects(), Optional.empty());
    }

    /** Asks a host one question after the other, or those that don't rest on each other side by side if there is a sleeper. */
    public InstanceProbe(
            ObservationRequest request,
            CommandTransport transport,
            InstantSource clock,
            LastAnswer lastAnswer,
            ReportedVersions told,
            Suspects suspects,
            Optional<Sleeper> sideBySide) {
        this.lastAnswer = lastAnswer;
        this.clock = clock;
        this.questions = new Questions(transport, request.timeout(), sideBySide);
        this.processes = new ProcessEvidence(request, questions, clock, suspects);
        this.login = new Login(request.cluster(), transport, request.timeout(), told);
        this.request = request;
    }

    /** Observes a server. What can't be seen is unknown in the answer, with evidence of what was met instead. */
    public Seen look(InstanceLocation at) throws InterruptedException {
        InstanceState seen = processes.look(at);
        return seen.has(ServerProcess.Kind.POSTMASTER) ? login(at, seen.liveness(), seen.processes()) : only(seen);
    }

    /** What is known of a location that did not answer in time. */
    public Seen notSeen(InstanceLocation at, Duration within) {
        return only(processes.notSeen(at, within));
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
            // Its files and texts are not known, so neither is what they mean.
            return seen(at, plus(running, at, said.stranger().get()), InstanceRole.UNKNOWN, Optional.empty(), mine);
        }
        CommandResult result = said.result();
        if (!result.exitedZero()) {
            return refused(at, running, mine, both);
        }
        try {
            ObservationReader answer = ObservationReader.read(at.host(), result.stdout(), clock.instant(), lastAnswer);
            InstanceRole role = answer.inRecovery() ? InstanceRole.STANDBY : request.masterRole(at);
            InstanceState state = InstanceState.builder(at)
                    .liveness(plus(running, at, "took a session as " + role))
                    .role(role)
                    .position(answer.position())
                    .processes(mine)
                    .timeline(answer.timeline())
                    .build();
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
        InstanceState state = InstanceState.builder(at)
                .liveness(told)
                .role(role)
                .position(refusal.replayed())
                .processes(mine)
                .build();
        return new Seen(state, List.of(), Optional.empty(), said.version());
    }

    /**
     * A master that recovers from a crash refuses as a standby does. A wal receiver shows a standby; while its master is away it may have
     * none (recording 83), and then the marker file shows it.
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
                    : questions.ask(at.host(), marker(at, file));
            return marker.exitedZero() ? InstanceRole.STANDBY : InstanceRole.TRANSIENT;
        } catch (TransportException e) {
            return InstanceRole.UNKNOWN;
        }
    }

    /**
     * What a login came to, and whether the standby's marker file is there if that was asked at the same time.
     *
     * @param file the marker's name, by which it was asked
     */
    private record LoginAndMarker(Login.Answer login, Optional<Questions.Asked> marker, String file) {}

    /** Logs in; what may be a standby whose master is away is asked for its marker file at the same time. */
    private LoginAndMarker ask(InstanceLocation at, List<ServerProcess> mine) throws InterruptedException {
        String file = login.expected(at).standbyMarker();
        boolean streams = mine.stream()
                .anyMatch(
                        p -> p.kind() == ServerProcess.Kind.WAL_RECEIVER || p.kind() == ServerProcess.Kind.WAL_SENDER);
        if (streams) {
            return new LoginAndMarker(login.ask(at), Optional.empty(), file);
        }
        AtomicReference<Login.Answer> answer = new AtomicReference<>();
        Questions.Both both = questions.ask(
                at.host(),
                () -> loggedIn(at, answer),
                marker(at, file),
                questions.timeout().multipliedBy(LOGINS));
        both.first().trouble().ifPresent(e -> {
            throw e;
        });
        return new LoginAndMarker(answer.get(), both.second(), file);
    }

    private Questions.Asked loggedIn(InstanceLocation at, AtomicReference<Login.Answer> answer)
            throws InterruptedException {
        try {
            Login.Answer said = login.ask(at);
            answer.set(said);
            return new Questions.Asked(Optional.of(said.result()), Optional.empty());
        } catch (TransportException e) {
            return new Questions.Asked(Optional.empty(), Optional.of(e));
        }
    }

    private static Command marker(InstanceLocation at, String name) {
        return Command.of("test", "-f", at.dataDirectory().file(name));
    }

    private static Seen only(InstanceState instance) {
        return new Seen(instance, List.of(), Optional.empty(), Optional.empty());
    }

    private static Seen seen(
            InstanceLocation at, Liveness live, InstanceRole role, Optional<Lsn> position, List<ServerProcess> mine) {
        return only(InstanceState.builder(at)
                .liveness(live)
                .role(role)
                .position(position)
                .processes(mine)
                .build());
    }

    private Liveness plus(Liveness running, InstanceLocation at, String statement) {
        List<Evidence> all = new ArrayList<>(running.evidence());
        all.add(new Evidence(Evidence.Kind.LOGIN, at.host(), "psql on " + at.host(), statement, clock.instant()));
        return new Liveness(running.status(), all);
    }
}
