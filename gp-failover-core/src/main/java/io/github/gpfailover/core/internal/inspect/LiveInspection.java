package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.LogTrouble;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The inspection that asks the hosts. An execution uses it, and a preview as long as its plan would have changed nothing.
 */
public final class LiveInspection implements Inspection {

    /** A healthy cluster answers in some milliseconds; while a master hangs, clients wait for this too. */
    private static final Duration DISPATCHED_READ = Duration.ofSeconds(5);

    private static final Duration DISPATCH = Duration.ofSeconds(15);
    private static final Duration SIGHT = Duration.ofSeconds(5);
    private static final int ROWS_A_SEGMENT = 100;
    private static final int FEWEST_ROWS = 1000;

    private final Supplier<Dialect> words;
    private final ClusterSpec cluster;
    private final CommandTransport transport;
    private final InstantSource clock;
    private final HostQuestions hosts;
    private final PeerQuestions peers;
    private final DirectoryQuestions directories;
    private final NeighbourQuestions neighbours;
    private final PrefixQuestions prefixes;

    /**
     * Makes an inspection.
     *
     * @param cluster the cluster
     * @param words gives the dialect, which may be known only later
     * @param transport reaches the hosts
     * @param clock stamps what was seen
     * @param sleeper does things side by side
     */
    public LiveInspection(
            ClusterSpec cluster,
            Supplier<Dialect> words,
            CommandTransport transport,
            InstantSource clock,
            Sleeper sleeper) {
        this(cluster, words, transport, clock, sleeper, Optional.empty());
    }

    /**
     * Makes an inspection that does not ask a host again which was just found silent.
     *
     * @param cluster the cluster
     * @param words gives the dialect, which may be known only later
     * @param transport reaches the hosts
     * @param clock stamps what was seen
     * @param sleeper does things side by side
     * @param silences the hosts that were found silent; empty to ask each time
     */
    public LiveInspection(
            ClusterSpec cluster,
            Supplier<Dialect> words,
            CommandTransport transport,
            InstantSource clock,
            Sleeper sleeper,
            Optional<Silences> silences) {
        this.cluster = cluster;
        this.words = words;
        this.transport = transport;
        this.clock = clock;
        this.hosts = new HostQuestions(words, transport);
        this.peers = new PeerQuestions(words, transport, silences);
        this.neighbours = new NeighbourQuestions(cluster, transport, sleeper);
        this.directories = new DirectoryQuestions(words, transport, sleeper, this);
        this.prefixes = new PrefixQuestions(words, transport, sleeper);
    }

