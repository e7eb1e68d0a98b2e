package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Gang;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.SegmentLog;
import io.github.gpfailover.testkit.internal.SegmentTable;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.Texts;
import io.github.gpfailover.testkit.internal.WalFiles;
import io.github.gpfailover.testkit.internal.WalPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A utility session on an acting primary. It answers the distributed log (e0, e1, e3, e4), the count of a table's
 * rows there (e9), {@code select 1}, {@code select 'end'} and the two
 * statements on sessions that were agreed on: the list, and the end of those that come from given addresses. No recording has them: the columns' names are
 * PostgreSQL's. The list also has the session that feeds the mirror, as in 9.4, where a wal sender is in pg_stat_activity too; its
 * sess_id is a guess.
 */
final class SegmentLogin {

    private static final int MILLIS = 30;
    // As gpStatReplication numbers it.
    private static final int SENDER = 200;

    private final Call call;
    private final PsqlOptions options;
    private final SegmentInstance segment;

    SegmentLogin(Call call, PsqlOptions options, SegmentInstance segment) {
        this.call = call;
        this.options = options;
        this.segment = segment;
    }

    void run(List<Statement> statements) {
        if (!options.utility) {
            throw call.unknown("a primary is asked in utility mode only");
        }
        for (Statement statement : statements) {
            switch (statement.kind()) {
                case ONE -> print(List.of("#?column?"), List.of(List.of("1")));
                case END -> print(List.of("?column?"), List.of(List.of("end")));
                case SEGMENT_SESSIONS ->
                    print(List.of("?column?", "#pid", "coalesce", "#sess_id", "usename"), sessions());
                case COUNT -> print(List.of("#count"), List.of(List.of(Long.toString(rows(statement.name())))));
                case CONTENT ->
                    print(
                            List.of("?column?", "current_setting"),
                            List.of(List.of("content", Integer.toString(segment.content))));
                case CONTENTS -> {
                    long all = call.world.segmentLogs().size();
                    String known = Long.toString(call.world.tables.isEmpty() ? 0 : all);
                    print(List.of("?column?", "#coalesce"), List.of(List.of("contents", known)));
                }
                case SEGMENT_POSITION -> {
                    ServerDirectory wal = segment.log.wal;
                    String file = WalFiles.name(wal.timeline, Math.max(0, wal.position - 1));
                    print(
                            List.of("?column?", "pg_current_xlog_location", "pg_xlogfile_name", "current_setting"),
                            List.of(List.of("position", Texts.lsn(wal.position), file, segment.directory)));
                }
                case SEGMENT_FILES -> print(List.of("?column?", "f"), files());
                case PREPARED ->
                    print(
                            List.of("?column?", "gid"),
                            segment.log.prepared().stream()
                                    .map(id -> List.of("prepared", id.toString()))
                                    .toList());
                case DISTRIBUTED_ROWS ->
                    print(List.of("?column?", "gp_distributed_log"), distributedRows((int) statement.number()));
                case DISTRIBUTED_LOG ->
                    print(
                            List.of(
                                    "#segment_id",
                                    "#distributed_xid",
                                    "distributed_id",
                                    "status",
                                    "#local_transaction"),
                            distributedLog(!statement.name().isEmpty(), statement.number()));
                case ACTIVITY ->
                    print(
                            List.of("#pid", "coalesce", "#sess_id", "usename", "application_name", "state"),
                            List.of(List.of(
                                    Integer.toString(call.pid), call.host.address, "-1", "gpadmin", "psql", "active")));
                case END_SEGMENT_SESSIONS ->
                    print(List.of("?column?", "#pid", "pg_terminate_backend"), end(statement.words()));
                default -> throw call.unknown("statement '" + statement.text() + "' on a primary");
            }
        }
        call.takes(MILLIS);
    }

    private void print(List<String> columns, List<List<String>> rows) {
        options.format().print(call.out, columns, rows);
    }

    // All contents hold the same share, the first ones what is left over, as SqlQueries has it.
    private long rows(String table) {
        SegmentTable there = call.world.tables.get(table);
        if (there == null) {
            throw call.unknown("a count of a table that the segments don't have");
        }
        int contents = call.world.segmentLogs().size();
        return there.rows / contents + (segment.content < there.rows % contents ? 1 : 0);
    }

    private List<List<String>> files() {
        ServerDirectory wal = segment.log.wal;
        List<List<String>> rows = new ArrayList<>();
        for (long at = wal.oldestKept; at < wal.position; at += WalPosition.SEGMENT) {
            rows.add(List.of("file", WalFiles.name(wal.timeline, at)));
        }
        return rows;
    }

    private List<List<String>> distributedRows(int most) {
        List<List<String>> rows = new ArrayList<>();
        for (SegmentLog.Row row : segment.log.newest(most)) {
            rows.add(List.of(
                    "row",
                    "(" + segment.content + "," + segment.dbid + "," + row.id().counter() + "," + row.id()
                            + ",Committed," + row.xid() + ")"));
        }
        return rows;
    }

    // Ordered by the counters, which begin anew with each prefix (e0), or by the prefixes first (f3).
    private List<List<String>> distributedLog(boolean prefixFirst, long most) {
        Comparator<SegmentLog.Row> order = Comparator.comparingLong(
                        (SegmentLog.Row r) -> prefixFirst ? r.id().prefix() : 0)
                .thenComparingLong(r -> r.id().counter())
                .reversed();
        return segment.log.newest(Integer.MAX_VALUE).stream()
                .sorted(order)
                .limit(most)
                .map(r -> List.of(
                        Integer.toString(segment.content),
                        Long.toString(r.id().counter()),
                        r.id().toString(),
                        "Committed",
                        Long.toString(r.xid())))
                .toList();
    }

    private boolean feedsMirror() {
        return segment.partner != null && segment.partner.running;
    }

    private List<List<String>> sessions() {
        List<List<String>> rows = new ArrayList<>();
        if (feedsMirror()) {
            String pid = Integer.toString(segment.pid + SENDER);
            rows.add(List.of("session", pid, segment.partner.host.address, "-1", "gpadmin"));
        }
        for (Gang gang : call.world.dispatch.on(segment)) {
            rows.add(List.of(
                    "session",
                    Integer.toString(gang.pid(segment)),
                    gang.address(segment),
                    Integer.toString(gang.number),
                    "gpadmin"));
        }
        rows.sort((a, b) -> Integer.compare(Integer.parseInt(a.get(1)), Integer.parseInt(b.get(1))));
        return rows;
    }

    private List<List<String>> end(List<String> addresses) {
        List<List<String>> rows = new ArrayList<>();
        if (feedsMirror() && addresses.contains(segment.partner.host.address)) {
            // The mirror connects again at once.
            rows.add(List.of("ended", Integer.toString(segment.pid + SENDER), "t"));
        }
        for (Gang gang : call.world.dispatch.on(segment)) {
            if (addresses.contains(gang.address(segment))) {
                rows.add(List.of("ended", Integer.toString(gang.pid(segment)), "t"));
                gang.end(segment);
            }
        }
        return rows;
    }
}
