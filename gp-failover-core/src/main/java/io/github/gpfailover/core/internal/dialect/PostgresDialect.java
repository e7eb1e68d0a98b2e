package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.script.DirectoryScripts;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that all products share, built from each one's terms. It exists so that a family's dialect states its differences only. Utilities
 * are always called with {@code -a}, since their prompts wait for ever (recordings 32, 48). Stops always name their mode and starts always wait,
 * since the defaults differ: 6 stops smart, which hangs on an open client (recording 40), and doesn't wait for a start (dialects §10). The
 * environment is the product's script and the variables given here: {@code gpactivatestandby} refuses without {@code PGPORT} (recording 31). A
 * session on the command's own host goes to the server's socket, wherever that is, so that it needs no line for TCP in {@code pg_hba.conf}.
 */
abstract class PostgresDialect implements Dialect {

    private static final Duration QUESTION = Duration.ofSeconds(15);
    private static final int LOG_BYTES = 1 << 16;
    private static final Duration PROMOTION = Duration.ofSeconds(60);

    /** The file, in the directory of the server's logs, that a start of ours prints to. */
    static final String START_LOG = "gp-failover-start.log";

    private final ClusterSpec cluster;
    private final SqlNames sql;

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     * @param sql the names of its PostgreSQL
     */
    PostgresDialect(ClusterSpec cluster, SqlNames sql) {
        this.cluster = cluster;
        this.sql = sql;
    }

    /** The name of the environment's script in the product's directory. */
    abstract String scriptName();

    /** What the catalog's functions call the server that dispatches. */
    abstract String catalogWord();

    /** The directory of the server's logs in its data directory. */
    abstract String logDirectory();

    /** The server's options that make it a master. */
    abstract String masterOptions();

    @Override
    public final String environmentScript() {
        return cluster.home().file(scriptName());
    }

    @Override
    public final String observationSql() {
        return sql.observation();
    }

    @Override
    public final String standbySql() {
        return sql.standbyObservation();
    }

    @Override
    public final String currentPositionFunction() {
        return sql.currentPosition();
    }

    @Override
    public final String receivePositionFunction() {
        return sql.receivePosition();
    }

    @Override
    public final String replayPositionFunction() {
        return sql.replayPosition();
    }

    @Override
    public final String positionDiffFunction() {
        return sql.positionDiff();
    }

    @Override
    public final String walFileNameFunction() {
        return sql.walFileName();
    }

    @Override
    public final String addStandbySql(InstanceLocation standby, String address) {
        // Host, directory and address hold no quote and no backslash: their types and this check refuse both.
        Checks.text(
                address,
                "address",
                a -> Checks.plain(a, "._-:") && a.charAt(0) != '-',
                253,
                "must be a host name or an IP address; write for example mdw or 10.0.0.11");
        return "select gp_add_" + catalogWord() + "_standby('" + standby.host() + "', '" + address + "', '"
                + standby.dataDirectory() + "', " + standby.port() + ")";
    }

    @Override
    public final String removeStandbySql() {
        return "select gp_remove_" + catalogWord() + "_standby()";
    }

    /** Only 0 and 2 are known of the products; Greengage 6 has more (dialects §9). */
    @Override
    public String activationExit(int status) {
        return switch (status) {
            case 0 -> "activated";
            case 2 -> "not activated, or not to the end";
            default -> "no meaning of this status is known";
        };
    }

    /** The files that make a server a standby of a master, to be written in this order. */
    abstract List<StandbyFile> standbyFiles(String conninfo);

    @Override
    public final JoinCommands joining() {
        return new JoinCommands(this, cluster);
    }

    @Override
    public final LossCommands loss() {
        return new LossCommands(this);
    }

    @Override
    public Command observe(InstanceLocation at) {
        return utilitySession(at, observationSql()).timeout(QUESTION).build();
    }

    @Override
    public Command removeStandby(InstanceLocation master, Duration timeout) {
        return utility(master, "gpinitstandby", "-a", "-r")
                .timeout(timeout)
                .mutating()
                .build();
    }

    @Override
    public Command removeStandbyFromCatalog(InstanceLocation master) {
        return utilitySession(master, removeStandbySql() + ";\n")
                .timeout(QUESTION)
                .mutating()
                .build();
    }

    @Override
    public Command addStandby(InstanceLocation master, InstanceLocation standby, Duration timeout) {
        List<String> words = new ArrayList<>(
                List.of("gpinitstandby", "-a", "-s", standby.host().value()));
        if (standby.port() != master.port()) {
            words.addAll(List.of("-P", Integer.toString(standby.port())));
        }
        if (!standby.dataDirectory().equals(master.dataDirectory())) {
            words.addAll(List.of("-S", standby.dataDirectory().path()));
        }
        return utility(master, words.toArray(String[]::new))
                .timeout(timeout)
                .mutating()
                .build();
    }

