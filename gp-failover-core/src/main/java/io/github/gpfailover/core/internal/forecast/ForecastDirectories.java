package io.github.gpfailover.core.internal.forecast;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.dialect.StandbyFile;
import io.github.gpfailover.core.internal.inspect.AddressOf;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.inspect.NetworksOf;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.ReplicationLoginOn;
import io.github.gpfailover.core.internal.inspect.WalReading;
import io.github.gpfailover.core.internal.text.AccessFile;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.TimelineHistory.Fork;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.core.internal.text.WalRecords.Entry;
import io.github.gpfailover.error.GpFailoverException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a plan would have made of data directories by now: their {@code pg_control}, their last record and who else has it, and the files
 * that make a standby. It exists so that a forecast decides about directories as an execution would. Directories that no step touches are
 * asked of the hosts.
 */
final class ForecastDirectories {

    private static final String PID_FILE = "postmaster.pid";
    private static final String CONTROL_FILE = "global/pg_control";
    private static final String UNFORESEEN = "what stands in its log by then is not foreseen";
    private static final String AS_THE_UTILITY_WRITES = "# as gpinitstandby writes it\n";

    private final Inspection live;
    private final Supplier<Dialect> words;
    private final ClusterSpec cluster;
    private final Supplier<ClusterState> model;
    private final Optional<InstanceState> observedMaster;
    private final Map<InstanceLocation, DirectoryState> states = new HashMap<>();
    private final Map<InstanceLocation, Entry> ends = new HashMap<>();
    private final Map<InstanceLocation, Set<Entry>> held = new HashMap<>();
    private final Set<InstanceLocation> copies = new HashSet<>();
    private final Map<String, Optional<String>> files = new HashMap<>();
    private final List<Fork> forks = new ArrayList<>();
    private final Map<InstanceLocation, JoinFacts> asked = new HashMap<>();

    public ForecastDirectories(
            Inspection live, Supplier<Dialect> words, ClusterSpec cluster, Supplier<ClusterState> model) {
        this.live = live;
        this.words = words;
        this.cluster = cluster;
        this.model = model;
        this.observedMaster = model.get().master();
    }

    /** Says what would stand at a path. */
    public void state(InstanceLocation at, DirectoryState state) {
        states.put(at, state);
    }

    /** Says which record would be the last of a server that was stopped, and that a standby which followed it has it too. */
    public void stopped(InstanceLocation at, Entry last, Optional<InstanceLocation> follower) {
        ends.put(at, last);
        follower.ifPresent(f -> held.computeIfAbsent(f, k -> new HashSet<>()).add(last));
    }

    /** Says where a promotion would leave the timeline before. */
    public void promoted(InstanceLocation at, Optional<Fork> fork) throws InterruptedException {
        fork.ifPresent(forks::add);
        for (StandbyFile file : standbyFiles(at)) {
            if (!file.added()) {
                Optional<String> left = file(at.host(), path(at, file.name()));
                words.get().promotedMarker().ifPresent(done -> put(at, done, left));
                put(at, file.name(), Optional.empty());
            }
        }
    }

    /** Says that a standby would be made of a copy. */
    public void copied(InstanceLocation at, InstanceLocation master, int dbid) throws InterruptedException {
        Optional<String> access = letIn(at, master);
        Optional<String> done = Optional.empty();
        if (words.get().promotedMarker().isPresent()) {
            done = file(master.host(), path(master, words.get().promotedMarker().get()));
        }
        ends.remove(at);
        copies.add(at);
        put(at, JoinCommands.ACCESS_FILE, access);
        put(at, JoinCommands.DBID_FILE, Optional.of(joining().dbid(dbid).text()));
        for (StandbyFile file : standbyFiles(master)) {
            put(at, file.name(), Optional.of(AS_THE_UTILITY_WRITES));
        }
        if (words.get().promotedMarker().isPresent()) {
            put(at, words.get().promotedMarker().get(), done);
        }
    }

