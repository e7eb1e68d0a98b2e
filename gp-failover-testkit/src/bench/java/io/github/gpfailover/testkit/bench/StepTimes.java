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
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
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
    private static final int SYNCS = 20;

    private StepTimes() {}

    private interface Stores {
        Failover.Builder in(Failover.Builder engine);
    }

    private interface Measured {
        double millis() throws IOException;
    }

    /** Adds the rows of files and of a PostgreSQL, both below the same directory's disk. */
    static void addTo(ResultTable table, Path directory) throws IOException {
        Journal files = FileJournal.in(directory.resolve("step-journal")).build();
        Lease locks = FileLease.in(directory.resolve("step-lease"));
        DataSource kept = keeping(StoreServer.durable("newest").source());
        Journal rows = JdbcJournal.in(kept).build();
        Lease row = JdbcLease.in(kept).build();
        try (FileChannel alone = FileChannel.open(
                directory.resolve("beside"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            double[] medians = medians(List.of(
                    () -> sync(alone),
                    () -> step(e -> e),
                    () -> step(e -> e.journal(files).lease(locks)),
                    () -> step(e -> e.journal(rows).lease(row))));
            table.time("a sync, of " + SYNCS + " one after the other", medians[0]);
            table.time("a step of a switchover, in memory", medians[1]);
            row(table, "FileJournal and FileLease", medians[2] - medians[1], medians[0]);
            row(table, "JdbcJournal and JdbcLease", medians[3] - medians[1], medians[0]);
        }
    }

    private static void row(ResultTable table, String stores, double added, double sync) {
        table.time(stores + ", added to a step", added);
        table.number(stores + ", added to a step, syncs", added / sync, SYNCS_A_STEP);
    }

    /** The median of each, measured one after the other again and again: other load meets all of them alike. */
    private static double[] medians(List<Measured> all) throws IOException {
        double[][] times = new double[all.size()][RUNS];
        for (int i = 0; i < WARM + RUNS; i++) {
            for (int which = 0; which < times.length; which++) {
                double took = all.get(which).millis();
                if (i >= WARM) {
                    times[which][i - WARM] = took;
                }
            }
        }
        return Arrays.stream(times)
                .mapToDouble(t ->
                        Arrays.stream(t).sorted().skip(RUNS / 2).findFirst().orElseThrow())
                .toArray();
    }

    /** A sync, as often as a switchover syncs: a disk's slow ones count as much as they do there. */
    private static double sync(FileChannel alone) throws IOException {
        long began = System.nanoTime();
        for (int i = 0; i < SYNCS; i++) {
            alone.write(ByteBuffer.wrap(new byte[200]));
            alone.force(true);
        }
        return (System.nanoTime() - began) / NANOS / SYNCS;
    }

    private static double step(Stores stores) {
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
            return took / report.plan().steps().size();
        }
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
