package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.error.UnreadableOutputException;
import org.junit.jupiter.api.Test;

class ControlDataTest {

    private static final Recording STANDBY = Recording.load("26");
    private static final ControlData FACTS =
            new ControlData("7710857300689520254", "in archive recovery", 1, Lsn.parse("0/8000028"));

    @Test
    void readsTheRecordingOfAStandby() {
        assertThat(ControlData.parse(STANDBY.host(), STANDBY.result())).isEqualTo(FACTS);
    }

    @Test
    void tellsTheSameFactsOrNoneWhereverTheOutputIsCut() {
        for (int end = 0; end <= STANDBY.stdout().length(); end++) {
            String cut = STANDBY.stdout().substring(0, end);
            try {
                assertThat(ControlData.parse(STANDBY.host(), STANDBY.resultWith(cut)))
                        .isEqualTo(FACTS);
            } catch (UnreadableOutputException e) {
                assertThat(e.host()).isEqualTo(STANDBY.host());
            }
        }
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
