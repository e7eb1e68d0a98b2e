package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.Gang;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is really so in a simulated cluster, whatever its programs say.
 *
 * <p>It exists so that a test compares a report with the truth. Each method answers for the moment in which it is called.
 * Thread-safe; made by {@link SimulatedCluster#truth()}.
 *
 * @since 0.1
 */
@Evolving
public final class ClusterTruth {

    private final SimulatedCluster cluster;
    private final Model model;
    private final World world;

    ClusterTruth(SimulatedCluster cluster, Model model) {
        this.cluster = cluster;
        this.model = model;
        this.world = model.world;
    }

    /**
     * Names the hosts whose master can write to a segment now, those included on which only an orphan session is left.
     *
     * @return the hosts, in the order in which their servers were started
     */
    public List<HostName> writableMasters() {
        return model.locked(
                () -> world.writable().stream().map(s -> s.host.name).toList());
    }

    /**
     * Says whether a master on a host, or an orphan session of one, can write to a segment now: packets arrive in both directions between its
     * host and a segment's.
     *
     * @param host the host
     * @return true if it can
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if there is no such host
     */
    public boolean canWrite(String host) {
        return model.locked(() -> {
            SimHost asked = model.host(host);
            return world.writable().stream().anyMatch(s -> s.host == asked);
        });
    }

    /**
     * Counts the sessions on all segments that sessions of a master on a host opened. Some can outlive their master: nobody informs a
     * segment that can't be reached.
     *
     * @param origin the host that they came from
     * @return how many there are
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if there is no such host
     */
    public int sessionsOnSegments(String origin) {
        return model.locked(() -> {
            int count = 0;
            for (Gang gang : world.dispatch.from(model.host(origin))) {
                for (SegmentInstance segment : world.segments) {
                    count += gang.on(segment) ? 1 : 0;
                }
            }
            return count;
        });
    }

    /**
     * Lists the addresses that a host has an unreachable route to.
     *
     * @param host the host
     * @return the addresses
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if there is no such host
     */
    public Set<String> unreachableRoutes(String host) {
        return model.locked(() -> Set.copyOf(model.host(host).unreachable));
    }

    /**
     * Says whether two masters could write at the same time at any moment up to now.
     *
     * @return true if they could; checked after every command and event
     */
    public boolean everTwoWritableMasters() {
        return model.locked(world::everTwoWritable);
    }

    /**
     * Lists the invariants that did not hold at some moment up to now, without those that are tolerated.
     *
     * @return each with the moment and what was wrong; at most one for each invariant
     */
    public List<Violation> violations() {
        return cluster.violations();
    }

    /**
     * Counts the rows of a table on the segments.
     *
     * @param table the table
     * @return its committed rows; 0 for a table that the segments don't have
     * @throws NullPointerException if the table is null
     */
    public long rows(String table) {
        Checks.notNull(table, "table");
        return model.locked(() -> world.tables.containsKey(table) ? world.tables.get(table).rows : 0L);
    }

    /**
     * Counts the rows of a table that are on the segments, were acknowledged, and can't be seen by the one writable master, since its
     * postmaster began in the second of a master before it (recordings f0 to f8).
     *
     * @param table the table
     * @return how many; 0 if there is not exactly one master
     * @throws NullPointerException if the table is null
     */
    public long hiddenRows(String table) {
        Checks.notNull(table, "table");
        return model.locked(
                () -> world.tables.containsKey(table) && world.writable().size() == 1
                        ? world.transactions.hidden(
                                world.tables.get(table), world.writable().get(0))
                        : 0L);
    }

    /**
     * Says whether a directory is on a host's disk.
     *
     * @param host the host
     * @param path the directory
     * @return true if it is, whether or not the host has power
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no such host
     */
    public boolean directoryExists(String host, String path) {
        Checks.notNull(path, "path");
        return model.locked(() -> model.host(host).isDirectory(path));
    }

    /**
     * Lists the directories on a host that hold, or held, a master or standby.
     *
     * @param host the host
     * @return their paths
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if there is no such host
     */
    public List<String> directories(String host) {
        return model.locked(() -> List.copyOf(model.host(host).directories.keySet()));
    }

    /**
     * Names the host of the master that can write, if it is exactly one.
     *
     * @return the host; empty if none or two can write
     */
    public Optional<HostName> masterHost() {
        return model.locked(() ->
                world.writable().size() == 1 ? Optional.of(world.writable().get(0).host.name) : Optional.empty());
    }

    /**
     * Names the host of the standby that the one writable master's catalog holds.
     *
     * @return the host; empty if there is no standby, or not exactly one master
     */
    public Optional<HostName> standbyHost() {
        return model.locked(() -> world.writable().size() == 1
                ? world.writable()
                        .get(0)
                        .directory
                        .catalog
                        .standby()
                        .map(CatalogRow::location)
                        .map(l -> l.host())
                : Optional.empty());
    }

    /**
     * Says whether a standby is connected to the one writable master, caught up, and able to take over.
     *
     * @return true if nothing would be lost by a promotion now
     */
    public boolean standbyInSync() {
        return model.locked(() -> {
            var writable = world.writable();
            var stream = writable.size() == 1 ? writable.get(0).sends : null;
            return stream != null && !stream.broken() && !stream.catchingUp;
        });
    }

    /**
     * Says whether a standby follows a master whose log does not begin with all that it holds itself: whatever it replays, it is no copy
     * of that master. It stays so, whether or not its stream goes on, until its directory is copied or rewound.
     *
     * @return true if one does now; false while no standby runs that has a master
     */
    public boolean standbyDiffers() {
        return model.locked(() -> world.servers.stream()
                .map(s -> s.receives)
                .anyMatch(s -> s != null && !s.standby.directory.isPrefixOf(s.master.directory)));
    }

    /**
     * Says whether at any moment up to now a standby joined a master though it held something that the master's log does not begin with.
     *
     * @return true if one did
     */
    public boolean everStandbyDiffered() {
        return model.locked(world::everDiffered);
    }

    /**
     * Says where a data directory first holds something else than the master's, in its log or, after a copy that was broken off, in its
     * data files.
     *
     * @param host the host of the directory
     * @param path the directory
     * @return that position; empty if the master's log begins with all that the directory holds
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no such host, or no data directory of a master or standby there
     * @throws IllegalStateException if not exactly one master can write
     */
    public Optional<Lsn> firstDifference(String host, String path) {
        Checks.notNull(path, "path");
        return model.locked(() -> {
            ServerDirectory asked = model.directory(host, path);
            if (world.writable().size() != 1) {
                throw new IllegalStateException("there is not exactly one master to compare with: " + this);
            }
            long at = asked.firstDifference(world.writable().get(0).directory);
            return at < 0 ? Optional.empty() : Optional.of(new Lsn(at));
        });
    }

    /**
     * Lists the transactions that were acknowledged and that a server lacked when it began to serve as master. Each wrote on several
     * segments; what wrote on one alone can't be lost by a promotion.
     *
     * @return distributed id and what it was, for each
     */
    public List<String> lostTransactions() {
        return model.locked(world.transactions::lost);
    }

    /**
     * Lists the transactions that were acknowledged and that the log in a data directory does not have now.
     *
     * @param host the host of the directory
     * @param path the directory
     * @return distributed id and what it was, for each
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no such host, or no data directory of a master or standby there
     */
    public List<String> lackedTransactions(String host, String path) {
        Checks.notNull(path, "path");
        return model.locked(() -> world.transactions.lackedBy(model.directory(host, path)));
    }

    /**
     * Lists what a utility deleted from disks.
     *
     * @return host and path with a colon between, in the order in which they went
     */
    public List<String> deletedDirectories() {
        return model.locked(() -> List.copyOf(world.deleted));
    }

    boolean everLostDirectory() {
        return model.locked(world::everLostDirectory);
    }

    /** Says what the one writable master does not have, or does not see, of what was acknowledged. */
    Optional<String> missingAtTheMaster() {
        return model.locked(() -> {
            if (world.writable().size() != 1) {
                return Optional.empty();
            }
            Server master = world.writable().get(0);
            List<String> missing = new ArrayList<>(world.transactions.lackedBy(master.directory));
            world.tables.forEach((name, table) -> {
                long hidden = world.transactions.hidden(table, master);
                if (hidden > 0) {
                    missing.add(hidden + " rows of " + name + " that it can't see");
                }
            });
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the master on " + master.host.name + " lacks " + String.join(", ", missing));
        });
    }

    /**
     * Lists the hosts, whether or not they have power.
     *
     * @return their names, the controller's not among them
     */
    public List<HostName> hosts() {
        return model.locked(() -> world.hosts.values().stream()
                .filter(h -> h != world.controller)
                .map(h -> h.name)
                .toList());
    }

    /**
     * Says whether a connection from one host to another can be made and holds: both have power, their link is not cut, and neither
     * has an unreachable route to the other.
     *
     * @param from the one host
     * @param to the other; may be the same
     * @return true if it can
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if there is no such host
     */
    public boolean canConnect(HostName from, HostName to) {
        Checks.notNull(from, "from");
        Checks.notNull(to, "to");
        return model.locked(() -> world.connected(model.host(from.value()), model.host(to.value())));
    }

    /**
     * Lists the hosts that have power.
     *
     * @return their names, the controller's not among them
     */
    public List<HostName> poweredHosts() {
        return model.locked(() -> {
            List<HostName> all = new ArrayList<>();
            for (SimHost host : world.hosts.values()) {
                if (host.on && host != world.controller) {
                    all.add(host.name);
                }
            }
            return all;
        });
    }

    /**
     * Lists the commands that were run, or were to be run, on the cluster's hosts.
     *
     * @return the commands, in the order in which they ended
     */
    public List<SentCommand> commands() {
        return model.locked(() -> {
            List<SentCommand> all = new ArrayList<>();
            world.log.commands((host, command) -> all.add(new SentCommand(host, command)));
            return all;
        });
    }

    /**
     * Lists all that happened: virtual time, host and command or event, exit status, seconds.
     *
     * @return one line for each
     */
    public String timeline() {
        return model.locked(world.log::render);
    }

    /** Returns who can write. */
    @Override
    public String toString() {
        return "writable masters: " + writableMasters();
    }
}