    /** Says that a standby would be made of the directory that is there. */
    public void joined(InstanceLocation at, InstanceLocation master, int dbid, boolean rewound)
            throws InterruptedException {
        Optional<String> access = letIn(at, master);
        ends.remove(at);
        if (rewound) {
            // pg_rewind takes over all that is no table of the master's (recording c4 shows its recovery.done).
            put(at, JoinCommands.ACCESS_FILE, access);
        }
        put(at, JoinCommands.DBID_FILE, Optional.of(joining().dbid(dbid).text()));
        for (StandbyFile file : standbyFiles(master)) {
            Optional<String> before = file.added() ? file(at.host(), path(at, file.name())) : Optional.empty();
            put(at, file.name(), Optional.of(before.orElse("") + file.text()));
        }
        words.get().promotedMarker().ifPresent(done -> put(at, done, Optional.empty()));
    }

    public DirectoryState directory(InstanceLocation at) throws InterruptedException {
        DirectoryState known = states.get(at);
        return known != null ? known : live.ask(new DirectoryAt(at));
    }

    public JoinFacts oldDirectory(InstanceLocation at, InstanceState master) throws InterruptedException {
        InstanceLocation there = master.location();
        if (!states.containsKey(at) && !states.containsKey(there)) {
            return live.ask(new JoinFactsOf(at, master));
        }
        DirectoryState old = directory(at);
        boolean touched = states.containsKey(at);
        Optional<JoinFacts> now = old.presence() == DirectoryState.Presence.ABSENT || copies.contains(at)
                ? Optional.empty()
                : Optional.of(asked(at, master));
        Entry last = ends.get(at);
        return new JoinFacts(
                at,
                there,
                survey(at, old, now),
                now.map(JoinFacts::surveyNote).orElse(""),
                old,
                directory(there),
                master.timeline(),
                history(master.timeline(), now),
                "which strategy fits a timeline that is yet to come can not be foretold",
                last != null ? only(last) : touched ? WalReading.untold(UNFORESEEN) : end(now),
                last != null ? masters(last, there) : touched ? WalReading.untold(UNFORESEEN) : same(now),
                login(at.host(), there));
    }

    private JoinFacts asked(InstanceLocation at, InstanceState master) throws InterruptedException {
        JoinFacts known = asked.get(at);
        if (known == null) {
            // What the present master has of its log stays; one that is yet to be may have it too.
            known = live.ask(new JoinFactsOf(at, observedMaster.orElse(master)));
            asked.put(at, known);
        }
        return known;
    }

    private static WalReading end(Optional<JoinFacts> now) {
        return now.map(JoinFacts::end).orElse(WalReading.untold(UNFORESEEN));
    }

    private static WalReading same(Optional<JoinFacts> now) {
        return now.map(JoinFacts::same).orElse(WalReading.untold(UNFORESEEN));
    }

    private Optional<DirectorySurvey> survey(InstanceLocation at, DirectoryState old, Optional<JoinFacts> now) {
        if (old.presence() == DirectoryState.Presence.ABSENT) {
            return Optional.of(
                    new DirectorySurvey(DirectorySurvey.Kind.ABSENT, DirectorySurvey.Mount.NO, "", Set.of(), 0));
        }
        if (now.isEmpty()) {
            return Optional.of(new DirectorySurvey(
                    DirectorySurvey.Kind.DIRECTORY,
                    DirectorySurvey.Mount.NO,
                    "that of the copy",
                    named(at, Set.of(CONTROL_FILE)),
                    0));
        }
        return now.get()
                .survey()
                .map(s -> states.containsKey(at)
                        ? new DirectorySurvey(s.kind(), s.mount(), s.version(), named(at, s.files()), s.tablespaces())
                        : s);
    }

    /** The names that a survey would find by then. */
    private Set<String> named(InstanceLocation at, Set<String> before) {
        Set<String> names = new HashSet<>(before);
        names.remove(PID_FILE);
        for (String name : joining().telling()) {
            Optional<String> known = files.get(key(at.host(), path(at, name)));
            if (known != null && known.isPresent()) {
                names.add(name);
            } else if (known != null) {
                names.remove(name);
            }
        }
        return names;
    }