    @Override
    public Command activateByUtility(InstanceLocation standby, Duration timeout) {
        return utility(
                        standby,
                        "gpactivatestandby",
                        "-a",
                        "-d",
                        standby.dataDirectory().path())
                .timeout(timeout)
                .mutating()
                .build();
    }

    @Override
    public Command promote(InstanceLocation standby) {
        List<String> words = new ArrayList<>(List.of("pg_ctl", "promote"));
        if (promoteWaits()) {
            // Said though it is the default, and its end with it: the command outlives its own wait.
            words.addAll(List.of("-w", "-t", seconds(PROMOTION)));
        }
        words.addAll(List.of("-D", standby.dataDirectory().path()));
        Command.Builder promote = utility(standby, words.toArray(String[]::new)).mutating();
        return promoteWaits() ? promote.timeout(PROMOTION.plusSeconds(10)).build() : promote.build();
    }

    @Override
    public Command checkpoint(InstanceLocation at, Duration timeout) {
        return utilitySession(at, "checkpoint;\n").timeout(timeout).mutating().build();
    }

    @Override
    public Command heartbeat(InstanceLocation master) {
        return utilitySession(master, "select txid_current();\n")
                .timeout(QUESTION)
                .mutating()
                .build();
    }

    @Override
    public Command stop(InstanceLocation at, StopMode mode, Duration wait) {
        return utility(
                        at,
                        "pg_ctl",
                        "stop",
                        "-m",
                        mode == StopMode.FAST ? "fast" : "immediate",
                        "-t",
                        seconds(wait),
                        "-D",
                        at.dataDirectory().path())
                .timeout(Duration.ofSeconds(Math.max(1, wait.toSeconds()) + 10))
                .mutating()
                .build();
    }

    @Override
    public Command start(InstanceLocation at, Duration wait) {
        return serving(at, List.of("start", "-w"), wait, 1);
    }

    @Override
    public Command restart(InstanceLocation at, Duration wait) {
        // The wait is for the stop and again for the start.
        return serving(at, List.of("restart", "-w", "-m", "fast"), wait, 2);
    }

    /** A {@code pg_ctl} that leaves a server running, with a master's options. */
    private Command serving(InstanceLocation at, List<String> words, Duration wait, int waits) {
        List<String> all = new ArrayList<>(List.of("pg_ctl"));
        all.addAll(words);
        all.addAll(List.of(
                "-t",
                seconds(wait),
                "-D",
                at.dataDirectory().path(),
                "-l",
                at.dataDirectory().file(logDirectory() + "/" + START_LOG),
                "-o",
                "-p " + at.port() + " " + masterOptions()));
        return utility(at, all.toArray(String[]::new))
                .timeout(Duration.ofSeconds(waits * Math.max(1, wait.toSeconds()) + 10))
                .mutating()
                .build();
    }

    @Override
    public Command gpstate(InstanceLocation master, String option) {
        return utility(master, "gpstate", option).build();
    }

    @Override
    public Command controlData(InstanceLocation at) {
        return utility(at, "pg_controldata", at.dataDirectory().path())
                .timeout(QUESTION)
                .build();
    }

    @Override
    public Command status(InstanceLocation at) {
        return utility(at, "pg_ctl", "status", "-D", at.dataDirectory().path())
                .timeout(QUESTION)
                .build();
    }

    @Override
    public Command installedVersion() {
        return Command.builder(List.of("postgres", "--gp-version"))
                .sourcing(environmentScript())
                .variable("LC_ALL", "C")
                .timeout(QUESTION)
                .build();
    }

    @Override
    public Command locate(InstanceLocation at, List<String> programs) {
        // A builtin of the shell that the product needs anyway: "which" is not on every host. The names are its
        // parameters.
        List<String> words = new ArrayList<>(List.of("bash", "--norc", "-p", "-c", "type -P \"$@\"", "bash"));
        words.addAll(programs);
        return utility(at, words.toArray(String[]::new)).timeout(QUESTION).build();
    }

    @Override
    public Command writeRows(InstanceLocation master, String table, boolean create, int rows, Duration timeout) {
        String made = create ? "create table " + table + " (id int) distributed by (id);\n" : "";
        return session(master, made + "insert into " + table + " select generate_series(1," + rows + ",1);\n")
                .timeout(timeout)
                .mutating()
                .build();
    }

    @Override
    public Command countRows(InstanceLocation master, String table) {
        return session(master, "select count(*) from " + table + ";\n").build();
    }

    @Override
    public Command tableExists(InstanceLocation master, String table) {
        return utilitySession(master, "select count(*) from pg_class where relname = '" + table + "';\n")
                .timeout(QUESTION)
                .build();
    }

