package io.github.gpfailover.testkit.internal.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One SQL statement that the simulated servers know, read once and kept: only texts that were recorded, or agreed on. */
record Statement(Kind kind, String text, String name, String column, long number, List<String> words) {

    enum Kind {
        VERSION,
        POSITION,
        TIMELINE,
        ROWS,
        REPLICATION,
        CREATE_TABLE,
        CREATE_TEMPORARY,
        DROP_TABLE,
        INSERT,
        COUNT,
        ONE,
        END,
        CHECKPOINT,
        TRANSACTION_ID,
        SEGMENT_IDS,
        ROWS_BY_SEGMENT,
        PG_CLASS,
        CONFIGURATION,
        CONFIGURATION_MASTERS,
        PG_STAT_REPLICATION,
        GP_STAT_REPLICATION,
        STATE_AND_SYNC,
        STREAM_AND_LOCATIONS,
        ACTIVITY,
        RECOVERY_LOCATION_VERSION,
        IN_RECOVERY,
        LOCATIONS,
        SHOW,
        TERMINATE_SENDER,
        SEGMENT_SESSIONS,
        END_SEGMENT_SESSIONS,
        DISTRIBUTED_LOG,
        CONTENT,
        CONTENTS,
        SEGMENT_POSITION,
        SEGMENT_FILES,
        PREPARED,
        DISTRIBUTED_ROWS,
        REMOVE_STANDBY,
        ADD_STANDBY
    }

    private record Form(Pattern pattern, Kind kind) {}

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private static final String NAME = "([a-z_][a-z0-9_]*)";

    // Looked up at once: an observation is made of them, and each new cluster reads it anew.
    private static final Map<String, Kind> FIXED = Map.ofEntries(
            Map.entry("select 'version', version()", Kind.VERSION),
            Map.entry(
                    "select 'position', pg_is_in_recovery(), case when pg_is_in_recovery() then"
                            + " pg_last_xlog_replay_location() else pg_current_xlog_location() end",
                    Kind.POSITION),
            Map.entry(
                    "select 'timeline', case when pg_is_in_recovery() then '' else"
                            + " substr(pg_xlogfile_name(pg_current_xlog_location()),1,8) end",
                    Kind.TIMELINE),
            Map.entry(
                    "select 'row', dbid, content, role, preferred_role, mode, status, port, hostname, address, datadir"
                            + " from gp_segment_configuration order by content, role desc",
                    Kind.ROWS),
            Map.entry(
                    "select 'replication', application_name, client_addr, state, sync_state, sent_location, write_location,"
                            + " flush_location, replay_location from pg_stat_replication",
                    Kind.REPLICATION),
            Map.entry("select 1", Kind.ONE),
            Map.entry("select 'end'", Kind.END),
            Map.entry("checkpoint", Kind.CHECKPOINT),
            Map.entry("select txid_current()", Kind.TRANSACTION_ID),
            Map.entry("select gp_segment_id from gp_dist_random('gp_id') order by 1", Kind.SEGMENT_IDS),
            Map.entry("select * from gp_segment_configuration order by content, role desc", Kind.CONFIGURATION),
            Map.entry("select * from gp_segment_configuration where content=-1", Kind.CONFIGURATION_MASTERS),
            Map.entry("select * from pg_stat_replication", Kind.PG_STAT_REPLICATION),
            Map.entry("select * from gp_stat_replication", Kind.GP_STAT_REPLICATION),
            Map.entry("select state,sync_state from pg_stat_replication", Kind.STATE_AND_SYNC),
            Map.entry(
                    "select sent_location,write_location,flush_location,replay_location,"
                            + "pg_current_xlog_insert_location(),pg_current_xlog_location(),sync_state"
                            + " from pg_stat_replication",
                    Kind.STREAM_AND_LOCATIONS),
            Map.entry(
                    "select pid, coalesce(host(client_addr),''), sess_id, usename, application_name, state"
                            + " from pg_stat_activity order by pid",
                    Kind.ACTIVITY),
            Map.entry(
                    "select pg_is_in_recovery(), pg_current_xlog_location(), version()",
                    Kind.RECOVERY_LOCATION_VERSION),
            Map.entry("select pg_is_in_recovery()", Kind.IN_RECOVERY),
            Map.entry(
                    "select pg_is_in_recovery(), pg_last_xlog_receive_location(), pg_last_xlog_replay_location()",
                    Kind.LOCATIONS),
            Map.entry(
                    "select pg_terminate_backend(pid), state, sync_state from pg_stat_replication",
                    Kind.TERMINATE_SENDER),
            Map.entry(
                    "select 'session', pid, coalesce(host(client_addr),''), sess_id, usename from pg_stat_activity"
                            + " where pid <> pg_backend_pid() order by pid",
                    Kind.SEGMENT_SESSIONS),
            Map.entry("select 'content', current_setting('gp_contentid')", Kind.CONTENT),
            Map.entry("select 'contents', coalesce(max(numsegments), 0) from gp_distribution_policy", Kind.CONTENTS),
            Map.entry(
                    "select 'position', pg_current_xlog_location(), pg_xlogfile_name(pg_current_xlog_location()),"
                            + " current_setting('data_directory')",
                    Kind.SEGMENT_POSITION),
            Map.entry(
                    "select 'file', f from pg_ls_dir('pg_xlog') f where length(f) = 24 order by 2", Kind.SEGMENT_FILES),
            Map.entry("select 'prepared', gid from pg_prepared_xacts", Kind.PREPARED),
            Map.entry("select gp_remove_master_standby()", Kind.REMOVE_STANDBY));

