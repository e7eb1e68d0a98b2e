package io.github.gpfailover.testkit.store;

import static io.github.gpfailover.testkit.store.Entries.begun;
import static io.github.gpfailover.testkit.store.Entries.intended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.JournalEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal's file that a death cut short, or that was changed. */
class DamagedFileJournalTest {

    @TempDir
    private Path directory;

    private Path file;
    private byte[] whole;
    private int lastLine;

    @BeforeEach
    void writeThreeEntries() throws IOException {
        file = directory.resolve("journal/e1.jsonl");
        FileJournal journal = journal();
        journal.append(begun());
        journal.append(intended(2));
        lastLine = (int) Files.size(file);
        journal.append(intended(3));
        whole = Files.readAllBytes(file);
    }

    @Test
    void aLastLineThatWasCutAtAnyByteIsLeftOutAndTheNextEntryStandsInItsPlace() throws IOException {
        for (int cut = lastLine; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));

            assertThat(journal().read("e1")).as("cut at " + cut).containsExactly(begun(), intended(2));
            assertThat(journal().unfinished("prod")).containsExactly("e1");
            journal().append(intended(3));

            assertThat(Files.readAllBytes(file)).as("cut at " + cut).isEqualTo(whole);
        }
    }

    @Test
    void aFirstLineThatWasCutIsAnExecutionThatNeverBegan() throws IOException {
        Files.write(file, Arrays.copyOf(whole, 20));

        assertThat(journal().read("e1")).isEmpty();
        assertThat(journal().unfinished("prod")).isEmpty();
        journal().append(begun());

        assertThat(journal().read("e1")).containsExactly(begun());
    }

    @Test
    void aTailOfZerosThatAPowerCutLeftIsLeftOut() throws IOException {
        Files.write(file, new byte[4096], StandardOpenOption.APPEND);

        assertThat(journal().read("e1")).hasSize(3);
        journal().append(intended(4));

        assertThat(journal().read("e1")).hasSize(4);
    }

    @Test
    void eachByteThatChangesIsNoticed() throws IOException {
        FileJournal journal = journal();
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {1 << at % 8, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) mask;
                Files.write(file, changed);

                assertThatExceptionOfType(JournalException.class)
                        .as("byte " + at + " xor " + mask)
                        .isThrownBy(() -> journal.read("e1"))
                        .withMessageContaining(file.toString())
                        .withMessageContaining("line ");
            }
        }
    }

    @Test
    void nothingIsAppendedToAFileThatWasChanged() throws IOException {
        byte[] changed = whole.clone();
        changed[lastLine + 20] ^= 1;
        Files.write(file, changed);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().append(intended(4)))
                .withMessageContaining("line 3 of the journal's file " + file)
                .withMessageContaining("find out by hand who is master");
        assertThat(Files.readAllBytes(file)).isEqualTo(changed);
    }

    @Test
    void aLineThatIsMissingIsNoticed() throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of(lines.get(0), lines.get(2)));

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read("e1"))
                .withMessageContaining("line 2")
                .withMessageContaining("holds entry 3 of execution e1, where entry 2 of e1 belongs");
    }

    @Test
    void aFileThatWasRenamedIsNoOtherExecutions() throws IOException {
        Files.move(file, file.resolveSibling("e2.jsonl"));

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read("e2"))
                .withMessageContaining("holds entry 1 of execution e1");
    }

    @Test
    void anEntryOfALaterFormatIsRefusedByItsNumber() throws IOException {
        String json = intended(3).toJson().replace("\"format\":1", "\"format\":2");
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        CRC32C sum = new CRC32C();
        sum.update(content);
        Files.write(file, Arrays.copyOf(whole, lastLine));
        Files.writeString(file, String.format("%08x %s%n", (int) sum.getValue(), json), StandardOpenOption.APPEND);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read("e1"))
                .withMessageContaining("line 3")
                .withMessageContaining("has format 2")
                .withMessageContaining("or a later one");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().append(intended(4)))
                .withMessageContaining("has format 2");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().unfinished("prod"))
                .withMessageContaining("has format 2");
    }

    /** Entries 4 to 6, of which none was made durable. */
    private byte[] withNotes() throws IOException {
        FileJournal journal = journal();
        for (int i = 4; i <= 6; i++) {
            journal.note(intended(i));
        }
        return Files.readAllBytes(file);
    }

    @Test
    void ofEntriesThatWereOnlyNotedAPowerCutMayTakeAnyPart() throws IOException {
        byte[] all = withNotes();
        for (int from = whole.length; from < all.length; from++) {
            assertLeftOut(all, from, all.length);
        }
        for (int block = whole.length / 512 + 1; block * 512 < all.length; block++) {
            assertLeftOut(all, block * 512, Math.min(all.length, (block + 1) * 512));
        }
    }

    private void assertLeftOut(byte[] all, int from, int to) throws IOException {
        byte[] torn = all.clone();
        Arrays.fill(torn, from, to, (byte) 0);
        Files.write(file, torn);

        List<JournalEntry> left = journal().read("e1");

        assertThat(left)
                .as("zeros from byte " + from + " to " + to)
                .hasSizeBetween(3, 5)
                .startsWith(begun(), intended(2), intended(3));
        assertThat(journal().unfinished("prod")).containsExactly("e1");
        journal().append(intended(left.size() + 1L));
        assertThat(journal().read("e1")).hasSize(left.size() + 1);
    }

    @Test
    void whatADurableEntryHasFollowedMustBeThere() throws IOException {
        withNotes();
        journal().append(intended(7));
        byte[] all = Files.readAllBytes(file);
        for (int at = 0; at < all.length; at++) {
            for (int mask : new int[] {1 << at % 8, 0xff, all[at]}) {
                byte[] changed = all.clone();
                changed[at] ^= (byte) mask;
                Files.write(file, changed);

                assertThatExceptionOfType(JournalException.class)
                        .as("byte " + at + " xor " + mask)
                        .isThrownBy(() -> journal().read("e1"))
                        .withMessageContaining("line ");
            }
        }
    }

    @Test
    void aFileThatVanishedIsNotBegunAnew() throws IOException {
        FileJournal journal = journal();
        journal.append(intended(4));
        Files.delete(file);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(intended(5)))
                .withMessageContaining(file + ", is gone");
        assertThat(file).doesNotExist();
    }

    @Test
    void peopleCanReadTheFile() throws IOException {
        assertThat(Files.readAllLines(file).get(0))
                .matches("[0-9a-f]{8} \\{\"format\":1,\"execution\":\"e1\",\"sequence\":1,.*\\}");
    }

    private FileJournal journal() {
        return FileJournal.in(directory.resolve("journal")).build();
    }
}
