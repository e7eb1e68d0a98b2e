package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.CatalogRow.Role;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Catalog;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.Texts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * gpstate -s, -e and -b (01, 06, 09, 10, 50, 92, 95, 97). Reports on a segment that is down in the catalog are recorded for -e
 * only; in -s and -b their texts are those of the product's source.
 */
final class SegmentReport {

    private static final int DASHES = 52;
    private static final String PROCESS_ERROR = "Process error -- database process may be down";
    private static final String DOWN = "Down in configuration";
    // Segments keep no log of their own in the model.
    private static final String LOCATION = Texts.lsn(0xC000000L);

    private final Call call;
    private final UtilityLog log;
    private final Server server;
    private final Catalog catalog;
    private final List<CatalogRow> rows;
    private final Map<Integer, CatalogRow> primaries = new LinkedHashMap<>();
    private final Map<Integer, CatalogRow> mirrors = new HashMap<>();

    SegmentReport(Call call, UtilityLog log, Server server) {
        this.call = call;
        this.log = log;
        this.server = server;
        catalog = server.directory.catalog;
        rows = catalog.segments();
        rows.forEach(r -> (r.role() == Role.PRIMARY ? primaries : mirrors).put(r.content(), r));
    }

    void print(String option) {
        switch (option) {
            case "-s" -> details();
            case "-e" -> problems();
            default -> summary();
        }
    }

    private SegmentInstance instance(CatalogRow row) {
        return call.world.segment(row.dbid());
    }

    private boolean runs(CatalogRow row) {
        SegmentInstance segment = instance(row);
        return segment.running && call.world.connected(call.host, segment.host);
    }

    private boolean queried(CatalogRow primary) {
        return call.host.queriesSegments && runs(primary);
    }

    private CatalogRow mirrorOf(CatalogRow row) {
        return (row.role() == Role.PRIMARY ? mirrors : primaries).get(row.content());
    }

    private boolean streams(CatalogRow primary) {
        CatalogRow mirror = mirrorOf(primary);
        return mirror != null && runs(primary) && runs(mirror) && mirror.up();
    }

    private void queryWarnings() {
        for (CatalogRow primary : primaries.values()) {
            if (!queried(primary)) {
                log.warning("could not query segment " + primary.dbid() + " ("
                        + primary.location().host() + ':' + primary.location().port() + ')');
            } else if (mirrorOf(primary) != null && !streams(primary)) {
                log.warning("pg_stat_replication shows no standby connections");
            }
        }
    }

    private void details() {
        queryWarnings();
        log.rule(DASHES);
        log.info("-Master Configuration & Status");
        log.rule(DASHES);
        LabelTable master = new LabelTable("   ")
                .add("Master host", call.host.name.value())
                .add("Master postgres process ID", Integer.toString(server.pid))
                .add("Master data directory", server.directory.path)
                .add("Master port", Integer.toString(server.port))
                .add("Master current role", "dispatch")
                .add("Greenplum initsystem version", Texts.INITSYSTEM_VERSION)
                .add("Greenplum current version", call.host.serverVersion)
                .add("Postgres version", "9.4.26");
        standby(master, "Master standby", "Standby master state");
        boolean warned = master.print(log);
        log.rule(DASHES);
        log.info("Segment Instance Status Report");
        LabelTable table = new LabelTable("      ");
        for (CatalogRow row : rows) {
            segment(table, row);
        }
        warned |= table.print(log);
        if (warned) {
            log.warning("*".repeat(DASHES + 1));
            log.warning("Warnings have been generated during status processing");
            log.warning("Check log file or review screen output");
            log.warning("*".repeat(DASHES + 1));
            call.exit = 1;
        }
    }

    private void standby(LabelTable table, String hostLabel, String stateLabel) {
        CatalogRow standby = catalog.standby().orElse(null);
        if (standby == null) {
            table.add(hostLabel, "No master standby configured");
            return;
        }
        table.add(hostLabel, standby.location().host().value());
        switch (StandbyStatus.of(call, standby).kind()) {
            case PASSIVE -> table.add(stateLabel, "Standby host passive");
            case NOT_RUNNING -> table.warn(stateLabel, "Standby host DOWN");
            case UNKNOWN ->
                table.warn(
                        stateLabel,
                        "Status could not be determined: Error getting status from host "
                                + standby.location().host());
        }
    }

    private void segment(LabelTable table, CatalogRow row) {
        boolean primary = row.role() == Role.PRIMARY;
        table.rule(DASHES)
                .heading("Segment Info")
                .add("Hostname", row.location().host().value())
                .add("Address", row.address())
                .add("Datadir", row.location().dataDirectory().path())
                .add("Port", Integer.toString(row.location().port()));
        if (mirrorOf(row) != null) {
            mirroring(table, row, primary);
        }
        boolean up = runs(row);
        table.heading("Status")
                .add("PID", up ? Integer.toString(instance(row).pid) : "Not found", !up)
                .add("Configuration reports status as", row.up() ? "Up" : "Down", !row.up())
                .add(primary ? "Database status" : "Segment status", up ? "Up" : row.up() ? PROCESS_ERROR : DOWN, !up);
    }

