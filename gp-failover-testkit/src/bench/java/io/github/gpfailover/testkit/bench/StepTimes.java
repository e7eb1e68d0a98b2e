package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.core.journal.JdbcJournal;
import io.github.gpfailover.core.lease.FileLease;
import io.github.gpfailover.core.lease.JdbcLease;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.postgres.StoreServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * What journal and lease add to a step of a real plan: a switchover on the simulated cluster, with them less without them, by step. The
 * goal is stated for a disk that syncs in a millisecond, so it is compared in syncs of this one.
 */
final class StepTimes {

    private static final int RUNS = 60;
    private static final int WARM = 20;
    private static final double NANOS = 1e6;
    private static final double SYNCS_A_STEP = 2;

    private StepTimes() {}

    private interface Stores {
        Failover.Builder in(Failover.Builder engine);
    }

    /** Adds the rows of files and of a PostgreSQL, both below the same directory's disk. */
    static void addTo(ResultTable table, Path directory, double sync) {
        double alone = median(e -> e);
        Journal files = FileJournal.in(directory.resolve("step-journal")).build();
        Lease locks = FileLease.in(directory.resolve("step-lease"));
        double inFiles = median(e -> e.journal(files).lease(locks)) - alone;
        table.time("a step of a switchover, in memory", alone);
        table.time("FileJournal and FileLease, added to a step", inFiles);
        table.number("FileJournal and FileLease, added to a step, syncs", inFiles / sync, SYNCS_A_STEP);

        DataSource kept = keeping(StoreServer.durable("newest").source());
        Journal rows = JdbcJournal.in(kept).build();
        Lease row = JdbcLease.in(kept).build();
        double inTables = median(e -> e.journal(rows).lease(row)) - alone;
        table.time("JdbcJournal and JdbcLease, added to a step", inTables);
        table.number("JdbcJournal and JdbcLease, added to a step, syncs", inTables / sync, SYNCS_A_STEP);
    }

    /** Milliseconds a step. */
    private static double median(Stores stores) {
        double[] all = new double[RUNS];
        for (int i = 0; i < WARM + RUNS; i++) {
            try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                    FailoverEngine engine = stores.in(Failover.engine(cluster.spec())
                                    .transport(cluster)
                                    .sleeper(cluster.clock())
                                    .clock(cluster.clock()))
                            .build()) {
                long began = System.nanoTime();
                FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));
                double took = (System.nanoTime() - began) / NANOS;
                if (report.outcome() != Outcome.SUCCEEDED) {
                    throw new IllegalStateException("what was measured is not a switchover: " + report.summary());
                }
                if (i >= WARM) {
                    all[i - WARM] = took / report.plan().steps().size();
                }
            }
        }
        Arrays.sort(all);
        return all[RUNS / 2];
    }

    /** A pool of one connection, as a site's pool has one ready. */
    static DataSource keeping(DataSource source) {
        Connection kept;
        try {
            kept = source.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Connection lent = (Connection) Proxy.newProxyInstance(
                StepTimes.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(kept, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return StoreServer.lending(() -> lent);
    }
}
