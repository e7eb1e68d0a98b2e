package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Catalog;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.Stream;
import io.github.gpfailover.testkit.internal.Texts;
import java.util.List;

/** gpstate (01, 05-13, 43, 47, 50, 91-99, a0); the reports on segments are in {@link SegmentReport}. */
final class GpstateRule implements Rule {

    private static final int DEFAULT_PORT = 5432;
    private static final int BLOCK = 61;

    @Override
    public void run(Call call) {
        if (call.words.size() != 2) {
            throw call.unknown("gpstate takes one of -s -f -m -p -e -b -c -i -Q here");
        }
        String option = call.words.get(1);
        if (!List.of("-s", "-f", "-m", "-p", "-e", "-b", "-c", "-i", "-Q").contains(option)) {
            throw call.unknown("option " + option);
        }
        UtilityLog log = new UtilityLog(call, "gpstate");
        log.info("Starting gpstate with args: " + option);
        log.info("local Greenplum Version: '" + call.host.productVersion + "'");
        String port = call.variable("PGPORT");
        Server server = call.host.listening(port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port));
        if (server == null || server.state != Server.State.MASTER) {
            String reason = server == null
                    ? "could not connect to server: Connection refused\n\tIs the server running on host \"localhost\" (127.0.0.1) and"
                            + " accepting\n\tTCP/IP connections on port " + (port.isEmpty() ? DEFAULT_PORT : port)
                            + "?\n"
                    : Texts.notAccepting(server);
            log.critical("gpstate failed. (Reason='" + reason + "') exiting...");
            call.exit = 2;
            call.takes(120);
            return;
        }
        log.info("master Greenplum Version: '" + call.host.serverVersion + "'");
        log.info("Obtaining Segment details from master...");
        report(call, log, server, option);
    }

    private static void report(Call call, UtilityLog log, Server server, String option) {
        Catalog catalog = server.directory.catalog;
        SegmentReport segments = new SegmentReport(call, log, server);
        switch (option) {
            case "-f" -> standbyDetails(call, log, server);
            case "-m" -> {
                mirrors(call, log, catalog);
                call.takes(140);
            }
            case "-p" -> {
                ports(log, server);
                call.takes(180);
            }
            case "-Q" -> {
                quick(call, log, catalog);
                call.takes(160);
            }
            case "-c" -> {
                pairs(log, catalog, call);
                call.takes(120);
            }
            case "-i" -> {
                log.info("Loading version information");
                call.after(960, () -> versions(call, log, catalog));
            }
            default -> {
                log.info("Gathering data from segments...");
                call.after(standbyOff(call, server) ? 38_770 : 850, () -> segments.print(option));
            }
        }
    }

    private static boolean standbyOff(Call call, Server server) {
        return server.directory
                .catalog
                .standby()
                .map(s -> call.world.host(s.location().host().value()))
                .filter(h -> h != null && !h.on)
                .isPresent();
    }

    private static void standbyDetails(Call call, UtilityLog log, Server server) {
        CatalogRow standby = server.directory.catalog.standby().orElse(null);
        if (standby == null) {
            log.info("Standby master instance not configured");
            replication(log, server);
            call.takes(130);
            return;
        }
        StandbyStatus status = StandbyStatus.of(call, standby);
        // ssh gives up on a host without power after 38 s (a0), and at once where a route is refused (87).
        call.after(standbyOff(call, server) ? 38_770 : 480, () -> {
            log.info("Standby master details");
            log.rule(22);
            LabelTable table = new LabelTable("   ")
                    .add("Standby address", standby.address())
                    .add(
                            "Standby data directory",
                            standby.location().dataDirectory().path())
                    .add("Standby port", Integer.toString(standby.location().port()));
            switch (status.kind()) {
                case PASSIVE ->
                    table.add("Standby PID", Integer.toString(status.pid()))
                            .add("Standby status", "Standby host passive");
                case NOT_RUNNING ->
                    table.warn("Standby PID", "0").warn("Standby status", "Standby process not running");
                case UNKNOWN ->
                    table.warn(
                                    "Standby PID",
                                    "Error getting status from host "
                                            + standby.location().host())
                            .warn("Standby status", "Status could not be determined");
            }
            table.print(log);
            replication(log, server);
        });
    }

    private static void replication(UtilityLog log, Server server) {
        Stream s = server.sends;
        log.rule(BLOCK);
        log.info("-pg_stat_replication");
        log.rule(BLOCK);
        if (s == null) {
            log.info("No entries found.");
        } else {
            String flushed = Texts.lsn(s.flushed);
            log.info("-WAL Sender State: " + s.state());
            log.info("-Sync state: " + s.syncState());
            log.info("-Sent Location: " + (s.catchingUp ? Texts.lsn(server.directory.position) : flushed));
            log.info("-Flush Location: " + flushed);
            log.info("-Replay Location: " + flushed);
        }
        log.rule(BLOCK);
    }

    private static void mirrors(Call call, UtilityLog log, Catalog catalog) {
        List<CatalogRow> mirrors = catalog.segments().stream()
                .filter(r -> r.preferredRole() == CatalogRow.Role.MIRROR)
                .toList();
        if (mirrors.isEmpty()) {
            // Wording of dialects §7; its frame is the product source's.
            log.warning("-".repeat(BLOCK));
            log.warning("Mirror not used");
            log.warning("-".repeat(BLOCK));
            return;
        }
        heading(log);
        ColumnTable table = new ColumnTable(true, "Mirror", "Datadir", "Port", "Status", "Data Status");
        for (CatalogRow mirror : mirrors) {
            boolean failed = !mirror.up();
            String status =
                    failed ? "Failed" : mirror.role() == CatalogRow.Role.PRIMARY ? "Acting as Primary" : "Passive";
            String data = failed ? "" : mirror.synchronised() ? "Synchronized" : "Not In Sync";
            table.row(
                    failed,
                    mirror.location().host().value(),
                    mirror.location().dataDirectory().path(),
                    Integer.toString(mirror.location().port()),
                    status,
                    data);
            call.exit = failed ? 1 : call.exit;
        }
        table.print(log);
        log.rule(BLOCK);
    }

    private static void heading(UtilityLog log) {
        log.rule(BLOCK);
        log.info("-Current GPDB mirror list and status");
        log.info("-Type = Group");
        log.rule(BLOCK);
    }

    private static void pairs(UtilityLog log, Catalog catalog, Call call) {
        heading(log);
        ColumnTable table = new ColumnTable(
                false, "Status", "Data State", "Primary", "Datadir", "Port", "Mirror", "Datadir", "Port");
        List<CatalogRow> rows = catalog.segments();
        for (int i = 0; i + 1 < rows.size(); i += 2) {
            CatalogRow primary = rows.get(i);
            CatalogRow mirror = rows.get(i + 1);
            if (primary.degraded() || mirror.degraded()) {
                throw call.unknown("-c with a degraded segment");
            }
            table.row(
                    false,
                    "Primary Active, Mirror Available",
                    "Synchronized",
                    primary.location().host().value(),
                    primary.location().dataDirectory().path(),
                    Integer.toString(primary.location().port()),
                    mirror.location().host().value(),
                    mirror.location().dataDirectory().path(),
                    Integer.toString(mirror.location().port()));
        }
        table.print(log);
        log.rule(BLOCK);
    }

    private static void versions(Call call, UtilityLog log, Catalog catalog) {
        ColumnTable table = new ColumnTable(true, "Host", "Datadir", "Port", "Version");
        for (CatalogRow row : catalog.rows()) {
            table.row(
                    false,
                    row.location().host().value(),
                    row.location().dataDirectory().path(),
                    Integer.toString(row.location().port()),
                    call.world.host(row.location().host().value()).serverVersion);
        }
        table.print(log);
        log.info("All segments are running the same software version");
    }

    private static void ports(UtilityLog log, Server server) {
        log.info("-Master segment instance  " + server.directory.path + "  port = " + server.port);
        log.info("-Segment instance port assignments");
        log.rule(34);
        ColumnTable table = new ColumnTable(false, "Host", "Datadir", "Port");
        for (CatalogRow row : server.directory.catalog.segments()) {
            table.row(
                    false,
                    row.location().host().value(),
                    row.location().dataDirectory().path(),
                    Integer.toString(row.location().port()));
        }
        table.print(log);
    }

    private static void quick(Call call, UtilityLog log, Catalog catalog) {
        List<CatalogRow> down = catalog.segments().stream().filter(r -> !r.up()).toList();
        log.info("-Quick Greenplum database status from Master instance only");
        log.rule(58);
        log.info("# of up segments, from configuration table     = "
                + (catalog.segments().size() - down.size()));
        if (!down.isEmpty()) {
            log.info("# of down segments, from configuration table   = " + down.size());
            ColumnTable table = new ColumnTable(false, "Down Segment", "Datadir", "Port");
            for (CatalogRow row : down) {
                table.row(
                        false,
                        row.location().host().value(),
                        row.location().dataDirectory().path(),
                        Integer.toString(row.location().port()));
            }
            table.print(log);
            call.exit = 1;
        }
        log.rule(58);
    }
}
