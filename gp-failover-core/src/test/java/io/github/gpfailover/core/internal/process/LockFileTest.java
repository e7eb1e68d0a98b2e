package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.internal.Recording;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {

    private static final String SOCKET = "163\n/data/master/gpseg-1\n1795323955\n5432\n/tmp\n";

    @Test
    void readsTheRecordedFile() {
        String recorded = Recording.load("26").stdout();

        assertThat(LockFile.parse(recorded.substring(recorded.indexOf("163\n"))))
                .contains(new LockFile(163, "/data/master/gpseg-1", OptionalLong.of(1795323955), 5432));
    }

    @Test
    void readsTheSocketsFile() {
        assertThat(LockFile.parse(SOCKET))
                .contains(new LockFile(163, "/data/master/gpseg-1", OptionalLong.of(1795323955), 5432));
    }

    @Test
    void readsTheProcessIdOfAStandaloneBackend() {
        assertThat(LockFile.parse("-" + SOCKET).orElseThrow().pid()).isEqualTo(163);
    }

    @Test
    void tellsTheSameFactsOrNoneWhereverTheFileIsCut() {
        for (int end = 0; end < SOCKET.length(); end++) {
            LockFile.parse(SOCKET.substring(0, end))
                    .ifPresent(f -> assertThat(f)
                            .isEqualTo(new LockFile(163, "/data/master/gpseg-1", OptionalLong.of(1795323955), 5432)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "163",
                "0\n/d\n1\n5432\n/tmp\n",
                "-2147483648\n/d\n1\n5432\n/tmp\n",
                "x\n/d\n1\n5432\n/tmp\n",
                "163\nd\n1\n5432\n/tmp\n",
                "163\n/d\n1\n0\n/tmp\n",
                "163\n/d\n1\n65536\n/tmp\n",
                "cat: postmaster.pid: No such file or directory\n"
            })
    void givesNothingForAGarbledFile(String text) {
        assertThat(LockFile.parse(text)).isEmpty();
    }
}
