package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Exists to speak Greenplum 6, as recorded on 6.24.3. Utilities are always called with {@code -a}, since their prompts wait for
 * ever (recordings 32, 48), and stops always name their mode, since the default is smart and hangs on an open client (recording
 * 40). The environment is {@code greenplum_path.sh} and the variables given here: {@code gpactivatestandby} refuses without
 * {@code PGPORT} (recording 31).
 */
public final class Greenplum6Dialect implements Dialect {

    /**
     * The questions of an observation, told apart by their first column; columns are named since later products add some. The last
     * one shows that nothing was cut off: a catalog that ends early would be a smaller catalog.
     */
    static final String OBSERVATION = "select 'version', version();\n"
            + "select 'position', pg_is_in_recovery(), pg_current_xlog_location();\n"
            + "select 'row', dbid, content, role, preferred_role, mode, status, port, hostname, address, datadir"
            + " from gp_segment_configuration order by content, role desc;\n"
            + "select 'replication', application_name, client_addr, state, sync_state, sent_location, write_location,"
            + " flush_location, replay_location from pg_stat_replication;\n"
            + "select 'end';\n";

    private static final Duration QUESTION = Duration.ofSeconds(15);

    private final ClusterSpec cluster;

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public Greenplum6Dialect(ClusterSpec cluster) {
        this.cluster = cluster;
    }

    @Override
    public String standbyMarker() {
        return "recovery.conf";
    }

    @Override
    public boolean directPromotionVerified(GreenplumVersion version) {
        return version.product() == GreenplumVersion.Product.GREENPLUM && version.major() == 6;
    }

    @Override
    public Command observe(InstanceLocation at) {
        return utilitySession(at, OBSERVATION).timeout(QUESTION).build();
    }

    @Override
    public Command removeStandby(InstanceLocation master, Duration timeout) {
        return utility(master, "gpinitstandby", "-a", "-r")
                .timeout(timeout)
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
        return utility(
                        standby,
                        "pg_ctl",
                        "promote",
                        "-D",
                        standby.dataDirectory().path())
                .mutating()
                .build();
    }

    @Override
    public Command checkpoint(InstanceLocation at, Duration timeout) {
        return utilitySession(at, "checkpoint;\n").timeout(timeout).mutating().build();
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
        return utility(
                        at,
                        "pg_ctl",
                        "start",
                        "-w",
                        "-t",
                        seconds(wait),
                        "-D",
                        at.dataDirectory().path(),
                        "-l",
                        at.dataDirectory().file("pg_log/gp-failover-start.log"),
                        "-o",
                        "-p " + at.port() + " -E")
                .timeout(Duration.ofSeconds(Math.max(1, wait.toSeconds()) + 10))
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
    public Command installedVersion() {
        return Command.builder(List.of("postgres", "--gp-version"))
                .sourcing(script())
                .variable("LC_ALL", "C")
                .timeout(QUESTION)
                .build();
    }

    @Override
    public Command locate(InstanceLocation at, List<String> programs) {
        // A builtin of the shell that the product needs anyway: "which" is not on every host. The names are its
        // parameters.
        List<String> words = new ArrayList<>(List.of("bash", "-c", "type -P \"$@\"", "bash"));
        words.addAll(programs);
        return utility(at, words.toArray(String[]::new)).timeout(QUESTION).build();
    }

    @Override
    public Command writeRows(InstanceLocation master, String table, boolean create, int rows, Duration timeout) {
        String sql = create ? "create table " + table + " (id int) distributed by (id);\n" : "";
        return session(master, sql + "insert into " + table + " select generate_series(1," + rows + ",1);\n")
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
    public Command dispatchedWrite(InstanceLocation master, Duration timeout) {
        // Not journaled as an act: the table is the session's own and is gone with it.
        String sql = """
                create temporary table gp_failover_dispatch (id int) distributed by (id);
                insert into gp_failover_dispatch select generate_series(1,1000,1);
                select gp_segment_id from gp_dist_random('gp_id') order by 1;
                """;
        return session(master, sql).timeout(timeout).build();
    }

    @Override
    public Command reachSegment(InstanceLocation master, HostName segmentHost, int port) {
        return psql(master, "select 1;\n", "-h", segmentHost.value(), "-p", Integer.toString(port))
                .variable("PGOPTIONS", "-c gp_session_role=utility")
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    private Command.Builder utilitySession(InstanceLocation at, String sql) {
        return session(at, sql).variable("PGOPTIONS", "-c gp_session_role=utility");
    }

    private Command.Builder session(InstanceLocation at, String sql) {
        return psql(at, sql);
    }

    private Command.Builder psql(InstanceLocation at, String sql, String... more) {
        List<String> words = new ArrayList<>(List.of("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1"));
        words.addAll(List.of(more));
        words.addAll(List.of("-d", cluster.database().value()));
        return utility(at, words.toArray(String[]::new)).stdin(sql);
    }

    private Command.Builder utility(InstanceLocation at, String... words) {
        // English messages whatever the host's locale is: readers of the utilities' text depend on it.
        return Command.builder(List.of(words))
                .sourcing(script())
                .variable("MASTER_DATA_DIRECTORY", at.dataDirectory().path())
                .variable("PGPORT", Integer.toString(at.port()))
                .variable("PGUSER", cluster.adminUser().value())
                .variable("PGDATABASE", cluster.database().value())
                .variable("LC_ALL", "C");
    }

    private String script() {
        return cluster.home().file("greenplum_path.sh");
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.toSeconds()));
    }
}
