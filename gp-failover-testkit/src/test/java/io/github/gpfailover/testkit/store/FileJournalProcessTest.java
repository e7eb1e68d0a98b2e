package io.github.gpfailover.testkit.store;

import static io.github.gpfailover.testkit.store.Entries.intended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.error.JournalException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal in files, and processes that die or meet a full disk while they write it. */
@Tag("processes")
@Timeout(300)
class FileJournalProcessTest {

    private static final int KILLS = 20;
    private static final int MOST_ENTRIES = 60;

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterAKillAtAnyMoment() {
        Random random = new Random(20261201);
        Path journal = directory.resolve("journal");
        long acknowledged = 0;
        for (int i = 0; i < KILLS; i++) {
            try (StoreProcess writer = StoreProcess.start(List.of(), "append", journal)) {
                int until = 1 + random.nextInt(MOST_ENTRIES);
                for (int n = 0; n < until; n++) {
                    acknowledged = Long.parseLong(writer.line());
                }
                writer.kill();
                for (String more : writer.rest()) {
                    acknowledged = more.matches("[0-9]+") ? Math.max(acknowledged, Long.parseLong(more)) : acknowledged;
                }
            }

            FileJournal after = FileJournal.in(journal).build();
            long last = after.read("e1").size();
            // One more may have been written, whose acknowledgement did not get out.
            assertThat(last).as("after kill " + i).isBetween(acknowledged, acknowledged + 1);
            after.append(intended(last + 1));
            acknowledged = last + 1;
        }
    }

    @Test
    void ofTwoProcessesThatWriteOneExecutionOneIsRefused() {
        Path journal = directory.resolve("journal");
        try (StoreProcess writer = StoreProcess.start(List.of(), "append", journal)) {
            assertThat(writer.line()).isEqualTo("1");
            FileJournal ours = FileJournal.in(journal).build();
            long next = ours.read("e1").size() + 1L;
            long theirs = 1;
            while (theirs < next) {
                theirs = Long.parseLong(writer.line());
            }

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> ours.append(intended(next)))
                    .withMessageContaining("another engine has written it since");
        }
        assertThat(FileJournal.in(journal).build().read("e1")).isNotEmpty();
    }

    @Test
    void aFullDiskIsToldAndTheNextEntryIsRightOnceThereIsRoom() throws InterruptedException {
        SmallDisk.assumeMounts();
        try (StoreProcess writer = StoreProcess.start(SmallDisk.on(directory, "size=128k"), "fill", directory)) {
            assertFilled(writer.rest(), "No space left");
        }
    }

    @Test
    void aFileThatMayNotGrowIsToldAndHasNoHalfEntry() {
        // In units of 512 or 1,024 bytes, by the shell.
        List<String> limited = List.of("sh", "-c", "ulimit -f 80; exec \"$@\"", "sh");
        try (StoreProcess writer = StoreProcess.start(limited, "limited", directory)) {
            List<String> told = writer.rest();
            long whole = told.stream().filter(l -> l.matches("[0-9]+")).count();

            assertThat(whole).isPositive();
            assertThat(told.subList((int) whole, told.size()))
                    .satisfiesExactly(
                            l -> assertThat(l).startsWith("failed: ").contains("File too large", "free space there"),
                            l -> assertThat(l).isEqualTo("then held " + whole));
        }
        FileJournal journal = FileJournal.in(directory).build();
        int held = journal.read("e1").size();
        journal.append(intended(held + 1L));
        assertThat(journal.read("e1")).hasSize(held + 1);
    }

    @Test
    void aFileSystemThatBecameReadOnlyIsToldAndCanStillBeRead() throws InterruptedException {
        SmallDisk.assumeMounts();
        try (StoreProcess writer = StoreProcess.start(SmallDisk.on(directory, "size=1m"), "read-only", directory)) {
            assertThat(writer.rest())
                    .satisfiesExactly(
                            l -> assertThat(l).startsWith("failed: ").contains("Read-only", "for writing"),
                            l -> assertThat(l).isEqualTo("read 1"),
                            l -> assertThat(l).isEqualTo("then held 2"));
        }
    }

    private static void assertFilled(List<String> told, String why) {
        long whole = told.stream().filter(l -> l.matches("[0-9]+")).count();
        assertThat(whole).isPositive();
        assertThat(told.subList((int) whole, told.size()))
                .satisfiesExactly(
                        l -> assertThat(l)
                                .startsWith("failed after " + whole + ": ")
                                .contains(why, "free space there"),
                        l -> assertThat(l).startsWith("failed again: ").contains(why),
                        l -> assertThat(l).isEqualTo("then held " + (whole + 1)));
    }
}
