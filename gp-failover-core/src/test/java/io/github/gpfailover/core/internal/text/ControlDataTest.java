package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ControlDataTest {

    private static final Recording STANDBY = Recording.load("26");
    static final ControlData FACTS = new ControlData(
            "7710857300689520254",
            "in archive recovery",
            1,
            Lsn.parse("0/8000028"),
            Optional.of(Lsn.parse("0/8000028")),
            OptionalInt.of(1),
            OptionalInt.of(1),
            Optional.of(false),
            OptionalInt.of(9420600),
            OptionalInt.of(301908232),
            Optional.of(Lsn.parse("0/80000D0")),
            OptionalInt.of(1),
            OptionalInt.of(32768),
            OptionalInt.of(67108864),
            OptionalLong.of(727),
            Optional.of("standby_mode = 'on'"));

    @Test
    void readsTheRecordingOfAStandby() {
        assertThat(ControlData.parse(STANDBY.host(), STANDBY.result())).isEqualTo(FACTS);
    }

    @Test
    void tellsTheSameFactsOrNoneWhereverTheOutputIsCut() {
        for (int end = 0; end <= STANDBY.stdout().length(); end++) {
            String cut = STANDBY.stdout().substring(0, end);
            try {
                ControlData data = ControlData.parse(STANDBY.host(), STANDBY.resultWith(cut));
                assertThat(data.systemIdentifier()).isEqualTo(FACTS.systemIdentifier());
                assertThat(data.clusterState()).isEqualTo(FACTS.clusterState());
                assertThat(data.timeline()).isEqualTo(1);
                assertThat(data.checkpoint()).isEqualTo(FACTS.checkpoint());
                // The others are printed, or not there.
                assertThat(data.redo().or(FACTS::redo)).isEqualTo(FACTS.redo());
                assertThat(data.priorTimeline().orElse(1)).isEqualTo(1);
                assertThat(data.checksumVersion().orElse(1)).isEqualTo(1);
                assertThat(data.walLogHints().orElse(false)).isFalse();
                assertThat(data.controlVersion().orElse(9420600)).isEqualTo(9420600);
                assertThat(data.catalogVersion().orElse(301908232)).isEqualTo(301908232);
                assertThat(data.recoversTo().or(FACTS::recoversTo)).isEqualTo(FACTS.recoversTo());
                assertThat(data.recoversToTimeline().orElse(1)).isEqualTo(1);
                assertThat(data.walBlock().orElse(32768)).isEqualTo(32768);
                assertThat(data.walSegment().orElse(67108864)).isEqualTo(67108864);
            } catch (UnreadableOutputException e) {
                assertThat(e.host()).isEqualTo(STANDBY.host());
            }
        }
    }

    @Test
    void readsTheRowsInAnyOrderAndTheWordsOfVersion7() {
        List<String> lines = new ArrayList<>(STANDBY.stdout()
                .replace("Current wal_log_hints setting:        off", "wal_log_hints setting:                on")
                .lines()
                .toList());
        Collections.reverse(lines);

        ControlData data = ControlData.parse(STANDBY.host(), STANDBY.resultWith(String.join("\n", lines) + "\n"));

        assertThat(data.checkpoint()).isEqualTo(FACTS.checkpoint());
        assertThat(data.walLogHints()).contains(true);
    }

    @Test
    void tellsWhatTheSameDirectoryTellsAfterAShutdown() {
        Lsn checkpoint = Lsn.parse("0/2403C458");

        ControlData stopped = FACTS.after(checkpoint, 3, "shut down");

        assertThat(stopped.clusterState()).isEqualTo("shut down");
        assertThat(stopped.timeline()).isEqualTo(3);
        assertThat(stopped.priorTimeline()).hasValue(3);
        assertThat(stopped.checkpoint()).isEqualTo(checkpoint);
        assertThat(stopped.redo()).contains(checkpoint);
        assertThat(stopped.recoversTo()).contains(new Lsn(0));
        assertThat(stopped.systemIdentifier()).isEqualTo(FACTS.systemIdentifier());
        assertThat(stopped.walSegment()).isEqualTo(FACTS.walSegment());
    }

    @Test
    void aRowThatIsThereTwiceIsRefused() {
        refuses(STANDBY.stdout() + "Latest checkpoint's TimeLineID:       2\n");
    }

    @Test
    void refusesAnotherLanguageOddValuesAndADamagedFile() {
        refuses(STANDBY.stdout().replace("Database cluster state:", "Zustand des Datenbank-Clusters:"));
        refuses(STANDBY.stdout().replace("7710857300689520254", "77x"));
        refuses(STANDBY.stdout().replace("TimeLineID:       1", "TimeLineID:       one"));
        refuses(STANDBY.stdout().replace("checkpoint location:           0/8000028", "checkpoint location: here"));
        refuses("WARNING: Calculated CRC checksum does not match value stored in file.\n" + STANDBY.stdout());
    }

    private static void refuses(String stdout) {
        assertThatThrownBy(() -> ControlData.parse(STANDBY.host(), STANDBY.resultWith(stdout)))
                .isInstanceOf(UnreadableOutputException.class);
    }
}
