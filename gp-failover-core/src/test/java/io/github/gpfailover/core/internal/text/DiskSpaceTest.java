package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskSpaceTest {

    private static final String HEADER = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/dev/vda       264212084 22788020  83602892      22% /;83602892",
                "/dev/mapper/a-very-long-volume-group-name--with--dashes-and-a-very-long-volume 100 60 40 60% /data;40",
                "//server/a share 1000 400 600 40% /mnt/a share;600",
                "tmpfs 5 5 0 100% /run;0",
                "/dev/sda1 100 99 -4 104% /data;0"
            })
    void readsWhatIsFreeWhateverTheDeviceIsCalled(String row, long free) {
        DiskSpace space = DiskSpace.free(said(0, HEADER + row + "\n", ""));

        assertThat(space.kibibytes()).hasValue(free);
        assertThat(space.whole()).isTrue();
    }

    @Test
    void readsARowBelowAHeaderOfAnotherLanguage() {
        assertThat(DiskSpace.free(said(
                                0,
                                "Dateisystem    1024-Blöcke  Benutzt Verfügbar Kapazität Eingehängt auf\n/dev/sda1 100 60 40 60% /\n",
                                ""))
                        .kibibytes())
                .hasValue(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                HEADER,
                "/dev/vda 264212084 22788020 83602892 22% /\n",
                HEADER + "/dev/mapper/wrapped\n 100 60 40 60% /\n",
                HEADER + "/dev/sda1 100 60 40 60% /\n/dev/sdb1 100 60 40 60% /b\n",
                HEADER + "proc 0 0 0 - /proc\n",
                HEADER + "/dev/sda1 nan nan nan - /data\n",
                HEADER + "/dev/sda1 100 60 4G 60% /\n",
                HEADER + "/dev/sda1 100 60 40\n",
                HEADER + "/dev/sda1 99999999999999999999 60 99999999999999999999 60% /\n",
                "\u0001\uFFFD|||\n"
            })
    void canNotTellFromAnythingElse(String stdout) {
        DiskSpace space = DiskSpace.free(said(0, stdout, ""));

        assertThat(space.kibibytes()).isEmpty();
        assertThat(space.whole()).isFalse();
        assertThat(space.note()).isNotEmpty();
    }

    @Test
    void canNotTellWhereDfFailed() {
        DiskSpace space = DiskSpace.free(said(1, "", "df: /nosuch: No such file or directory\n"));

        assertThat(space.kibibytes()).isEmpty();
        assertThat(space.note()).contains("No such file or directory");
    }

    @Test
    void readsTheSizeOfADirectory() {
        DiskSpace size = DiskSpace.used(said(0, "250880\t/data/master/gpseg-1\n", ""));

        assertThat(size.kibibytes()).hasValue(250880);
        assertThat(size.whole()).isTrue();
    }

    @Test
    void takesASizeAsWholeWhereFilesVanishedMeanwhile() {
        DiskSpace size = DiskSpace.used(said(
                1,
                "250880\t/data/master/gpseg-1\n",
                "du: cannot access '/data/master/gpseg-1/base/1/t_2': No such file or directory\n"));

        assertThat(size.whole()).isTrue();
    }

    @Test
    void takesASizeAsTheLeastWhereSomethingCouldNotBeRead() {
        DiskSpace size = DiskSpace.used(said(
                1,
                "4\t/data/master/gpseg-1\n",
                "du: cannot read directory '/data/master/gpseg-1': Permission denied\n"));

        assertThat(size.kibibytes()).hasValue(4);
        assertThat(size.whole()).isFalse();
        assertThat(size.note()).contains("Permission denied");
        assertThat(DiskSpace.used(said(1, "4\t/data\n", "")).whole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4K\t/data\n", "4\n", "4\t/data\n5\t/data\n", "\u0001\uFFFD|||\n"})
    void canNotTellASizeFromAnythingElse(String stdout) {
        assertThat(DiskSpace.used(said(0, stdout, "")).kibibytes()).isEmpty();
    }

    private static CommandResult said(int exit, String stdout, String stderr) {
        return CommandResult.of(exit, stdout, stderr, Duration.ZERO);
    }
}
