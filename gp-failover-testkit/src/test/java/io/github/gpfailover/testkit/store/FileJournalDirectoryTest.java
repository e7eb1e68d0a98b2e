package io.github.gpfailover.testkit.store;

import static io.github.gpfailover.testkit.store.Entries.AT;
import static io.github.gpfailover.testkit.store.Entries.begun;
import static io.github.gpfailover.testkit.store.Entries.ended;
import static io.github.gpfailover.testkit.store.Entries.intended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.core.lease.FileLease;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory that a {@link FileJournal} lives in. */
class FileJournalDirectoryTest {

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void name() {
        directory = temporary.resolve("a/journal");
    }

    @Test
    void directoryAndFilesAreForTheirOwnerAlone() throws IOException {
        FileJournal.in(directory).build().append(begun());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("e1.jsonl"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void aDirectoryThatOthersMayWriteToIsRefused(String permissions) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> FileJournal.in(directory).build())
                .withMessageContaining(permissions)
                .withMessageContaining("chmod 700 " + directory);
        assertThatExceptionOfType(LeaseException.class)
                .isThrownBy(() -> FileLease.in(directory))
                .withMessageContaining("chmod 700 " + directory);
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsRefused() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.writeString(directory, "x");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> FileJournal.in(directory).build())
                .withMessageContaining("choose another");
    }

    @Test
    void aDirectoryThatIsGoneIsToldAndNotMadeAnew() throws IOException {
        FileJournal journal = FileJournal.in(directory).build();
        journal.append(begun());
        Files.move(directory, temporary.resolve("away"));

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(intended(2)))
                .withMessageContaining("bring the directory back");
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.read("e1"));
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.unfinished("prod"));
        Files.move(temporary.resolve("away"), directory);
        journal.append(intended(2));

        assertThat(journal.read("e1")).hasSize(2);
    }

    @Test
    void aDirectoryThatCanNotBeWrittenIsTold() throws IOException {
        FileJournal journal = FileJournal.in(directory).build();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(directory), "this user, such as root, may write anywhere");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(begun()))
                .withMessageContaining("let the user of this program write there");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        journal.append(begun());
    }

    @Test
    void aLinkInThePlaceOfAFileIsNotFollowed() throws IOException {
        FileJournal journal = FileJournal.in(directory).build();
        Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "");
        Files.createSymbolicLink(directory.resolve("e1.jsonl"), elsewhere);

        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.append(begun()));
        assertThat(elsewhere).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../e1", "a/b", "", ".", "é"})
    void anIdThatCanBeNoFilesNameIsRefused(String id) {
        FileJournal journal = FileJournal.in(directory).build();

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(new JournalEntry(id, 1, AT, 0, new JournalRecord.StepBegun())))
                .withMessageContaining("can't be a file's name");
        assertThat(journal.read(id)).isEmpty();
    }

    @Test
    void ofFinishedExecutionsTheOldestGoAndUnfinishedOnesStay() throws IOException {
        FileJournal journal = FileJournal.in(directory).keepFinished(2).build();
        journal.append(begun("dead", AT));
        run(journal, "failed", Outcome.FAILED);
        for (int i = 1; i <= 5; i++) {
            run(journal, "ok" + i, i % 2 == 0 ? Outcome.SUCCEEDED : Outcome.REFUSED);
            Files.setLastModifiedTime(directory.resolve("ok" + i + ".jsonl"), FileTime.from(AT.plusSeconds(i)));
        }
        run(journal, "ok6", Outcome.SUCCEEDED);

        assertThat(journal.read("dead")).hasSize(1);
        assertThat(journal.read("failed")).hasSize(2);
        assertThat(journal.read("ok4")).isEmpty();
        assertThat(journal.read("ok5")).hasSize(2);
        assertThat(journal.read("ok6")).hasSize(2);
        assertThat(journal.unfinished("prod")).containsExactlyInAnyOrder("dead", "failed");
    }

    private static void run(FileJournal journal, String id, Outcome outcome) {
        journal.append(begun(id, AT));
        journal.append(ended(id, 2, outcome));
    }
}
