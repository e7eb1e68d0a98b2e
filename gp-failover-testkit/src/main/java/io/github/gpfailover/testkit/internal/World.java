package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.internal.Checks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The whole model of one cluster; guarded by the monitor of its {@link SimTime}. */
public final class World {

    /** Its time. */
    public final SimTime time;
    /** Its hosts, by name. */
    public final Map<String, SimHost> hosts = new LinkedHashMap<>();
    /** Where the library runs. */
    public final SimHost controller;
    /** Masters and standbys that have processes, on all hosts. */
    public final List<Server> servers = new ArrayList<>();
    /** Segment instances, by content, preferred primary before mirror. */
    public final List<SegmentInstance> segments = new ArrayList<>();
    /** Tables as the segments hold them. */
    public final Map<String, SegmentTable> tables = new TreeMap<>();
    /** What is prepared on the segments while a master's commit waits for its standby. */
    public final Set<PreparedWrite> prepared = new HashSet<>();
    /** Directories that a utility deleted, as host:path. */
    public final List<String> deleted = new ArrayList<>();
    /** Jobs that run, on all hosts. */
    public final List<SimJob> jobs = new ArrayList<>();
    /** Calls that nobody waits for any more, and that wait for something without a time. */
    public final List<Call> left = new ArrayList<>();
    /** The size of each data directory of a master or standby, in KiB. */
    public long catalogKibibytes = SimHost.DIRECTORY_KIBIBYTES;
    /** What happened. */
    public final EventLog log;
    /** Which packets arrive. */
    public final Network network = new Network();
    /** Starts, stops and promotions. */
    public final Lifecycle lifecycle;
    /** Streams between masters and standbys. */
    public final Replication replication;
    /** Distributed transactions. */
    public final Transactions transactions;
    /** What masters do on segments. */
    public final Dispatch dispatch;
    /** Connections as their hosts' kernels list and destroy them. */
    public final Sockets sockets;

    private final Map<Integer, SegmentInstance> byDbid = new LinkedHashMap<>();
    private final Map<Integer, SegmentLog> logs = new TreeMap<>();
    private boolean everTwoWritable;
    private boolean everDiffered;
    private boolean everLostDirectory;
    private int mostDirectories;
    private Runnable afterCheck = () -> {};

    /** Makes an empty world. */
    public World(SimTime time, SimHost controller) {
        this.time = time;
        this.controller = controller;
        hosts.put(controller.name.value(), controller);
        log = new EventLog();
        replication = new Replication(this);
        lifecycle = new Lifecycle(this);
        transactions = new Transactions(this);
        dispatch = new Dispatch(this);
        sockets = new Sockets(this);
        time.afterEvent(this::check);
    }

    /** Gives a table that the segments hold. */
    public SegmentTable table(String name) {
        return Checks.notNull(tables.get(name), "table " + name);
    }

    /** Adds a segment instance. */
    public void add(SegmentInstance instance) {
        SegmentInstance last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (last != null && last.content == instance.content) {
            last.partner = instance;
            instance.partner = last;
            instance.log = last.log;
        } else {
            logs.put(instance.content, instance.log);
        }
        segments.add(instance);
        byDbid.put(instance.dbid, instance);
        instance.host.segments.add(instance);
    }

    /** Lists the distributed logs of all contents. */
    public Collection<SegmentLog> segmentLogs() {
        return logs.values();
    }

    /** Finds the distributed log of a content. */
    public SegmentLog segmentLog(int content) {
        return logs.get(content);
    }

    /** Finds a segment instance by its number. */
    public SegmentInstance segment(int dbid) {
        return byDbid.get(dbid);
    }

    /** Finds a host by any of its names or addresses, or null. */
    public SimHost host(String name) {
        SimHost byName = hosts.get(name);
        if (byName != null) {
            return byName;
        }
        for (SimHost host : hosts.values()) {
            if (host.addressOf(name) != null) {
                return host;
            }
        }
        return null;
    }

    /** Finds the host that has an address, or null. */
    public SimHost hostAt(String address) {
        for (SimHost host : hosts.values()) {
            if (host.addresses.contains(address)) {
                return host;
            }
        }
        return null;
    }

    /** Says whether one host can open a connection to another and hold it: a cut in one direction ends it as well. */
    public boolean connected(SimHost from, SimHost to) {
        return network.connected(from, to);
    }

    /** Checks whether two masters can write, and what jobs wait for, after whatever happened. */
    public void check() {
        if (!jobs.isEmpty()) {
            jobs.removeIf(SimJob::over);
        }
        if (!left.isEmpty()) {
            left.removeIf(Call::resumed);
        }
        if (!everTwoWritable && servers.size() > 1 && writable().size() > 1) {
            everTwoWritable = true;
            log.event(time.now(), "TWO MASTERS can write: " + names(writable()));
        }
        countDirectories();
        afterCheck.run();
    }

    /** Has something judged after whatever happened. */
    public void afterCheck(Runnable judge) {
        afterCheck = judge;
    }

    // A rename that overwrites, or a copy over something, leaves fewer; what a utility deletes is counted by itself.
    private void countDirectories() {
        int now = deleted.size();
        for (SimHost host : hosts.values()) {
            now += host.directories.size();
        }
        everLostDirectory |= now < mostDirectories;
        mostDirectories = Math.max(mostDirectories, now);
    }

    /** Says whether a data directory ever was gone without anybody having deleted it. */
    public boolean everLostDirectory() {
        return everLostDirectory;
    }

    /**
     * Says how much longer a copy takes than the recorded ones did, in milliseconds: 125 MB a second, an assumption.
     */
    public long copyMillis() {
        return Math.max(0, catalogKibibytes - SimHost.DIRECTORY_KIBIBYTES) * 1024 / 125_000;
    }

    /** Notes that a standby joined its master though it holds something else. */
    void differs(Server standby, Server master) {
        everDiffered = true;
        log.event(
                time.now(),
                "THE STANDBY on " + standby.host.name + " DIFFERS from its master on " + master.host.name + " from "
                        + Texts.lsn(standby.directory.firstDifference(master.directory)));
    }

    /** Says whether a standby ever joined a master though it held something else. */
    public boolean everDiffered() {
        return everDiffered;
    }

    /** Says whether two masters could write at any time. */
    public boolean everTwoWritable() {
        return everTwoWritable;
    }

    /** Gives the masters that can write to a segment now, those included of which only a session is left. */
    public List<Server> writable() {
        List<Server> can = new ArrayList<>(2);
        for (Server server : servers) {
            if (server.canWrite() && server.host.on && reachesASegment(server.host)) {
                can.add(server);
            }
        }
        return can;
    }

    private boolean reachesASegment(SimHost from) {
        if (network.quiet()) {
            return true;
        }
        for (SimHost host : hosts.values()) {
            if (!host.segments.isEmpty() && connected(from, host)) {
                return true;
            }
        }
        return false;
    }

    private static String names(List<Server> servers) {
        List<String> names = new ArrayList<>();
        servers.forEach(s -> names.add(s.host.name.value()));
        return String.join(" and ", names);
    }
}
