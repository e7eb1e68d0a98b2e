package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.core.journal.JdbcJournal;
import io.github.gpfailover.core.lease.FileLease;
import io.github.gpfailover.core.lease.JdbcLease;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.testkit.postgres.StoreServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * What a journal and a lease on a disk cost a step, beside what the disk needs for a sync alone. An entry's own cost is the difference of
 * the medians.
 */
final class StoreTimes {

    private static final int ENTRIES = 500;
    private static final int CHECKS = 20_000;
    private static final double NANOS = 1e6;
    private static final double OWN_MILLIS = 1;
    private static final double CHECK_MILLIS = 0.1;

    private StoreTimes() {}

    /** What is measured. */
    private interface Act {
        void run(int number) throws IOException;
    }

    /** Prints these rows alone. */
    public static void main(String[] arguments) throws IOException {
        ResultTable table = new ResultTable();
        addTo(table);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(table);
    }

    static void addTo(ResultTable table) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "store-times-");
        try {
            double[] sync = sync(directory);
            double[] append = append(FileJournal.in(directory.resolve("journal")).build());
            table.gap();
            table.time("write and sync of a file alone", at(sync, 50), at(sync, 99));
            table.time("FileJournal, an entry", at(append, 50), at(append, 99));
            table.number("FileJournal, an entry less the sync, ms", at(append, 50) - at(sync, 50), OWN_MILLIS);
            DataSource source =
                    StepTimes.keeping(StoreServer.durable("newest").source());
            double[] rows = append(JdbcJournal.in(source).build());
            table.time("JdbcJournal, an entry", at(rows, 50), at(rows, 99));
            table.number("JdbcJournal, an entry less the sync, ms", at(rows, 50) - at(sync, 50), OWN_MILLIS);
            try (Lease.Held held = FileLease.in(directory.resolve("lease")).acquire("prod", "the benchmark")) {
                double[] check = times(CHECKS, i -> held.stillHeld());
                table.time("FileLease, stillHeld()", at(check, 50), at(check, 99), CHECK_MILLIS);
            }
            try (Lease.Held held = JdbcLease.in(source).build().acquire("prod", "the benchmark")) {
                double[] check = times(CHECKS, i -> held.stillHeld());
                table.time("JdbcLease, stillHeld()", at(check, 50), at(check, 99), CHECK_MILLIS);
            }
            StepTimes.addTo(table, directory);
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static double[] sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(
                directory.resolve("alone"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] line = new byte[200];
            return times(ENTRIES, i -> {
                channel.write(ByteBuffer.wrap(line));
                channel.force(true);
            });
        }
    }

    private static double[] append(Journal journal) throws IOException {
        JournalRecord command =
                new JournalRecord.CommandIntended(HostName.of("mdw"), "pg_ctl stop -D /data/master/gpseg-1");
        return times(
                ENTRIES,
                i -> journal.append(new JournalEntry(
                        "e1", i + 1L, Instant.EPOCH, 1, i == 0 ? new JournalRecord.PlanBegun("prod", "{}") : command)));
    }

    /** Sorted milliseconds. The first tenth warms up and does not count. */
    private static double[] times(int count, Act act) throws IOException {
        double[] all = new double[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            act.run(i);
            all[i] = (System.nanoTime() - began) / NANOS;
        }
        double[] counted = Arrays.copyOfRange(all, count / 10, count);
        Arrays.sort(counted);
        return counted;
    }

    private static double at(double[] sorted, int percent) {
        return sorted[(sorted.length - 1) * percent / 100];
    }
}
