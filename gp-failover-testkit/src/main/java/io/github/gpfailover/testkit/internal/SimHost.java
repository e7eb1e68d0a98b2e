package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.HostName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/** One host: its power, its disk and its processes. */
public final class SimHost {

    /** The size of its one file system in KiB, if nothing else is said. */
    public static final long DISK_KIBIBYTES = 104_857_600L;
    /** The size of a data directory of a master or standby in KiB, if nothing else is said: about that of recording c4. */
    public static final long DIRECTORY_KIBIBYTES = 250_880L;

    /** The name that others reach it by. */
    public final HostName name;
    /** The address that its name stands for. */
    public final String address;
    /** All its addresses, that one first; connections can come from each of them. */
    public final List<String> addresses = new ArrayList<>();
    /** Addresses that it has an unreachable route to; lost with its power. */
    public final Set<String> unreachable = new HashSet<>();
    /** Who set them, by the number of {@code proto}, where one was given. */
    public final Map<String, Integer> routeOrigin = new HashMap<>();
    /** Whether its login may use sudo without a password. */
    public boolean mayRoot = true;
    /** Whether its login is root itself. */
    public boolean isRoot;
    /** Data directories of masters and standbys, by path. */
    public final Map<String, ServerDirectory> directories = new LinkedHashMap<>();
    /** Paths that are symbolic links to the directory that the model keeps under them. */
    public final Set<String> links = new HashSet<>();
    /** Symbolic links above data directories, each with where it leads; the model keeps all by the paths with the links. */
    public final Map<String, String> directoryLinks = new LinkedHashMap<>();
    /** Processes of other people's servers. */
    public final List<Neighbour> neighbours = new ArrayList<>();
    /** Other names that lead here, each with the address that it stands for. */
    public final Map<String, String> aliases = new LinkedHashMap<>();
    /** Paths at which a file system is mounted. */
    public final Set<String> mounts = new HashSet<>();
    /** Directories that hold no server. */
    public final Set<String> plainDirectories = new LinkedHashSet<>();
    /** Files outside of data directories, by path. */
    public final Map<String, String> files = new HashMap<>();
    /** Masters and standbys that have processes, orphans included. */
    public final List<Server> servers = new ArrayList<>();
    /** Jobs, by their directory and id; like files, they outlive a loss of power. */
    public Map<String, Map<String, SimJob>> jobs = new HashMap<>();
    /** Claims of runs, by the directory of their cluster and their number. */
    public Map<String, NavigableMap<Long, String>> claims = new HashMap<>();
    /** Segment instances that live here. */
    public final List<SegmentInstance> segments = new ArrayList<>();

    /** Whether it has power. */
    public boolean on = true;
    /** Whether its commands never end. */
    public boolean hung;
    /** Whether {@code pg_ctl stop -m fast} does not finish here. */
    public boolean stopHangs;
    /** How long the last checkpoint of a master takes here, in nanoseconds. */
    public long shutdownTakes;
    /** How often it lost power: what ran before is gone. */
    public int powerLosses;
    /** What {@code postgres --gp-version} prints here. */
    public String productVersion = Texts.PRODUCT_VERSION;
    /** What {@code select version()} answers here. */
    public String serverVersion = Texts.SERVER_VERSION;
    /** Whether the segments answer gpstate's own sessions from here; they did not on a host that became master (50). */
    public boolean queriesSegments;

    /** How far its clock is ahead of the time that is. */
    public Duration clockOff = Duration.ZERO;
    /** The size of its one file system, in KiB. */
    public long diskKibibytes = DISK_KIBIBYTES;
    /** What is free on its one file system, in KiB. */
    public long freeKibibytes = DISK_KIBIBYTES / 4 * 3;
    /** Programs that are not on its path. */
    public final Set<String> missingPrograms = new LinkedHashSet<>();
    /** Hosts that its ssh can't log in to. */
    public final Set<String> brokenSsh = new LinkedHashSet<>();

    /** What its login brings into each command. */
    public final SimLogin login = new SimLogin();
    /** Where its servers make their sockets; empty for nowhere. */
    public String socketDirectory = "/tmp";

