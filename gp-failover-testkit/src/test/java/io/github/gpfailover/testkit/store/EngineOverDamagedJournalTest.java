package io.github.gpfailover.testkit.store;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord.CommandIntended;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.ForwardingJournal;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine that goes on with a journal in files, whose end a death or a power cut has left torn, or which a person has changed. */
@DisplayName("scenarios 19 and 27: an engine over a damaged journal")
class EngineOverDamagedJournalTest {

    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().activate().build();

    @TempDir
    private Path directory;

    /** A journal whose controller dies right behind the announcement of a command. */
    private static final class DiesBehind extends ForwardingJournal {

        private final String command;

        DiesBehind(String command, Journal journal) {
            super(journal);
            this.command = command;
        }

        @Override
        public void append(JournalEntry entry) {
            super.append(entry);
            if (entry.record() instanceof CommandIntended intended
                    && intended.command().contains(command)) {
                throw new SingleFaults.Died();
            }
        }
    }

    private Path died(SimulatedCluster cluster, String command, Path stores) {
        FileJournal journal = FileJournal.in(stores).build();
        try (FailoverEngine engine = Engines.builder(cluster)
                .journal(new DiesBehind(command, journal))
                .build()) {
            engine.execute("move", MOVE);
        } catch (SingleFaults.Died e) {
            return stores.resolve("move.jsonl");
        }
        throw new AssertionError("it did not die");
    }

    private static SimulatedCluster cluster() {
        return SimulatedCluster.builder()
                .segmentHosts(2)
                .primariesPerHost(1)
                .mirrors(false)
                .build();
    }

    @ParameterizedTest
    @CsvSource({"pg_ctl stop, 16", "pg_ctl promote, 1"})
    @DisplayName("cut at every byte of its last entry, the execution goes on to the same end")
    void goesOnWhereverTheLastEntryWasCut(String command, int bytes) throws IOException {
        byte[] whole;
        try (SimulatedCluster cluster = cluster()) {
            whole = Files.readAllBytes(died(cluster, command, directory.resolve("whole")));
        }
        String text = new String(whole, StandardCharsets.UTF_8);
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        for (int cut = last; cut <= whole.length; cut += bytes) {
            try (SimulatedCluster cluster = cluster()) {
                Path stores = directory.resolve("cut-" + cut);
                Path file = died(cluster, command, stores);
                byte[] entries = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(entries, entries.length - (whole.length - cut)));

                try (FailoverEngine heir = Engines.builder(cluster)
                        .journal(FileJournal.in(stores).build())
                        .build()) {
                    assertThat(heir.unfinished()).as("cut at byte " + cut).hasSize(1);
                    FailoverReport report = heir.resume("move");

                    assertThat(report).succeeded();
                    assertThat(report.earlierRuns()).hasSize(1);
                }
                assertThat(cluster.truth().writableMasters())
                        .as("cut at byte " + cut)
                        .extracting(Object::toString)
                        .containsExactly("smdw");
                assertThat(cluster.truth().violations()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName(
            "an entry of a later version ends the resume by its number, and the plan can be run again without the journal")
    void anEntryOfTheFutureIsNamedAndThePlanCanBeRunAgain() throws IOException {
        try (SimulatedCluster cluster = cluster()) {
            Path file = died(cluster, "pg_ctl stop", directory.resolve("journal"));
            String line = "{\"format\":9,\"execution\":\"move\",\"sequence\":99}";
            CRC32C sum = new CRC32C();
            sum.update(line.getBytes(StandardCharsets.UTF_8));
            Files.writeString(file, Files.readString(file) + String.format("%08x", sum.getValue()) + " " + line + "\n");

            try (FailoverEngine heir = Engines.builder(cluster)
                    .journal(FileJournal.in(directory.resolve("journal")).build())
                    .build()) {
                assertThatExceptionOfType(JournalException.class)
                        .isThrownBy(() -> heir.resume("move"))
                        .withMessageContaining("format 9")
                        .withMessageContaining("move.jsonl")
                        .withMessageContaining("use the version of the library that wrote it");
                assertThat(cluster.truth().masterHost()).hasToString("Optional[mdw]");
            }
            try (FailoverEngine fresh = Engines.on(cluster)) {
                assertThat(fresh.execute(MOVE)).succeeded();
            }
            assertThat(cluster.truth().violations()).isEmpty();
        }
    }

    @Test
    @DisplayName("a byte that was changed ends the resume with file and line; nothing is sent")
    void aChangedByteIsNamedAndNothingIsSent() throws IOException {
        try (SimulatedCluster cluster = cluster()) {
            Path file = died(cluster, "pg_ctl promote", directory.resolve("journal"));
            Files.writeString(file, Files.readString(file).replaceFirst("pg_ctl stop -m fast", "pg_ctl stop -m slow"));
            int sent = cluster.truth().commands().size();

            try (FailoverEngine heir = Engines.builder(cluster)
                    .journal(FileJournal.in(directory.resolve("journal")).build())
                    .build()) {
                assertThatExceptionOfType(JournalException.class)
                        .isThrownBy(() -> heir.resume("move"))
                        .withMessageContaining("move.jsonl")
                        .withMessageContaining("line ");
            }
            assertThat(cluster.truth().commands()).hasSize(sent);
        }
    }
}
