package io.github.gpfailover.core.internal.gpstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.gpstate.MirrorList.Mirror;
import io.github.gpfailover.error.UnreadableOutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorListTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Recording ALL = Recording.load("07");
    private static final String PREFIX = "20261122:05:05:58:005382 gpstate:mdw:gpadmin-";

    @ParameterizedTest
    @ValueSource(strings = {"07", "96"})
    void readsTheRecordings(String number) {
        MirrorList list = parse(Recording.load(number).stdout());

        assertThat(list.used()).isTrue();
        assertThat(list.rows())
                .hasSize(4)
                .startsWith(new Mirror("sdw2", "/data/mirror/gpseg0", 7000, "Passive", "Synchronized"))
                .endsWith(new Mirror("sdw1", "/data/mirror/gpseg3", 7001, "Passive", "Synchronized"));
    }

    @Test
    void readsMirrorsThatFailedOrActAsPrimary() {
        String stdout = ALL.stdout()
                .replaceFirst(
                        "\\[INFO]:-   sdw2     /data/mirror/gpseg0   7000   Passive   Synchronized",
                        "[WARNING]:-sdw2     /data/mirror/gpseg0   7000   Failed                           <<<<<<<<")
                .replaceFirst("7001   Passive   Synchronized", "7001   Acting as Primary   Not In Sync")
                .replace("GPDB", "CBDB");

        assertThat(parse(stdout).rows())
                .startsWith(
                        new Mirror("sdw2", "/data/mirror/gpseg0", 7000, "Failed", ""),
                        new Mirror("sdw2", "/data/mirror/gpseg1", 7001, "Acting as Primary", "Not In Sync"));
    }

    @Test
    void readsThatNoMirrorsAreUsed() {
        String ruler = PREFIX + "[WARNING]:-------------------------------------------------------------\n";

        MirrorList list = parse(PREFIX + "[INFO]:-Obtaining Segment details from master...\n" + ruler + PREFIX
                + "[WARNING]:-Mirror not used\n" + ruler);

        assertThat(list.used()).isFalse();
        assertThat(list.rows()).isEmpty();
    }

    @Test
    void tellsNothingWhereverTheOutputIsCut() {
        GpstateRecordings.cutAfterEveryLine(ALL)
                .forEach(cut -> assertThatThrownBy(() -> parse(cut)).isInstanceOf(UnreadableOutputException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Passiv", "7000x", "   "})
    void refusesRowsThatAreOdd(String odd) {
        assertThatThrownBy(() -> parse(ALL.stdout().replace("7000   Passive   ", odd)))
                .isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void passesOnWhyGpstateFailed() {
        assertThatThrownBy(() -> parse(Recording.load("43").stdout())).isInstanceOf(GpstateFailedException.class);
    }

    private static MirrorList parse(String stdout) {
        return MirrorList.parse(MDW, ALL.resultWith(stdout));
    }
}
