package io.github.gpfailover.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellProfileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PGPORT=5432",
                "export PGPORT=5432",
                "  export \t PGPORT=5432  ",
                "PGPORT=\"5432\"",
                "export PGPORT='5432'",
                "PGPORT=5432; export PGPORT",
                "PGPORT=5432;export PGPORT",
                "export PGPORT=5432 # the master's port",
                "export PGPORT=5432 PGUSER=gpadmin"
            })
    void readsTheUsualWaysToSetAVariable(String line) {
        assertThat(ShellProfile.valueOf("PGPORT", "# .bash_profile\n" + line + "\nexport PATH\n"))
                .contains("5432");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# PGPORT=5432",
                "XPGPORT=5432",
                "PGPORTX=5432",
                "PGPORT =5432",
                "echo PGPORT=5432",
                "unset PGPORT"
            })
    void readsNothingElse(String line) {
        assertThat(ShellProfile.valueOf("PGPORT", line)).isEmpty();
    }

    @Test
    void theLastAssignmentWins() {
        assertThat(ShellProfile.valueOf("PGPORT", "PGPORT=1\nexport PGPORT=2\n"))
                .contains("2");
        assertThat(ShellProfile.valueOf(
                        "MASTER_DATA_DIRECTORY", "export MASTER_DATA_DIRECTORY=\"/data/master/gpseg-1\"\n"))
                .contains("/data/master/gpseg-1");
    }
}
