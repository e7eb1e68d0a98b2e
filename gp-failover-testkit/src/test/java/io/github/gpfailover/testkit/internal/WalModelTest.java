package io.github.gpfailover.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whether the model's logs keep to PostgreSQL's arithmetic, and whether two of them are compared rightly. */
class WalModelTest {

    private static final long SEGMENT = WalPosition.SEGMENT;

    @Test
    void recordsStandBehindTheHeadersOfTheirPages() {
        // As recorded: the first checkpoint of a segment begins at 0/8000028 (26), and the one after 0/240000A8 ends at
        // 0/24000128.
        assertThat(WalPosition.recordStart(0x8000000L)).isEqualTo(0x8000028L);
        assertThat(WalPosition.recordStart(0x8008000L)).isEqualTo(0x8008018L);
        assertThat(WalPosition.recordEnd(0x240000A8L, 128)).isEqualTo(0x24000128L);
        assertThat(WalPosition.recordEnd(0x24000028L, 121)).isEqualTo(0x240000A8L);
    }

    @Test
    void recordsThatCrossPagesCountTheirHeaders() {
        assertThat(WalPosition.recordEnd(0x8007FF0L, 16)).isEqualTo(0x8008000L);
        assertThat(WalPosition.recordEnd(0x8007FF0L, 24)).isEqualTo(0x8008000L + 24 + 8);
        assertThat(WalPosition.recordEnd(2 * SEGMENT - 16, 24)).isEqualTo(2 * SEGMENT + 40 + 8);
        assertThat(WalPosition.recordEnd(0x8007FF0L, 16 + 0x8000 - 24 + 8)).isEqualTo(0x8010000L + 24 + 8);
    }

    @Test
    void everyRecordIsReadBehindTheOneBeforeIt() {
        Random random = new Random(6);
        for (int run = 0; run < 200; run++) {
            ServerDirectory directory = log(random);
            long before = 0;
            int noted = 0;
            WalReader.Read read = WalReader.next(directory.wal, directory.position, 0);
            while (read != null) {
                assertThat(read.before()).isEqualTo(before);
                assertThat(WalPosition.recordEnd(read.start(), read.length()) == read.end()
                                || read.noted().kind() == WalRecord.Kind.SWITCH)
                        .isTrue();
                noted += read.noted() == null ? 0 : 1;
                before = read.start();
                WalReader.Read next = WalReader.next(directory.wal, directory.position, read.end());
                assertThat(next == null ? WalPosition.recordStart(directory.position) : next.start())
                        .isEqualTo(WalPosition.recordStart(read.end()));
                read = next;
            }
            assertThat(noted).isPositive();
            assertThat(WalReader.lastStart(directory.wal, directory.position)).isEqualTo(before);
        }
    }

    @Test
    void logsAreTheSameOnlyUpToWhereTwoServersWentOn() {
        ServerDirectory one = new ServerDirectory("/one");
        one.extend(SEGMENT);
        one.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, 0);
        ServerDirectory other = new ServerDirectory("/other");
        other.wal = one.wal;
        other.position = one.position;
        long fork = one.position;

        assertThat(other.isPrefixOf(one)).isTrue();
        one.append(64);
        assertThat(other.isPrefixOf(one)).isTrue();
        assertThat(one.isPrefixOf(other)).isFalse();
        assertThat(one.firstDifference(other)).isEqualTo(fork);

        other.append(64);
        assertThat(other.position).isEqualTo(one.position);
        assertThat(other.isPrefixOf(one)).isFalse();
        assertThat(other.firstDifference(one)).isEqualTo(fork);
    }

    @Test
    void logThatWentOnWithAnothersStaysDifferent() {
        ServerDirectory master = new ServerDirectory("/master");
        master.extend(SEGMENT);
        ServerDirectory standby = new ServerDirectory("/standby");
        standby.wal = master.wal;
        standby.position = master.position;
        standby.append(640);
        master.append(64);
        master.newWriter();
        master.append(6400);

        WalSpan grafted = WalSpan.graft(standby.wal, standby.position, master.wal);

        assertThat(WalSpan.prefix(grafted, master.position, master.wal, master.position))
                .isFalse();
        assertThat(WalSpan.difference(grafted, master.position, master.wal, master.position))
                .isEqualTo(SEGMENT);
        assertThat(WalSpan.prefix(grafted, standby.position, standby.wal, standby.position))
                .isTrue();
    }

    @Test
    void brokenDataFilesAreLikeNothing() {
        ServerDirectory master = new ServerDirectory("/master");
        master.extend(SEGMENT);
        ServerDirectory copy = new ServerDirectory("/copy");
        copy.wal = master.wal;
        copy.position = master.position;

        copy.breakPages();

        assertThat(copy.isPrefixOf(master)).isFalse();
        assertThat(copy.firstDifference(master)).isZero();
    }

    private static ServerDirectory log(Random random) {
        ServerDirectory directory = new ServerDirectory("/data");
        directory.checkpoint(WalRecord.Kind.CHECKPOINT_ONLINE, 0);
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(6)) {
                case 0 -> directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, i);
                case 1 -> directory.newWriter();
                case 2 -> directory.append(8L * (1 + random.nextInt(100_000)));
                case 3 -> directory.beginTimeline();
                case 4 -> {
                    if (random.nextInt(8) == 0) {
                        directory.switchSegment();
                    }
                }
                default -> directory.append(8L * (4 + random.nextInt(100)));
            }
        }
        return directory;
    }
}
