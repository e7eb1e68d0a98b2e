package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Exists to ask the hosts themselves. */
public final class LiveInspection implements Inspection {

    private static final Duration DISPATCH = Duration.ofSeconds(15);

    private final Dialect dialect;
    private final CommandTransport transport;
    private final HostQuestions hosts;
    private final PeerQuestions peers;

    public LiveInspection(Dialect dialect, CommandTransport transport) {
        this.dialect = dialect;
        this.transport = transport;
        this.hosts = new HostQuestions(dialect, transport);
        this.peers = new PeerQuestions(dialect, transport);
    }

    @Override
    public DirectoryState directory(InstanceLocation at) throws InterruptedException {
        try {
            // pg_control first: within an outage one question is better than two.
            CommandResult control = run(at.host(), dialect.controlData(at));
            if (control.exitedZero()) {
                return present(at, control);
            }
            CommandResult there =
                    run(at.host(), Command.of("test", "-e", at.dataDirectory().path()));
            if (there.exitCode().isEmpty() || there.exitCode().getAsInt() > 1) {
                return DirectoryState.unknown("'test -e' ended with " + there.exitText());
            }
            return there.exitedZero()
                    ? new DirectoryState(DirectoryState.Presence.PRESENT, Optional.empty(), control.lastLine())
                    : DirectoryState.absent();
        } catch (TransportException e) {
            return DirectoryState.unknown(e.getMessage());
        }
    }

    private static DirectoryState present(InstanceLocation at, CommandResult control) {
        try {
            ControlData data = ControlData.parse(at.host(), control);
            return new DirectoryState(DirectoryState.Presence.PRESENT, Optional.of(data), "");
        } catch (UnreadableOutputException e) {
            return new DirectoryState(DirectoryState.Presence.PRESENT, Optional.empty(), e.getMessage());
        }
    }

    @Override
    public boolean lockFileLeft(InstanceLocation at) throws InterruptedException {
        try {
            return run(at.host(), Command.of("test", "-e", dialect.lockFile(at)))
                    .exitedZero();
        } catch (TransportException e) {
            return false;
        }
    }

    @Override
    public Optional<Upstream> upstream(InstanceLocation standby) throws InterruptedException {
        String marker = dialect.standbyMarker();
        String file = dialect.primaryConninfoFile();
        // Where the marker is another file, a server that was promoted since keeps the line that names its former
        // master.
        if (!file.equals(marker)
                && !run(
                                standby.host(),
                                Command.of("test", "-f", standby.dataDirectory().file(marker)))
                        .exitedZero()) {
            return Optional.empty();
        }
        CommandResult text =
                run(standby.host(), Command.of("cat", standby.dataDirectory().file(file)));
        return text.exitedZero() ? StandbyMarker.upstream(standby.host(), file, text.stdout()) : Optional.empty();
    }

    @Override
    public Answer answer(InstanceLocation master, InstanceLocation server) throws InterruptedException {
        try {
            CommandResult said = run(master.host(), dialect.reachSegment(master, server.host(), server.port()));
            if (said.exitedZero()) {
                return Answer.TAKES_SESSIONS;
            }
            boolean standby = LoginRefusal.parse(said.stderr()).kind() == LoginRefusal.Kind.STANDBY;
            return standby ? Answer.STANDBY : Answer.NOTHING;
        } catch (TransportException e) {
            return Answer.NOTHING;
        }
    }

    @Override
    public OptionalLong rows(InstanceLocation master, String table) throws InterruptedException {
        if (number(master, dialect.tableExists(master, table)) == 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(master, dialect.countRows(master, table)));
    }

    private long number(InstanceLocation master, Command question) throws InterruptedException {
        CommandResult answer = run(master.host(), question);
        String text = answer.stdout().strip();
        if (!answer.exitedZero() || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new UnreadableOutputException(
                    master.host(), question.stdin().orElse("").strip(), "a number", answer.lastLine());
        }
        return Long.parseLong(text);
    }