    /** The history of the present master, and from there on that of the plan. */
    private Optional<TimelineHistory> history(OptionalInt timeline, Optional<JoinFacts> now) {
        List<Fork> all = new ArrayList<>(
                now.flatMap(JoinFacts::history).map(TimelineHistory::forks).orElse(List.of()));
        all.removeIf(f -> forks.stream().anyMatch(g -> g.parent() <= f.parent()));
        all.addAll(forks);
        return timeline.isEmpty() || all.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimelineHistory(timeline.getAsInt(), all));
    }

    private static WalReading only(Entry last) {
        return new WalReading(
                Optional.of(new WalRecords(List.of(last), Optional.of("no more in WAL record at " + last.at()))), "");
    }

    private WalReading masters(Entry last, InstanceLocation master) {
        return held.getOrDefault(master, Set.of()).contains(last)
                ? new WalReading(Optional.of(new WalRecords(List.of(last), Optional.empty())), "")
                : WalReading.untold(UNFORESEEN);
    }

    public ReplicationLogin login(HostName from, InstanceLocation master) throws InterruptedException {
        if (!states.containsKey(master)) {
            return live.ask(new ReplicationLoginOn(from, master));
        }
        Optional<ControlData> control = directory(master).control();
        Optional<InstanceState> server =
                model.get().master().filter(m -> m.location().equals(master));
        if (control.isEmpty() || server.isEmpty() || server.get().timeline().isEmpty()) {
            return new ReplicationLogin.Failed("how the master will answer is not foreseen");
        }
        Optional<String> address = live.ask(new AddressOf(master.host(), from));
        Optional<String> access = access(master);
        // Where either can't be determined, the step itself will see.
        if (address.isPresent() && access.isPresent()) {
            AccessFile.Judgement end = judged(access.get(), address.get(), master.host());
            if (end.verdict() == AccessFile.Verdict.NO_ENTRY) {
                return new ReplicationLogin.NoEntry(address.get());
            }
            if (end.verdict() == AccessFile.Verdict.REJECTED) {
                return new ReplicationLogin.Failed(
                        "pg_hba.conf of " + master + " turns " + address.get() + " away: " + end.why());
            }
        }
        return new ReplicationLogin.Accepted(
                control.get().systemIdentifier(),
                server.get().timeline().getAsInt(),
                server.get().position().orElse(new Lsn(0)));
    }

    public Optional<String> file(HostName host, String path) throws InterruptedException {
        Optional<String> known = files.get(key(host, path));
        return known != null ? known : live.ask(new FileText(host, path));
    }

    public Optional<Boolean> there(HostName host, String path) throws InterruptedException {
        Optional<String> known = files.get(key(host, path));
        return known != null ? Optional.of(known.isPresent()) : live.ask(new FileThere(host, path));
    }

    /**
     * Lets a standby's host in where the master does not yet; gives what its access file holds then, if that can be determined.
     */
    private Optional<String> letIn(InstanceLocation standby, InstanceLocation master) throws InterruptedException {
        Optional<String> access = access(master);
        Optional<String> address = live.ask(new AddressOf(master.host(), standby.host()));
        boolean missing = access.isPresent()
                && address.isPresent()
                && judged(access.get(), address.get(), master.host()).verdict() == AccessFile.Verdict.NO_ENTRY;
        if (!missing) {
            return access;
        }
        Optional<String> then = Optional.of(access.get() + "\n" + joining().accessLine(address.get()) + "\n");
        put(master, JoinCommands.ACCESS_FILE, then);
        return then;
    }

    private Optional<String> access(InstanceLocation master) throws InterruptedException {
        try {
            return file(master.host(), path(master, JoinCommands.ACCESS_FILE));
        } catch (GpFailoverException e) {
            return Optional.empty();
        }
    }

    private AccessFile.Judgement judged(String access, String address, HostName server) throws InterruptedException {
        // What the server's own networks are only matters where the file asks for them.
        List<String> networks = access.contains("samenet") ? live.ask(new NetworksOf(server)) : List.of();
        return AccessFile.replication(access, cluster.adminUser().value(), address, networks);
    }

    private List<StandbyFile> standbyFiles(InstanceLocation master) {
        return joining().standbyFiles(master);
    }

    private JoinCommands joining() {
        return words.get().joining();
    }

    private void put(InstanceLocation at, String name, Optional<String> text) {
        files.put(key(at.host(), path(at, name)), text);
    }

    private static String path(InstanceLocation at, String name) {
        return at.dataDirectory().file(name);
    }

    private static String key(HostName host, String path) {
        return host + ":" + path;
    }
}
