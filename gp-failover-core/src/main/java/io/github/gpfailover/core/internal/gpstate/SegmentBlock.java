package io.github.gpfailover.core.internal.gpstate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The rows of one segment. It exists so that a block that lost a row, or got one of its neighbour, is refused. */
final class SegmentBlock {

    private static final String MIRRORING = "Mirroring Info";
    private static final String CURRENT = "Current role";
    private static final String PREFERRED = "Preferred role";
    private static final String MIRROR_STATUS = "Mirror status";
    private static final String FETCH_ERROR = "Error Getting Segment Status";
    private static final String PID = "PID";
    private static final String CONFIGURED = "Configuration reports status as";
    private static final String OF_PRIMARY = "Database status";
    private static final String OF_MIRROR = "Segment status";

    private static final Set<String> NEEDED = Set.of(
            "Hostname",
            "Address",
            "Datadir",
            "Port",
            CURRENT,
            PREFERRED,
            MIRROR_STATUS,
            FETCH_ERROR,
            PID,
            CONFIGURED,
            OF_PRIMARY,
            OF_MIRROR);
    // Recordings 06 and 95. The last two are of version 7 and of a recovery, in gpstate's source, and were not
    // recorded.
    private static final Set<String> TOLD = Set.of(
            "WAL Sent Location",
            "WAL Flush Location",
            "WAL Replay Location",
            "Current write location",
            "Bytes remaining to send to mirror",
            "Bytes received but remain to flush",
            "Bytes received but remain to replay",
            "WAL sync remaining bytes",
            "Mirror recovery start");
    private static final Set<String> CATEGORIES =
            Set.of("Segment Info", MIRRORING, FETCH_ERROR, "Replication Info", "Status");

    private final GpstateOutput output;
    private final Map<String, Row> rows = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean mirroring;

    SegmentBlock(GpstateOutput output) {
        this.output = output;
    }

    /** Takes a row; false if it is not known. */
    boolean take(Row row) {
        if (row.warning()) {
            problems.add(row.toString());
        }
        if (row.label().isEmpty()) {
            mirroring |= row.value().equals(MIRRORING);
            return CATEGORIES.contains(row.value());
        }
        if (!NEEDED.contains(row.label())) {
            return TOLD.contains(row.label());
        }
        if (rows.put(row.label(), row) != null) {
            throw output.unreadable("one row '" + row.label() + "' in a segment", row.toString());
        }
        return true;
    }

    SegmentStatus finish() {
        String host = value("Hostname");
        String address = value("Address");
        String directory = value("Datadir");
        value("Port");
        int port = output.number(rows.get("Port"));
        // Without mirrors gpstate leaves the roles out, and every segment is a primary (dialects §7).
        String current = mirroring ? role(CURRENT) : "Primary";
        String preferred = mirroring ? role(PREFERRED) : "Primary";
        String mirrorStatus = mirroring ? value(MIRROR_STATUS) : "";
        OptionalInt pid = pid();
        boolean configuredUp = configuredUp();
        String status = value(current.equals("Mirror") ? OF_MIRROR : OF_PRIMARY);
        return new SegmentStatus(
                host,
                address,
                directory,
                port,
                current,
                preferred,
                mirrorStatus,
                pid,
                configuredUp,
                status,
                status.equals("Up"),
                problems);
    }

    private String value(String label) {
        Row row = rows.get(label);
        if (row == null || row.value().isEmpty()) {
            throw output.missing("the row '" + label + "' of a segment");
        }
        return row.value();
    }

    private String role(String label) {
        String role = value(label);
        if (!role.equals("Primary") && !role.equals("Mirror")) {
            throw output.unreadable("Primary or Mirror as '" + label + "'", role);
        }
        return role;
    }

    private OptionalInt pid() {
        // A host that gave no answer has the reason where the process id would be.
        if (rows.containsKey(FETCH_ERROR) && !rows.containsKey(PID)) {
            return OptionalInt.empty();
        }
        String text = value(PID);
        if (rows.get(PID).warning()) {
            return OptionalInt.empty();
        }
        int pid = output.number(rows.get(PID));
        if (pid < 0) {
            throw output.unreadable("a process id as '" + PID + "'", text);
        }
        return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
    }

    private boolean configuredUp() {
        String value = value(CONFIGURED);
        if (!value.equals("Up") && !value.equals("Down")) {
            throw output.unreadable("Up or Down as '" + CONFIGURED + "'", value);
        }
        return value.equals("Up");
    }
}
