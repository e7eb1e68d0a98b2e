package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Catalog;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.SegmentTable;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.SimTime;
import io.github.gpfailover.testkit.internal.Stream;
import io.github.gpfailover.testkit.internal.Texts;
import io.github.gpfailover.testkit.internal.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Statements that change nothing, on a master. */
final class SqlQueries {

    private static final List<String> CONFIGURATION = List.of(
            "#dbid", "#content", "role", "preferred_role", "mode", "status", "#port", "hostname", "address", "datadir");
    private static final List<String> REPLICATION = List.of(
            "#pid",
            "#usesysid",
            "usename",
            "application_name",
            "client_addr",
            "client_hostname",
            "#client_port",
            "backend_start",
            "backend_xmin",
            "state",
            "sent_location",
            "write_location",
            "flush_location",
            "replay_location",
            "#sync_priority",
            "sync_state");

    private static final int COMMIT_RECORD = 0x40;

    private final Call call;
    private final World world;
    private final PsqlOptions options;
    private final Server server;

    SqlQueries(Call call, PsqlOptions options, Server server) {
        this.call = call;
        this.world = call.world;
        this.options = options;
        this.server = server;
    }

    void print(List<String> columns, List<List<String>> rows) {
        options.format().print(call.out, columns, rows);
    }

    void answer(Statement statement, Map<String, Long> temporary) {
        Catalog catalog = server.directory.catalog;
        switch (statement.kind()) {
            case VERSION ->
                print(List.of("?column?", "version"), List.of(List.of("version", server.host.serverVersion)));
            case POSITION -> position();
            case TIMELINE ->
                print(
                        List.of("?column?", "case"),
                        List.of(List.of("timeline", String.format("%08X", server.directory.timeline))));
            case ROWS -> rows(catalog);
            case REPLICATION -> replication();
            case COUNT -> count(temporary.getOrDefault(statement.name(), segmentRows(statement.name())));
            case END -> print(List.of("?column?"), List.of(List.of("end")));
            case ONE -> print(List.of("#?column?"), List.of(List.of("1")));
            case CHECKPOINT -> {
                world.lifecycle.checkpoint(server);
                call.out.append(options.quiet ? "" : "CHECKPOINT\n");
            }
            case TRANSACTION_ID -> {
                // Its commit record waits for no standby and no flush, since it changes nothing. The number is the
                // model's own.
                long id = 700 + world.time.now() / 1_000_000;
                server.buffered += COMMIT_RECORD;
                world.replication.flushSoon(server);
                print(List.of("#txid_current"), List.of(List.of(Long.toString(id))));
            }
            case SEGMENT_IDS -> segmentIds(catalog);
            case ROWS_BY_SEGMENT ->
                rowsBySegment(catalog, temporary.getOrDefault(statement.name(), segmentRows(statement.name())));
            case PG_CLASS ->
                count(catalog.oid(statement.name()) != null || temporary.containsKey(statement.name()) ? 1 : 0);
            case CONFIGURATION -> configuration(catalog.rows());
            case CONFIGURATION_MASTERS ->
                configuration(catalog.rows().stream()
                        .filter(CatalogRow::isMasterOrStandby)
                        .toList());
            case PG_STAT_REPLICATION -> print(REPLICATION, streams());
            case GP_STAT_REPLICATION -> gpStatReplication();
            case STATE_AND_SYNC -> stateAndSync();
            case STREAM_AND_LOCATIONS -> streamAndLocations();
            case RECOVERY_LOCATION_VERSION ->
                print(
                        List.of("pg_is_in_recovery", "pg_current_xlog_location", "version"),
                        List.of(List.of("f", Texts.lsn(server.directory.position), server.host.serverVersion)));
            case IN_RECOVERY -> print(List.of("pg_is_in_recovery"), List.of(List.of("f")));
            case LOCATIONS ->
                print(
                        List.of("pg_is_in_recovery", "pg_last_xlog_receive_location", "pg_last_xlog_replay_location"),
                        List.of(List.of("f", "", "")));
            case SHOW -> print(List.of(statement.name()), List.of(List.of(setting(statement.name()))));
            case TERMINATE_SENDER -> terminateSender();
            default -> throw call.unknown("statement '" + statement.text() + "'");
        }
    }

    private void position() {
        if (options.bare()) {
            Texts.lsn(call.out.append("position|f|"), server.directory.position).append('\n');
        } else {
            print(
                    List.of("?column?", "pg_is_in_recovery", "case"),
                    List.of(List.of("position", "f", Texts.lsn(server.directory.position))));
        }
    }

    private void rows(Catalog catalog) {
        if (!options.bare()) {
            throw call.unknown("this statement is sent with -At");
        }
        call.out.append(catalog.taggedRows());
    }

    private void replication() {
        if (!options.bare()) {
            throw call.unknown("this statement is sent with -At");
        }
        Stream s = server.sends;
        if (s != null) {
            String at = Texts.lsn(s.flushed);
            call.out
                    .append("replication|gp_walreceiver|")
                    .append(s.clientAddress)
                    .append('|')
                    .append(s.state())
                    .append('|')
                    .append(s.syncState())
                    .append('|')
                    .append(s.catchingUp ? Texts.lsn(server.directory.position) : at)
                    .append('|')
                    .append(at)
                    .append('|')
                    .append(at)
                    .append('|')
                    .append(Texts.lsn(Math.min(s.flushed, s.standby.replayed())))
                    .append('\n');
        }
    }

    private long segmentRows(String table) {
        SegmentTable there = world.tables.get(table);
        return there == null ? 0 : there.rows - world.transactions.hidden(there, server);
    }

