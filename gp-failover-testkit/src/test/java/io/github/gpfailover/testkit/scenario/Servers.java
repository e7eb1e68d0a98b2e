package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An operator's acts on single servers, as the recordings have them. */
public final class Servers {

    private static final String HOME = "/usr/local/greenplum-db/greenplum_path.sh";
    private static final String DIRECTORY = "/data/master/gpseg-1";

    private Servers() {}

    /** How many commands that change something had those words, as {@code host: command}. */
    public static long sent(SimulatedCluster cluster, String words) {
        return cluster.truth().commands().stream()
                .filter(c -> c.command().mutating() && c.toString().contains(words))
                .count();
    }

    /** Recording 41. */
    public static void stop(SimulatedCluster cluster, String host) throws InterruptedException {
        pgCtl(cluster, host, "stop", "-m", "fast");
    }

    /** Recording 82. */
    public static void promote(SimulatedCluster cluster, String host) throws InterruptedException {
        pgCtl(cluster, host, "promote");
        cluster.clock().advance(Duration.ofSeconds(1));
    }

    /** Recording 27. */
    public static void createTable(SimulatedCluster cluster, Duration timeout) throws InterruptedException {
        cluster.execute(
                HostName.of("mdw"),
                Command.builder(List.of("psql", "-X", "-c", "create table t (id int) distributed by (id);"))
                        .sourcing(HOME)
                        .timeout(timeout)
                        .mutating()
                        .build());
    }

    /** Has a session write rows into a table of its own. */
    public static void temporaryRows(SimulatedCluster cluster) throws InterruptedException {
        cluster.execute(
                HostName.of("mdw"),
                Command.builder(List.of("psql", "-X", "-At", "-d", "postgres"))
                        .sourcing(HOME)
                        .stdin("create temporary table t (id int) distributed by (id);\n"
                                + "insert into t select generate_series(1,100,1);\n")
                        .build());
    }

    /** Rows that are acknowledged, in a transaction of their own. */
    public static void insert(SimulatedCluster cluster, String host, int rows) throws InterruptedException {
        cluster.execute(
                HostName.of(host),
                Command.builder(List.of("psql", "-X", "-c", "insert into t select generate_series(1," + rows + ");"))
                        .sourcing(HOME)
                        .mutating()
                        .build());
    }

    /** Recording f7. */
    public static void restart(SimulatedCluster cluster, String host) throws InterruptedException {
        pgCtl(cluster, host, "restart", "-w", "-m", "fast", "-l", "/tmp/re.log", "-o", "-p 5432 -E");
    }

    /** Recording c1. */
    public static void start(SimulatedCluster cluster, String host) throws InterruptedException {
        pgCtl(cluster, host, "start", "-w", "-l", "/tmp/s.log", "-o", "-p 5432 -E");
    }

    /** A checkpoint, after which what the log no longer needs is removed. */
    public static void checkpoint(SimulatedCluster cluster, String host) throws InterruptedException {
        cluster.execute(
                HostName.of(host),
                Command.builder(List.of("psql", "-X", "-c", "checkpoint;"))
                        .sourcing(HOME)
                        .mutating()
                        .build());
    }

    private static void pgCtl(SimulatedCluster cluster, String host, String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("pg_ctl"));
        all.addAll(List.of(words));
        all.addAll(List.of("-D", DIRECTORY));
        cluster.execute(
                HostName.of(host),
                Command.builder(all).sourcing(HOME).mutating().build());
    }
}
