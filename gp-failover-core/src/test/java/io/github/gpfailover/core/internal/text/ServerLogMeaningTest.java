package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.internal.Meaning;
import io.github.gpfailover.core.internal.text.LogTrouble.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What servers' logs say of a stream that does not run. */
public class ServerLogMeaningTest {

    @TestFactory
    Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                trouble("i0", Kind.LOG_REMOVED, "000000010000000000000003"),
                trouble("i1", Kind.LOG_REMOVED, "000000010000000000000003"),
                trouble("i2", Kind.NO_ENTRY, "10.77.0.12"),
                trouble("i3", Kind.NO_ENTRY, "10.77.0.12"),
                trouble("i4", Kind.PASSWORD, ""),
                trouble("i5", Kind.DISK_FULL, ""),
                trouble("i6", Kind.TIMELINE_AHEAD, "1"),
                trouble("i7", Kind.PAST_THE_FORK, "0/C03F0A0"));
    }

    private static Meaning trouble(String number, Kind kind, String detail) {
        return Meaning.of(number, kind + " " + detail, r -> LogTrouble.last(r.stdout()), t -> {
            assertThat(t.map(LogTrouble::kind)).contains(kind);
            assertThat(t.map(LogTrouble::detail)).contains(detail);
        });
    }

    @Test
    void quotesNothingElseOfALog() {
        String line =
                "2026-11-30 16:19:03.334669 UTC,,,p115,th1,,,,0,,,seg-1,,,,,\"ERROR\",\"XX000\",\"could not connect to the"
                        + " primary server: FATAL:  password authentication failed for user \"\"x\"\" password=hunter2\n";

        assertThat(LogTrouble.last(line).orElseThrow().toString()).doesNotContain("hunter2");
    }

    @Test
    void readsTheFullTableOfDistributedTransactions() {
        // From source; it could not be made on the recorded cluster.
        String line = "2026-11-30 16:19:03.334669 UTC,,,p115,th1,,,,0,,,seg-1,,,,,\"FATAL\",\"XX000\",\"the limit of 32"
                + " distributed transactions has been reached while adding gid = 1796054694-0000000005.\n";

        assertThat(LogTrouble.last(line).map(LogTrouble::kind)).contains(Kind.TRANSACTIONS_FULL);
    }

    @Test
    void findsNothingInWhatIsNoEntryOrNoError() {
        assertThat(LogTrouble.last("No space left on device\n")).isEqualTo(Optional.empty());
        assertThat(LogTrouble.last("2026-11-30 16:19:03 UTC,,\"LOG\",\"00000\",\"No space left on device\"\n"))
                .isEqualTo(Optional.empty());
        assertThat(LogTrouble.last("")).isEmpty();
    }
}