    @Override
    public ClusterStatus status(InstanceLocation master) throws InterruptedException {
        return ClusterStatus.parse(master.host(), run(master.host(), dialect.gpstate(master, "-s")));
    }

    @Override
    public StandbyDetails standbyDetails(InstanceLocation master) throws InterruptedException {
        return StandbyDetails.parse(master.host(), run(master.host(), dialect.gpstate(master, "-f")));
    }

    @Override
    public HostEnvironment environment(HostName host, InstanceLocation at) throws InterruptedException {
        return hosts.environment(host, at);
    }

    @Override
    public DiskSpace directorySize(InstanceLocation at) throws InterruptedException {
        return hosts.directorySize(at);
    }

    @Override
    public DiskSpace freeSpace(InstanceLocation at) throws InterruptedException {
        return hosts.freeSpace(at);
    }

    @Override
    public OptionalLong epochSecond(HostName host) throws InterruptedException {
        return hosts.epochSecond(host);
    }

    @Override
    public Optional<String> sshFault(HostName from, HostName to) throws InterruptedException {
        return hosts.sshFault(from, to);
    }

    @Override
    public boolean silent(HostName host) throws InterruptedException {
        return peers.silent(host);
    }

    @Override
    public PeerSockets sockets(InstanceLocation master, CatalogRow standby) throws InterruptedException {
        return peers.sockets(master, standby);
    }

    @Override
    public List<String> dispatchFaults(InstanceLocation master, List<CatalogRow> primaries)
            throws InterruptedException {
        String error;
        try {
            CommandResult write = run(master.host(), dialect.dispatchedWrite(master, DISPATCH));
            if (write.exitedZero()) {
                return missing(write.stdout(), primaries);
            }
            error = "the test write ended with " + write.exitText() + ": " + write.lastLine();
        } catch (TransportException e) {
            error = "the test write did not end: " + e.getMessage();
        }
        List<String> faults = new ArrayList<>();
        // One question a host: what can't reach one of its segments reaches none, and each unanswered question takes
        // seconds.
        Set<HostName> silent = new HashSet<>();
        for (CatalogRow primary : primaries) {
            HostName host = primary.location().host();
            if (silent.contains(host)) {
                faults.add(primary + " is on " + host + ", which does not answer " + master.host());
            } else {
                reachFault(master, primary, silent).ifPresent(faults::add);
            }
        }
        faults.add(error);
        return faults;
    }

    private static List<String> missing(String stdout, List<CatalogRow> primaries) {
        if (primaries.isEmpty()) {
            return List.of("the catalog names no segments, so nothing shows that the test write reached them");
        }
        Set<String> answered = stdout.lines().map(String::strip).collect(Collectors.toSet());
        return primaries.stream()
                .filter(p -> !answered.contains(Integer.toString(p.content())))
                .map(p -> p + " took no part in the test write")
                .toList();
    }

    private Optional<String> reachFault(InstanceLocation master, CatalogRow primary, Set<HostName> silent)
            throws InterruptedException {
        try {
            CommandResult answer = run(
                    master.host(),
                    dialect.reachSegment(
                            master,
                            primary.location().host(),
                            primary.location().port()));
            return answer.exitedZero() || refusesOnlyTheUser(answer)
                    ? Optional.empty()
                    : Optional.of(primary + " does not answer " + master.host() + ": " + answer.lastLine());
        } catch (TransportException e) {
            if (e.reason() == TransportException.Reason.TIMEOUT) {
                silent.add(primary.location().host());
            }
            return Optional.of(primary + " does not answer " + master.host() + " (" + e.reason() + ")");
        }
    }

    /**
     * A segment need not let the new master's host log in (its {@code pg_hba.conf} may not name it, and dispatch doesn't ask that
     * file): a server that says no to the user is there all the same.
     */
    private static boolean refusesOnlyTheUser(CommandResult answer) {
        return answer.stderr().contains("FATAL:")
                && LoginRefusal.parse(answer.stderr()).kind() == LoginRefusal.Kind.OTHER;
    }

    private CommandResult run(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command);
    }
}
