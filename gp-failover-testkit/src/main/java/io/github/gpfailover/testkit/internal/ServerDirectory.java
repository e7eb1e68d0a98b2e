package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A data directory of a master or standby on a host's disk: what stays when the server ends. */
public final class ServerDirectory {

    /** The marker of a standby. */
    public static final String RECOVERY_CONF = "recovery.conf";
    /** The file that a running server keeps its process number in. */
    public static final String PID_FILE = "postmaster.pid";
    /** The file that holds the server's dbid. */
    public static final String AUTO_CONF = "internal.auto.conf";

    /** Where a timeline ended and the next began. */
    public record Fork(int timeline, long position) {}

    /** Small text files by name. */
    public final Map<String, String> files = new HashMap<>();
    /** The forks that led to {@link #timeline}. */
    public final List<Fork> history = new ArrayList<>();

    /** Where it lies; a rename changes it. */
    public String path;
    /** The system identifier of its pg_control; 0 for a directory that has none. */
    public long systemIdentifier;
    /** The timeline that the server writes or replays. */
    public int timeline = 1;
    /** The timeline in pg_control, which rises at a checkpoint only. */
    public int controlTimeline = 1;
    /** The state in pg_control. */
    public String controlState = "in production";
    /** The end of its write-ahead log. */
    public long position;
    /** The position of the last checkpoint. */
    public long checkpoint;
    /** When pg_control was written last. */
    public long controlTime;
    /** What the server knows of its cluster. */
    public Catalog catalog;

    /** Makes an empty directory. */
    public ServerDirectory(String path) {
        this.path = path;
    }

    /** Tells whether a standby's marker is there. */
    public boolean isStandby() {
        return files.containsKey(RECOVERY_CONF);
    }

    /** Tells the server's dbid. */
    public int dbid() {
        String text = files.getOrDefault(AUTO_CONF, "gp_dbid=0").strip();
        return Integer.parseInt(text.substring(text.indexOf('=') + 1).strip());
    }

    /** Sets the server's dbid. */
    public void dbid(int dbid) {
        files.put(AUTO_CONF, "gp_dbid=" + dbid + "\n");
    }

    /** Reads a word of primary_conninfo, such as host. */
    public String conninfo(String word) {
        String text = files.getOrDefault(RECOVERY_CONF, "");
        int at = text.indexOf(word + '=');
        if (at < 0) {
            return "";
        }
        int from = at + word.length() + 1;
        int to = from;
        while (to < text.length() && text.charAt(to) != ' ' && text.charAt(to) != '\'' && text.charAt(to) != '\n') {
            to++;
        }
        return text.substring(from, to);
    }

    /** Writes a checkpoint. */
    public void checkpoint(long now) {
        checkpoint = position;
        controlTimeline = timeline;
        controlTime = now;
    }

    /** Takes over what a basebackup copies. */
    public void copyFrom(ServerDirectory master, long now) {
        systemIdentifier = master.systemIdentifier;
        timeline = master.timeline;
        history.clear();
        history.addAll(master.history);
        catalog = master.catalog;
        position = master.position;
        files.put("PG_VERSION", "9.4\n");
        checkpoint(now);
        controlState = "in archive recovery";
    }

    /** Gives the marker's text that gpinitstandby writes (recording 26). */
    public static String recoveryConf(String host, int port) {
        return "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin host=" + host + " port=" + port
                + " sslmode=disable sslcompression=1 krbsrvname=postgres application_name=gp_walreceiver'\n";
    }
}
