package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewindOutputTest {

    private static final String RECORDED = Recording.load("c4").stdout();

    /** What pg_rewind of PostgreSQL 15.18 printed of a target that had been killed; its server's own lines shortened. */
    private static final String NEWER = """
            pg_rewind: connected to server
            pg_rewind: executing "/usr/lib/postgresql/15/bin/postgres" for target server to complete crash recovery
            2026-11-25 19:20:05.062 UTC [23972] LOG:  database system was interrupted; last known up at 2026-11-25 19:20:04 UTC
            2026-11-25 19:20:05.063 UTC [23972] LOG:  invalid record length at 0/3011BA8: wanted 24, got 0
            pg_rewind: servers diverged at WAL location 0/30000A0 on timeline 1
            pg_rewind: rewinding from last common checkpoint at 0/3000028 on timeline 1
            pg_rewind: reading source file list
            pg_rewind: reading target file list
            pg_rewind: reading WAL in target
            pg_rewind: need to copy 51 MB (total source directory size is 70 MB)
                0/52941 kB (0%) copied
            52941/52941 kB (100%) copied
            pg_rewind: creating backup label and updating control file
            pg_rewind: syncing target data directory
            pg_rewind: Done!
            """;

    @Test
    void readsTheRecording() {
        RewindOutput read = RewindOutput.read(RECORDED, "");

        assertThat(read.diverged()).contains(Lsn.parse("0/2403C4D8"));
        assertThat(read.percent()).hasValue(100);
        assertThat(read.stage()).isEqualTo("syncing target data directory");
        assertThat(read.done()).isTrue();
        assertThat(read.notNeeded()).isFalse();
        assertThat(read.problem()).isEmpty();
    }

    @Test
    void readsTheNewerFormOnStandardError() {
        RewindOutput read = RewindOutput.read("\nPostgreSQL stand-alone backend 15.18\nbackend> ", NEWER);

        assertThat(read.diverged()).contains(Lsn.parse("0/30000A0"));
        assertThat(read.percent()).hasValue(100);
        assertThat(read.stage()).isEqualTo("syncing target data directory");
        assertThat(read.done()).isTrue();
        assertThat(read.problem()).isEmpty();
    }

    @Test
    void tellsHowFarItIsWhileItGrows() {
        List<Integer> percents = new ArrayList<>();
        List<String> stages = new ArrayList<>();
        for (int end = 0; end <= RECORDED.length(); end++) {
            RewindOutput read = RewindOutput.read(RECORDED.substring(0, end), "");
            read.percent().ifPresent(p -> {
                if (percents.isEmpty() || percents.get(percents.size() - 1) != p) {
                    percents.add(p);
                }
            });
            if (!stages.contains(read.stage())) {
                stages.add(read.stage());
            }
            assertThat(read.done()).isEqualTo(end > RECORDED.indexOf("Done!") + 5);
            assertThat(read.problem()).isEmpty();
            assertThat(read.diverged())
                    .isIn(java.util.Optional.empty(), java.util.Optional.of(Lsn.parse("0/2403C4D8")));
        }

        assertThat(percents).containsExactly(0, 100);
        assertThat(stages)
                .containsExactly(
                        "",
                        "connected to server",
                        "servers diverged at WAL position 0/2403C4D8 on timeline 3",
                        "rewinding from last common checkpoint at 0/240000A8 on timeline 3",
                        "reading source file list",
                        "reading target file list",
                        "reading WAL in target",
                        "need to copy 209 MB (total source directory size is 245 MB)",
                        "creating backup label and updating control file",
                        "syncing target data directory");
    }

    @Test
    void tellsThatNothingIsNeeded() {
        RewindOutput six = RewindOutput.read(
                "connected to server\nservers diverged at WAL position 0/2403C4D8 on timeline 3\nno rewind required\n",
                "");

        assertThat(six.notNeeded()).isTrue();
        assertThat(six.done()).isFalse();
        assertThat(six.diverged()).contains(Lsn.parse("0/2403C4D8"));
        assertThat(RewindOutput.read("", "pg_rewind: no rewind required\n").notNeeded())
                .isTrue();
    }

    @Test
    void tellsWhatWentWrongInBothForms() {
        assertThat(RewindOutput.read(
                                "connected to server\n\ntarget server must be shut down cleanly\nFailure, exiting\n",
                                "")
                        .problem())
                .contains("target server must be shut down cleanly");
        assertThat(RewindOutput.read("", "pg_rewind: error: source and target clusters are from different systems\n")
                        .problem())
                .contains("error: source and target clusters are from different systems");
        assertThat(RewindOutput.read(
                                "",
                                "pg_rewind: error: connection to server at \"127.0.0.1\", port 7439 failed: Connection"
                                        + " refused\n\tIs the server running on that host and accepting TCP/IP connections?\n")
                        .problem())
                .hasValueSatisfying(p ->
                        assertThat(p).startsWith("error: connection to server").endsWith("refused"));
    }

    @Test
    void saysWhyALoginFailedWithoutHoldingThatForASecret() {
        assertThat(RewindOutput.read("", "pg_rewind: fatal: password authentication failed for user \"gpadmin\"\n")
                        .problem())
                .hasValueSatisfying(p -> assertThat(p).contains("password authentication failed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_rewind: error: invalid connection option in \"host=smdw password=hunter2\"",
                "pg_rewind: error: could not parse \"host=smdw PASSWORD = 'hunter2'\"",
                "pg_rewind: error: could not parse \"postgresql://gpadmin:hunter2@smdw/template1\"",
                "pg_rewind: error: sslpassword=hunter2 was not accepted"
            })
    void neverQuotesASecret(String line) {
        assertThat(RewindOutput.read("", line + "\n").toString()).doesNotContain("hunter2");
        assertThat(RewindOutput.read(line + "\nFailure, exiting\n", "").toString())
                .doesNotContain("hunter2");
        assertThat(RewindOutput.read("", line + "\n").problem()).isPresent();
    }

    @Test
    void countsNoHalfLineAndNoOddProgress() {
        assertThat(RewindOutput.read("Done!", "").done()).isFalse();
        assertThat(RewindOutput.read("no rewind required", "").notNeeded()).isFalse();
        assertThat(RewindOutput.read("1/2 kB (50%) copied\r1/2 kB (900%) copied\r1/2 kB (x%) copied\r", "")
                        .percent())
                .hasValue(50);
        assertThat(RewindOutput.read("servers diverged at WAL position here on timeline 3\n", "")
                        .diverged())
                .isEmpty();
        assertThat(RewindOutput.read("servers diverged at WAL \n", "").diverged())
                .isEmpty();
    }
}
