package io.github.gpfailover.testkit;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** An old master on mdw with its new master on smdw, and what an operator would type to bring it home, for tests of the model. */
final class ReturningMaster {

    static final String DIRECTORY = Commands.DIRECTORY;

    private static final String STANDBY = "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin host=smdw port=5432"
            + " sslmode=prefer sslcompression=1 krbsrvname=postgres application_name=gp_walreceiver'\n";

    final SimulatedCluster cluster;

    ReturningMaster(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** Moves the master role to smdw: the old one was shut down cleanly. */
    ReturningMaster switchedOver() {
        run("mdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY);
        return promoted();
    }

    /** Moves it while the standby lacks so much of the old master's log. */
    ReturningMaster failedOver(long missing) {
        cluster.lagStandby(missing);
        cluster.kill("mdw");
        return promoted();
    }

    ReturningMaster promoted() {
        run("smdw", "pg_ctl", "promote", "-D", DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));
        write();
        return this;
    }

    /** Has the new master write a checkpoint, from which on its pg_control shows its timeline. */
    ReturningMaster checkpoint() {
        Commands.utility(cluster, "smdw", "smdw", 5432, "checkpoint;");
        return this;
    }

    /** Has the new master write. */
    ReturningMaster write() {
        Commands.utility(cluster, "smdw", "smdw", 5432, "select txid_current();");
        return this;
    }

    CommandResult follow() {
        return follow("recovery_target_timeline = 'latest'\n");
    }

    CommandResult follow(String setting) {
        Commands.utility(
                cluster,
                "smdw",
                "smdw",
                5432,
                "select gp_add_master_standby('mdw', 'mdw', '" + DIRECTORY + "', 5432);");
        cluster.host("mdw").writeFile(DIRECTORY + "/internal.auto.conf", "gp_dbid=3\n");
        cluster.host("mdw").writeFile(DIRECTORY + "/recovery.conf", STANDBY + setting);
        return start();
    }

    CommandResult start() {
        return run("mdw", "pg_ctl", "start", "-w", "-D", DIRECTORY, "-l", "/tmp/start.log", "-o", "-p 5432 -E");
    }

    CommandResult stop() {
        return run("mdw", "pg_ctl", "stop", "-m", "fast", "-D", DIRECTORY);
    }

    CommandResult rewind() {
        return rewind(Duration.ofHours(2));
    }

    CommandResult rewind(Duration timeout) {
        return Commands.execute(cluster, "mdw", rewinding(timeout));
    }

    static Command rewinding(Duration timeout) {
        return Command.builder(List.of(
                        "pg_rewind",
                        "--progress",
                        "--source-server=host=smdw port=5432 user=gpadmin dbname=template1",
                        "--target-pgdata=" + DIRECTORY))
                .sourcing(Commands.HOME)
                .variable("PGOPTIONS", "-c gp_session_role=utility")
                .timeout(timeout)
                .mutating()
                .build();
    }

    CommandResult dump(String host, int timeline, String from, int most) {
        return run(
                host,
                "pg_xlogdump",
                "-p",
                DIRECTORY + "/pg_xlog",
                "-t",
                Integer.toString(timeline),
                "-s",
                from,
                "-n",
                Integer.toString(most));
    }

    CommandResult identify() {
        return run(
                "mdw",
                "psql",
                "-X",
                "-At",
                "-d",
                "user=gpadmin host=smdw port=5432 dbname=replication replication=true",
                "-c",
                "IDENTIFY_SYSTEM");
    }

    /** Gives the value of a row of pg_controldata. */
    String control(String host, String label) {
        return run(host, "pg_controldata", DIRECTORY)
                .stdout()
                .lines()
                .filter(l -> l.startsWith(label + ":"))
                .map(l -> l.substring(label.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Gives where a record ends that begins there, by PostgreSQL's own reckoning. */
    static String end(String start, int length) {
        long at = position(start) + (length + 7) / 8 * 8L;
        if (position(start) / 0x8000 != (at - 1) / 0x8000) {
            throw new IllegalArgumentException("the record at " + start + " crosses a page: reckon its headers in");
        }
        return text(at);
    }

    static String text(long at) {
        return String.format(Locale.ROOT, "%X/%X", at >>> 32, at & 0xFFFF_FFFFL);
    }

    static long position(String text) {
        String[] halves = text.split("/", -1);
        return Long.parseLong(halves[0], 16) << 32 | Long.parseLong(halves[1], 16);
    }

    CommandResult run(String host, String... words) {
        return Commands.run(cluster, host, words);
    }
}