    @Override
    public Command dispatchedRead(InstanceLocation master, Duration timeout) {
        return session(master, "select gp_segment_id from gp_dist_random('gp_id') order by 1;\n")
                .timeout(timeout)
                .build();
    }

    @Override
    public Command dispatchedWrite(InstanceLocation master, int rows, Duration timeout) {
        // Not journaled as an act: the table is the session's own and is gone with it.
        String script = "create temporary table gp_failover_dispatch (id int) distributed by (id);\n"
                + "insert into gp_failover_dispatch select generate_series(1," + rows + ",1);\n"
                + "select gp_segment_id, count(*) from gp_failover_dispatch group by 1 order by 1;\n";
        return session(master, script).timeout(timeout).build();
    }

    @Override
    public Command lookAt(InstanceLocation from, InstanceLocation server) {
        return psqlOverTcp(from, "select pg_is_in_recovery();\n", server.host(), server.port())
                .variable("PGOPTIONS", "-c " + utilityOption())
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    @Override
    public Command reachSegment(InstanceLocation master, HostName segmentHost, int port) {
        return psqlOverTcp(master, "select 1;\n", segmentHost, port)
                .variable("PGOPTIONS", "-c " + utilityOption())
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    @Override
    public Optional<Command> externalDetector(InstanceLocation master) {
        return externalFtsQuestion()
                .map(q -> utilitySession(master, q + ";\n").timeout(QUESTION).build());
    }

    @Override
    public Command segmentSessions(InstanceLocation segment) {
        // Segments let their own host in whatever the session's role is; the last question shows that nothing was cut
        // off.
        String script = """
                select 'session', pid, coalesce(host(client_addr),''), sess_id, usename from pg_stat_activity\
                 where pid <> pg_backend_pid() order by pid;
                select 'end';
                """;
        return ownSegment(segment, script).timeout(QUESTION).build();
    }

    @Override
    public Command endSegmentSessions(InstanceLocation segment, List<String> addresses) {
        List<String> literals = new ArrayList<>();
        for (String address : addresses) {
            Checks.text(address, "address", a -> Checks.plain(a, ".") && a.charAt(0) != '.', 15, "must be IPv4");
            literals.add("'" + address + "'");
        }
        String script =
                "select 'ended', pid, pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and host(client_addr) in (" + String.join(",", literals) + ");\n";
        return ownSegment(segment, script).timeout(QUESTION).mutating().build();
    }

    @Override
    public Command logEnd(InstanceLocation at) {
        return Command.builder(List.of(
                        "sh",
                        "-c",
                        DirectoryScripts.LOG_END,
                        "gp-failover",
                        at.dataDirectory().file(logDirectory()),
                        Integer.toString(LOG_BYTES)))
                .variable("LC_ALL", "C")
                .timeout(QUESTION)
                .build();
    }

    @Override
    public Command idPrefixes(InstanceLocation segment) {
        // In the list of columns it gives the newest first and ends at the limit; its view reads all: 3.7 s for 120,000
        // rows.
        String script = """
                select 'row', gp_distributed_log() limit 10000;
                select 'end';
                """;
        return ownSegment(segment, script).timeout(QUESTION).build();
    }

    final Command.Builder ownSegment(InstanceLocation segment, String script) {
        return psqlOverTcp(segment, script, segment.host(), segment.port())
                .variable("PGOPTIONS", "-c " + utilityOption());
    }

    final Command.Builder utilitySession(InstanceLocation at, String script) {
        return session(at, script).variable("PGOPTIONS", "-c " + utilityOption());
    }

    private Command.Builder session(InstanceLocation at, String script) {
        return psql(at, script).session(at.host().value(), at.dataDirectory().path());
    }

    private Command.Builder psqlOverTcp(InstanceLocation from, String script, HostName host, int port) {
        return psql(from, script, "-h", host.value(), "-p", Integer.toString(port));
    }

    private Command.Builder psql(InstanceLocation at, String script, String... more) {
        List<String> words = new ArrayList<>(List.of("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1"));
        words.addAll(List.of(more));
        words.addAll(List.of("-d", cluster.database().value()));
        return utility(at, words.toArray(String[]::new)).stdin(script);
    }

    final Command.Builder utility(InstanceLocation at, String... words) {
        // English messages whatever the host's locale is: readers of the utilities' text depend on it.
        return Command.builder(List.of(words))
                .sourcing(environmentScript())
                .variable(dataDirectoryVariable(), at.dataDirectory().path())
                .variable(portVariable(), Integer.toString(at.port()))
                .variable("PGUSER", cluster.adminUser().value())
                .variable("PGDATABASE", cluster.database().value())
                .variable("LC_ALL", "C");
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.toSeconds()));
    }
}