    @Override
    public DirectoryState directory(InstanceLocation at) throws InterruptedException {
        try {
            // pg_control first: within an outage one question is better than two.
            CommandResult control = run(at.host(), words.get().controlData(at));
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
    public JoinFacts oldDirectory(InstanceLocation at, InstanceState master) throws InterruptedException {
        return directories.ask(at, master);
    }

    @Override
    public ReplicationLogin replicationLogin(HostName from, InstanceLocation master) throws InterruptedException {
        // The port and directory only make the environment of the utilities.
        return directories.login(new InstanceLocation(from, master.port(), master.dataDirectory()), master);
    }

    @Override
    public List<String> networks(HostName host) throws InterruptedException {
        return hosts.networks(host);
    }

    @Override
    public Optional<String> address(HostName from, HostName of) throws InterruptedException {
        return hosts.address(from, of);
    }

    @Override
    public Optional<String> file(HostName host, String path) throws InterruptedException {
        CommandResult text = run(host, words.get().joining().read(path));
        if (text.exitedZero()) {
            return Optional.of(text.stdout());
        }
        CommandResult there = run(host, Command.of("test", "-e", path));
        if (there.exitCode().isPresent() && there.exitCode().getAsInt() == 1) {
            return Optional.empty();
        }
        // Never what it printed: there may be a password in the file.
        String said = text.stderr()
                .lines()
                .filter(l -> l.startsWith("cat: "))
                .findFirst()
                .orElse("it ended with " + text.exitText());
        throw new UnreadableOutputException(host, "cat -- " + path, "the text of a file", said);
    }

    @Override
    public Optional<String> logDiffers(JoinFacts facts, Lsn fork) throws InterruptedException {
        return directories.logDiffers(facts, fork);
    }

    @Override
    public Optional<Boolean> there(HostName host, String path) throws InterruptedException {
        try {
            OptionalInt said = run(host, Command.of("test", "-e", path)).exitCode();
            return said.isPresent() && said.getAsInt() <= 1 ? Optional.of(said.getAsInt() == 0) : Optional.empty();
        } catch (TransportException e) {
            return Optional.empty();
        }
    }

    @Override
    public SocketLock socketLock(InstanceLocation at) throws InterruptedException {
        String path = words.get().lockFile(at);
        try {
            CommandResult text = run(at.host(), Command.of("cat", path));
            if (!text.exitedZero()) {
                boolean there = run(at.host(), Command.of("test", "-e", path)).exitedZero();
                return there
                        ? new SocketLock(SocketLock.State.UNCLEAR, "it can't be read: " + text.lastLine())
                        : SocketLock.absent();
            }
            Optional<LockFile> lock = LockFile.parse(text.stdout());
            if (lock.isEmpty()) {
                return new SocketLock(SocketLock.State.UNCLEAR, "it names no process: " + Checks.shown(text.stdout()));
            }
            return heldBy(lock.get(), run(at.host(), ProcessTable.QUESTION), at);
        } catch (TransportException e) {
            return SocketLock.absent();
        }
    }

    private static SocketLock heldBy(LockFile lock, CommandResult ps, InstanceLocation at) {
        ProcessTable table;
        try {
            table = ProcessTable.parse(at.host(), ps.stdout());
        } catch (UnreadableOutputException e) {
            return new SocketLock(SocketLock.State.UNCLEAR, e.getMessage());
        }
        if (!table.whole(ps)) {
            return new SocketLock(SocketLock.State.UNCLEAR, "the host's process table is not proved whole");
        }
        String names = "it names process " + lock.pid() + " of " + lock.dataDirectory();
        return table.rows().stream()
                .filter(r -> r.pid() == lock.pid())
                .map(r -> new SocketLock(SocketLock.State.HELD, names + ", which runs as: " + r.command()))
                .findFirst()
                .orElse(new SocketLock(SocketLock.State.STALE, names + ", which is gone"));
    }

    @Override
    public List<String> unprovable(InstanceLocation at, List<InstanceLocation> known) throws InterruptedException {
        return neighbours.unprovable(at, known);
    }

    @Override
    public Optional<Sighting> sight(HostName from, InstanceLocation server) throws InterruptedException {
        return Optional.of(new Vantage(transport, cluster, words.get(), clock).look(from, server, SIGHT));
    }

    @Override
    public OptionalLong startSecond(InstanceLocation at) throws InterruptedException {
        return prefixes.startSecond(at);
    }

    @Override
    public Optional<LogTrouble> logTrouble(InstanceLocation at) throws InterruptedException {
        try {
            return LogTrouble.last(run(at.host(), words.get().logEnd(at)).stdout());
        } catch (TransportException e) {
            return Optional.empty();
        }
    }

    @Override
    public IdPrefixes idPrefixes(List<CatalogRow> primaries) throws InterruptedException {
        return prefixes.prefixes(primaries);
    }

    @Override
    public Optional<LoginRefusal> refusal(InstanceLocation at) throws InterruptedException {
        try {
            CommandResult said = run(at.host(), words.get().observe(at));
            return said.exitedZero() ? Optional.empty() : Optional.of(LoginRefusal.parse(said.stderr()));
        } catch (TransportException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Upstream> upstream(InstanceLocation standby) throws InterruptedException {
        Dialect dialect = words.get();
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
            CommandResult said = run(master.host(), words.get().reachSegment(master, server.host(), server.port()));
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
    public Optional<Boolean> externalDetector(InstanceLocation master) throws InterruptedException {
        Optional<Command> question = words.get().externalDetector(master);
        if (question.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(number(master, question.get()) > 0);
        } catch (TransportException | UnreadableOutputException e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong rows(InstanceLocation master, String table) throws InterruptedException {
        if (number(master, words.get().tableExists(master, table)) == 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(master, words.get().countRows(master, table)));
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
        return ClusterStatus.parse(master.host(), run(master.host(), words.get().gpstate(master, "-s")));
    }

    @Override
    public StandbyDetails standbyDetails(InstanceLocation master) throws InterruptedException {
        return StandbyDetails.parse(
                master.host(), run(master.host(), words.get().gpstate(master, "-f")));
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
    public DispatchAnswer dispatch(InstanceLocation master, List<CatalogRow> primaries) throws InterruptedException {
        try {
            return DispatchAnswer.read(
                    run(master.host(), words.get().dispatchedRead(master, DISPATCHED_READ)), primaries.size());
        } catch (TransportException e) {
            return DispatchAnswer.unread(e);
        }
    }

    @Override
    public List<String> dispatchFaults(InstanceLocation master, List<CatalogRow> primaries)
            throws InterruptedException {
        String error;
        try {
            int rows = Math.max(FEWEST_ROWS, primaries.size() * ROWS_A_SEGMENT);
            CommandResult write = run(master.host(), words.get().dispatchedWrite(master, rows, DISPATCH));
            if (write.exitedZero()) {
                return ReadBack.faults(write.stdout(), rows, primaries);
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

    private Optional<String> reachFault(InstanceLocation master, CatalogRow primary, Set<HostName> silent)
            throws InterruptedException {
        try {
            CommandResult answer = run(
                    master.host(),
                    words.get()
                            .reachSegment(
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
        return LoginRefusal.answered(answer.stderr())
                && LoginRefusal.parse(answer.stderr()).kind() == LoginRefusal.Kind.OTHER;
    }

    private CommandResult run(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command);
    }
}