    // These hold names and numbers.
    private static final List<Form> FORMS = List.of(
            form("show (gp_role|synchronous_standby_names|data_directory|port)", Kind.SHOW),
            form("select gp_add_master_standby\\((.+)\\)", Kind.ADD_STANDBY),
            form(
                    "create table " + NAME + " ?\\( ?" + NAME + " int\\)(?: distributed by \\(" + NAME + "\\))?",
                    Kind.CREATE_TABLE),
            form(
                    "create temporary table " + NAME + " ?\\( ?" + NAME + " int\\)(?: distributed by \\(" + NAME
                            + "\\))?",
                    Kind.CREATE_TEMPORARY),
            form(
                    "select 'ended', pid, pg_terminate_backend\\(pid\\) from pg_stat_activity where pid <>"
                            + " pg_backend_pid\\(\\) and host\\(client_addr\\) in \\(((?:'[0-9.]+'(?:, ?)?)+)\\)",
                    Kind.END_SEGMENT_SESSIONS),
            form(
                    "select segment_id, distributed_xid, distributed_id, status, local_transaction from"
                            + " gp_distributed_log order by (?:split_part\\(distributed_id,'-',1\\) desc, )?"
                            + "distributed_xid::text::bigint desc limit ([0-9]+)",
                    Kind.DISTRIBUTED_LOG),
            form("select 'row', gp_distributed_log\\(\\) limit ([0-9]+)", Kind.DISTRIBUTED_ROWS),
            form("drop table " + NAME, Kind.DROP_TABLE),
            form("insert into " + NAME + " select generate_series\\(1,([0-9]+)(?:,1)?\\)", Kind.INSERT),
            form("insert into " + NAME + " select 1 from generate_series\\(1,([0-9]+)\\)", Kind.INSERT),
            form("insert into " + NAME + " values \\(([0-9]+)\\)", Kind.INSERT),
            form("select count\\(\\*\\) from pg_class where relname ?= ?'" + NAME + "'", Kind.PG_CLASS),
            form("select gp_segment_id, count\\(\\*\\) from " + NAME + " group by 1 order by 1", Kind.ROWS_BY_SEGMENT),
            form("select count\\(\\*\\) from " + NAME, Kind.COUNT));

    private static Form form(String pattern, Kind kind) {
        return new Form(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), kind);
    }

    /** Reads the statements of a script; null instead of the list if one is not known. */
    static List<Statement> script(String sql) {
        List<Statement> all = new ArrayList<>();
        for (String part : sql.split(";", -1)) {
            String text = part.strip();
            if (!text.isEmpty()) {
                Statement statement = read(text);
                if (statement == null) {
                    throw new IllegalArgumentException("statement '" + text + "'");
                }
                all.add(statement);
            }
        }
        return List.copyOf(all);
    }

    private static Statement read(String text) {
        String plain = BLANKS.matcher(text).replaceAll(" ");
        Kind fixed = FIXED.get(plain.toLowerCase(Locale.ROOT));
        if (fixed != null) {
            return new Statement(fixed, text, "", "", 0, List.of());
        }
        for (Form form : FORMS) {
            Matcher m = form.pattern.matcher(plain);
            if (m.matches()) {
                return of(form.kind, text, m);
            }
        }
        return null;
    }

    private static Statement of(Kind kind, String text, Matcher m) {
        String name = m.groupCount() > 0 ? m.group(1) : "";
        return switch (kind) {
            case INSERT -> {
                boolean values = text.toLowerCase(Locale.ROOT).contains(" values ");
                yield new Statement(kind, text, name, "", values ? 1 : Long.parseLong(m.group(2)), List.of());
            }
            case CREATE_TABLE, CREATE_TEMPORARY ->
                new Statement(kind, text, name, m.group(2), m.group(3) == null ? 0 : 1, List.of());
            case DISTRIBUTED_LOG ->
                new Statement(
                        kind, text, text.contains("split_part") ? "prefix" : "", "", Long.parseLong(name), List.of());
            case DISTRIBUTED_ROWS -> new Statement(kind, text, "", "", Long.parseLong(name), List.of());
            case ADD_STANDBY, END_SEGMENT_SESSIONS -> new Statement(kind, text, "", "", 0, arguments(name));
            default -> new Statement(kind, text, name, "", 0, List.of());
        };
    }

    private static List<String> arguments(String list) {
        List<String> words = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            words.add(word.strip().replace("$$", "").replace("'", ""));
        }
        return List.copyOf(words);
    }

    /** Says whether it needs every segment. */
    boolean dispatches() {
        return switch (kind) {
            case CREATE_TABLE, CREATE_TEMPORARY, DROP_TABLE, INSERT, COUNT, SEGMENT_IDS, ROWS_BY_SEGMENT -> true;
            default -> false;
        };
    }

    /** Says whether its commit waits for the standby. */
    boolean writes() {
        return switch (kind) {
            case CREATE_TABLE, CREATE_TEMPORARY, DROP_TABLE, INSERT, REMOVE_STANDBY, ADD_STANDBY -> true;
            default -> false;
        };
    }

    /** Says how long it takes, in milliseconds (27, 52, 82, 86). */
    long millis() {
        return switch (kind) {
            case CREATE_TABLE, CREATE_TEMPORARY -> 280;
            case INSERT -> 40 + number / 80;
            case COUNT, SEGMENT_IDS, ROWS_BY_SEGMENT -> 20;
            case REMOVE_STANDBY, ADD_STANDBY -> 7;
            case TIMELINE -> 0;
            default -> 2;
        };
    }
}