    private void mirroring(LabelTable table, CatalogRow row, boolean primary) {
        CatalogRow other = mirrorOf(row);
        boolean known = queried(primary ? row : other);
        boolean streams = streams(primary ? row : other);
        String mode = row.synchronised() ? "Synchronized" : "Not In Sync";
        table.heading("Mirroring Info")
                .add("Current role", primary ? "Primary" : "Mirror")
                .add("Preferred role", row.preferredRole() == Role.PRIMARY ? "Primary" : "Mirror")
                .add(
                        "Mirror status",
                        !primary && known && streams && row.synchronised() ? "Streaming" : mode,
                        !row.synchronised());
        if (primary && known) {
            table.heading("Replication Info")
                    .add("Current write location", LOCATION)
                    .add("Bytes remaining to send to mirror", streams ? "0" : "Unknown", !streams);
        } else if (!primary) {
            boolean told = known && streams;
            table.heading("Replication Info");
            for (String label : List.of("WAL Sent Location", "WAL Flush Location", "WAL Replay Location")) {
                table.add(label, told ? LOCATION : "Unknown", !told);
            }
            for (String label : List.of("Bytes received but remain to flush", "Bytes received but remain to replay")) {
                table.add(label, told ? "0" : "Unknown", !told);
            }
        }
    }

    private void problems() {
        queryWarnings();
        log.rule(DASHES);
        log.info("Segment Mirroring Status Report");
        log.rule(DASHES);
        ColumnTable switched = new ColumnTable(false, "Current Primary", "Port", "Mirror", "Port");
        ColumnTable apart =
                new ColumnTable(false, "Current Primary", "Port", "WAL sync remaining bytes", "Mirror", "Port");
        for (CatalogRow primary : primaries.values()) {
            CatalogRow mirror = mirrorOf(primary);
            if (mirror != null && primary.preferredRole() != Role.PRIMARY) {
                switched.row(false, host(primary), port(primary), host(mirror), port(mirror));
            }
            if (mirror != null && !(queried(primary) && streams(primary))) {
                apart.row(false, host(primary), port(primary), "Unknown", host(mirror), port(mirror));
            }
        }
        ColumnTable down = new ColumnTable(false, "Segment", "Port", "Config status", "Status");
        for (CatalogRow row : rows) {
            if (!runs(row) || !row.up()) {
                down.row(false, host(row), port(row), row.up() ? "Up" : "Down", row.up() ? PROCESS_ERROR : DOWN);
            }
        }
        List<String> headings = List.of(
                "Segments with Primary and Mirror Roles Switched",
                "Unsynchronized Segment Pairs",
                "Downed Segments (may include segments where status could not be retrieved)");
        List<ColumnTable> tables = List.of(switched, apart, down);
        boolean found = false;
        for (int i = 0; i < tables.size(); i++) {
            if (tables.get(i).size() > 0) {
                if (found) {
                    log.rule(DASHES);
                }
                log.info(headings.get(i));
                tables.get(i).print(log);
                found = true;
            }
        }
        if (found) {
            call.exit = 1;
        } else {
            log.info("All segments are running normally");
        }
    }

    private static String host(CatalogRow row) {
        return row.location().host().value();
    }

    private static String port(CatalogRow row) {
        return Integer.toString(row.location().port());
    }

    private void summary() {
        log.info("Greenplum instance status summary");
        List<CatalogRow> byPreference =
                rows.stream().filter(r -> r.preferredRole() == Role.PRIMARY).toList();
        List<CatalogRow> others =
                rows.stream().filter(r -> r.preferredRole() != Role.PRIMARY).toList();
        LabelTable table = new LabelTable("   ").rule(DASHES).add("Master instance", "Active");
        standby(table, "Master standby", "Standby master state");
        table.add("Total segment instance count from metadata", Integer.toString(rows.size()));
        table.rule(DASHES).heading("Primary Segment Status").rule(DASHES);
        counts(table, "primary", byPreference);
        table.rule(DASHES).heading("Mirror Segment Status").rule(DASHES);
        if (others.isEmpty()) {
            table.heading("Mirrors not configured on this array");
        } else {
            counts(table, "mirror", others);
            long acting = others.stream().filter(r -> r.role() == Role.PRIMARY).count();
            table.add("Total number mirror segments acting as primary segments", Long.toString(acting), acting > 0)
                    .add(
                            "Total number mirror segments acting as mirror segments",
                            Long.toString(others.size() - acting));
        }
        table.rule(DASHES).print(log);
    }

    private void counts(LabelTable table, String kind, List<CatalogRow> of) {
        long down = of.stream().filter(r -> !r.up()).count();
        long gone = of.stream().filter(r -> !runs(r)).count();
        String found = Long.toString(of.size() - gone);
        String missing = Long.toString(gone);
        boolean warn = gone > 0;
        table.add("Total " + kind + " segments", Integer.toString(of.size()))
                .add("Total " + kind + " segment valid (at master)", Long.toString(of.size() - down))
                .add("Total " + kind + " segment failures (at master)", Long.toString(down), down > 0)
                .add("Total number of postmaster.pid files missing", missing, warn)
                .add("Total number of postmaster.pid files found", found)
                .add("Total number of postmaster.pid PIDs missing", missing, warn)
                .add("Total number of postmaster.pid PIDs found", found)
                .add("Total number of /tmp lock files missing", missing, warn)
                .add("Total number of /tmp lock files found", found)
                .add("Total number postmaster processes missing", missing, warn)
                .add("Total number postmaster processes found", found);
    }
}