    private void count(long count) {
        print(List.of("#count"), List.of(List.of(Long.toString(count))));
    }

    private void segmentIds(Catalog catalog) {
        List<List<String>> rows = new ArrayList<>();
        for (CatalogRow row : catalog.segments()) {
            if (row.role() == CatalogRow.Role.PRIMARY) {
                rows.add(List.of(Integer.toString(row.content())));
            }
        }
        print(List.of("#gp_segment_id"), rows);
    }

    /** The model's tables are numbers of rows: all segments hold the same share, the first ones what is left over. */
    private void rowsBySegment(Catalog catalog, long all) {
        List<Integer> contents = catalog.segments().stream()
                .filter(r -> r.role() == CatalogRow.Role.PRIMARY)
                .map(CatalogRow::content)
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            long share = all / contents.size() + (i < all % contents.size() ? 1 : 0);
            if (share > 0) {
                rows.add(List.of(Integer.toString(contents.get(i)), Long.toString(share)));
            }
        }
        print(List.of("#gp_segment_id", "#count"), rows);
    }

    private void configuration(List<CatalogRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (CatalogRow r : rows) {
            cells.add(List.of(
                    Integer.toString(r.dbid()),
                    Integer.toString(r.content()),
                    Catalog.letter(r.role()),
                    Catalog.letter(r.preferredRole()),
                    Catalog.mode(r),
                    Catalog.status(r),
                    Integer.toString(r.location().port()),
                    r.location().host().value(),
                    r.address(),
                    r.location().dataDirectory().path()));
        }
        print(CONFIGURATION, cells);
    }

    private List<List<String>> streams() {
        Stream s = server.sends;
        if (s == null) {
            return List.of();
        }
        String flush = Texts.lsn(s.flushed);
        String sent = s.catchingUp ? Texts.lsn(server.directory.position) : flush;
        return List.of(
                row(s.senderPid, s.clientAddress, s.clientPort, s.started, s.state(), sent, flush, s.syncState()));
    }

    private void gpStatReplication() {
        List<String> columns = new ArrayList<>(List.of("#gp_segment_id"));
        columns.addAll(REPLICATION);
        columns.add("sync_error");
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : streams()) {
            rows.add(with("-1", row));
        }
        for (CatalogRow primary : server.directory.catalog.segments()) {
            SegmentInstance from = world.segment(primary.dbid());
            SegmentInstance to = from.partner;
            if (primary.role() == CatalogRow.Role.PRIMARY && to != null && from.running && to.running) {
                // Segments keep no log of their own in the model: all report the position that they began with.
                String at = Texts.lsn(0xC000000L);
                rows.add(with(
                        Integer.toString(from.content),
                        row(from.pid + 200, to.host.address, 39000 + from.content, 0, "streaming", at, at, "sync")));
            }
        }
        print(columns, rows);
    }

    private static List<String> with(String content, List<String> row) {
        List<String> all = new ArrayList<>(List.of(content));
        all.addAll(row);
        all.add("none");
        return all;
    }

    private static List<String> row(
            int pid, String address, int port, long started, String state, String sent, String flush, String sync) {
        // The server prints microseconds and an offset of two digits.
        String since = SimTime.instant(started / 1000 * 1000)
                .toString()
                .replace('T', ' ')
                .replace("Z", "");
        String start = (since.indexOf('.') < 0 ? since + ".000001" : since) + "+00";
        return List.of(
                Integer.toString(pid),
                "10",
                "gpadmin",
                "gp_walreceiver",
                address,
                "",
                Integer.toString(port),
                start,
                "",
                state,
                sent,
                flush,
                flush,
                flush,
                "1",
                sync);
    }

    private void stateAndSync() {
        Stream s = server.sends;
        print(List.of("state", "sync_state"), s == null ? List.of() : List.of(List.of(s.state(), s.syncState())));
    }

    private void streamAndLocations() {
        Stream s = server.sends;
        String flushed = s == null ? "" : Texts.lsn(s.flushed);
        print(
                List.of(
                        "sent_location",
                        "write_location",
                        "flush_location",
                        "replay_location",
                        "pg_current_xlog_insert_location",
                        "pg_current_xlog_location",
                        "sync_state"),
                s == null
                        ? List.of()
                        : List.of(List.of(
                                s.catchingUp ? Texts.lsn(server.directory.position) : flushed,
                                flushed,
                                flushed,
                                Texts.lsn(Math.min(s.flushed, s.standby.replayed())),
                                Texts.lsn(server.directory.position + server.buffered),
                                Texts.lsn(server.directory.position),
                                s.syncState())));
    }

    private void terminateSender() {
        Stream s = server.sends;
        List<List<String>> rows = s == null ? List.of() : List.of(List.of("t", s.state(), s.syncState()));
        if (s != null) {
            world.replication.terminateSender(s);
        }
        print(List.of("pg_terminate_backend", "state", "sync_state"), rows);
    }

    private String setting(String name) {
        return switch (name) {
            case "port" -> Integer.toString(server.port);
            case "data_directory" -> server.directory.path;
            case "gp_role" -> options.utility ? "utility" : "dispatch";
            default -> throw call.unknown("show " + name);
        };
    }

    CatalogRow standbyRow(Statement statement, Catalog catalog) {
        List<String> words = statement.words();
        if (words.size() != 4) {
            throw call.unknown("gp_add_master_standby(host, address, directory, port) takes four arguments");
        }
        return CatalogRow.builder(
                        InstanceLocation.of(words.get(0), Integer.parseInt(words.get(3)), words.get(2)),
                        CatalogRow.Role.MIRROR)
                .dbid(catalog.maxDbid() + 1)
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(words.get(1))
                .build();
    }
}
