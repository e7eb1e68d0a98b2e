package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.HostName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    /** Paths at which a file system is mounted. */
    public final Set<String> mounts = new HashSet<>();
    /** Directories that hold no server. */
    public final Set<String> plainDirectories = new LinkedHashSet<>();
    /** Files outside of data directories, by path. */
    public final Map<String, String> files = new HashMap<>();
    /** Masters and standbys that have processes, orphans included. */
    public final List<Server> servers = new ArrayList<>();
    /** Jobs, by their directory and id; like files, they outlive a loss of power. */
    public final Map<String, Map<String, SimJob>> jobs = new HashMap<>();
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

    /** Tells whether that path is a directory. */
    public boolean isDirectory(String path) {
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
    public String read(String path) {
        String plain = files.get(path);
        if (plain != null || directories.isEmpty()) {
            return plain;
        }
        ServerDirectory directory = directoryOf(path);
        return directory == null ? null : directory.files.get(path.substring(directory.path.length() + 1));
    }

    /** Finds the data directory that a path of a file lies in, or null. */
    public ServerDirectory directoryOf(String path) {
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
    public void write(String path, String text) {
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
