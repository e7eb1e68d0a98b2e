package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.TimelineHistory.Fork;
import io.github.gpfailover.error.UnreadableOutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {

    private static final HostName SMDW = HostName.of("smdw");
    private static final String REASON = "no recovery target specified";

    @Test
    void readsTheForksOldestFirst() {
        TimelineHistory history = TimelineHistory.read(
                SMDW, 4, "1\t0/C000000\t" + REASON + "\r\n\n# by hand\n3 A/240000A8 " + REASON + "\n");

        assertThat(history.forks())
                .containsExactly(
                        new Fork(1, Lsn.parse("0/C000000"), REASON), new Fork(3, Lsn.parse("A/240000A8"), REASON));
        assertThat(history.last().parent()).isEqualTo(3);
        assertThat(history.leftAt(1)).contains(Lsn.parse("0/C000000"));
        assertThat(history.leftAt(2)).isEmpty();
    }

    @Test
    void namesTheFileInHexadecimal() {
        assertThat(TimelineHistory.fileName(26)).isEqualTo("0000001A.history");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing but a comment\n",
                "1\n",
                "1\t0/C000000",
                "1\t0/C00",
                "one\t0/C000000\tx\n",
                "1\there\tx\n",
                "-1\t0/C000000\tx\n",
                "99999999999\t0/C000000\tx\n",
                "4\t0/C000000\tx\n",
                "2\t0/C000000\tx\n1\t0/D000000\tx\n",
                "1\t0/C000000\tx\n1\t0/D000000\tx\n",
                "1\t0/C000000\tx\nwhat is this\n",
                "1\t0/C000000\tx\n… 12 bytes left out …\n",
                "cat: 00000004.history: No such file or directory\n"
            })
    void refusesTheWholeFileForOneOddLine(String text) {
        assertThatThrownBy(() -> TimelineHistory.read(SMDW, 4, text)).isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void tellsTheFirstOddLine() {
        assertThatThrownBy(() -> TimelineHistory.read(SMDW, 4, "1\t0/C000000\tx\nodd\nodder\n"))
                .isInstanceOfSatisfying(
                        UnreadableOutputException.class,
                        e -> assertThat(e.line()).isEqualTo("odd"));
    }
}