    private final IdentityHashMap<Object, Integer> fileNumbers = new IdentityHashMap<>();
    private final Map<String, String> interned = new HashMap<>();
    private int lastPid = 100;
    private String segmentRows;

    /** Makes a host with an empty disk. */
    public SimHost(HostName name, String address) {
        this.name = name;
        this.address = address;
        addresses.add(address);
        plainDirectories.addAll(List.of("/", "/tmp", "/data", "/data/master", "/home", "/home/gpadmin"));
    }

    /** Gives a new process number. */
    public int newPid() {
        return ++lastPid;
    }

    /** Gives the file number of a directory, which a rename does not change. */
    public int fileNumber(Object directory) {
        Object one = directory instanceof String path ? interned.computeIfAbsent(path, p -> p) : directory;
        return fileNumbers.computeIfAbsent(one, d -> 131_073 + fileNumbers.size());
    }

    /** Gives the path by which the model keeps what a path leads to. */
    public String known(String path) {
        String plain = path.replaceAll("/{2,}", "/");
        for (Map.Entry<String, String> link : directoryLinks.entrySet()) {
            if ((plain + "/").startsWith(link.getValue() + "/")) {
                return link.getKey() + plain.substring(link.getValue().length());
            }
        }
        return plain;
    }

    /** Gives a row of ps as it is where servers were started by the paths that the links lead to. */
    public String shown(String row) {
        String all = row;
        for (Map.Entry<String, String> link : directoryLinks.entrySet()) {
            all = all.replace(" -D " + link.getKey() + "/", " -D " + link.getValue() + "/");
        }
        return all;
    }

    /** Gives the address that one of its names stands for, as resolvers take no notice of case; null if it is none of them. */
    public String addressOf(String wanted) {
        if (wanted.equalsIgnoreCase(name.value())) {
            return address;
        }
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            if (wanted.equalsIgnoreCase(alias.getKey())) {
                return alias.getValue();
            }
        }
        return addresses.contains(wanted) ? wanted : null;
    }

    /** Says whether that path is a directory. */
    public boolean isDirectory(String given) {
        String path = known(given);
        if (directories.containsKey(path) || plainDirectories.contains(path)) {
            return true;
        }
        for (SegmentInstance segment : segments) {
            if (segment.directory.equals(path)) {
                return true;
            }
        }
        return false;
    }

    /** Reads a file, or null. */
    public String read(String given) {
        String path = known(given);
        String plain = files.get(path);
        if (plain != null || directories.isEmpty()) {
            return plain;
        }
        ServerDirectory directory = directoryOf(path);
        return directory == null ? null : directory.files.get(path.substring(directory.path.length() + 1));
    }

    /** Finds the data directory that a path of a file lies in, or null. */
    public ServerDirectory directoryOf(String given) {
        String path = known(given);
        int slash = path.lastIndexOf('/');
        while (slash > 0) {
            ServerDirectory directory = directories.get(path.substring(0, slash));
            if (directory != null) {
                return directory;
            }
            slash = path.lastIndexOf('/', slash - 1);
        }
        return null;
    }

    /** Writes a file, in a data directory or beside them. */
    public void write(String given, String text) {
        String path = known(given);
        ServerDirectory directory = directoryOf(path);
        if (directory != null) {
            directory.files.put(path.substring(directory.path.length() + 1), text);
        } else {
            files.put(path, text);
        }
    }

    /** Finds the server whose postmaster listens on that port, or null. */
    public Server listening(int port) {
        for (Server server : servers) {
            if (server.port == port && server.alive) {
                return server;
            }
        }
        return null;
    }

    /** Finds the segment instance of that port, or null. */
    public SegmentInstance segment(int port) {
        for (SegmentInstance segment : segments) {
            if (segment.port == port) {
                return segment;
            }
        }
        return null;
    }

    /** Gives the rows of ps for the segments that run here; kept until one of them starts or ends. */
    public String segmentRows() {
        if (segmentRows == null) {
            StringBuilder out = new StringBuilder();
            for (SegmentInstance segment : segments) {
                if (segment.running) {
                    out.append(segment.row).append('\n');
                }
            }
            segmentRows = out.toString();
        }
        return segmentRows;
    }

    /** Has the rows of the segments made anew. */
    public void segmentsChanged() {
        segmentRows = null;
    }
}
