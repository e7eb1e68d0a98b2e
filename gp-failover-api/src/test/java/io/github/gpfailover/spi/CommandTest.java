package io.github.gpfailover.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {

    @Test
    void withoutAnEnvironmentScriptRunsTheProgramItself() {
        Command command = Command.of("ps", "-ef");

        assertThat(command.argv()).containsExactly("ps", "-ef").isUnmodifiable();
        assertThat(command.stdin()).isEmpty();
        assertThat(command.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(command.mutating()).isFalse();
    }

    @Test
    void putsNothingIntoTheSourcingScript() {
        String evil = "$(reboot) `reboot` '; reboot; \" \n";

        Command command = Command.builder(List.of("psql", evil))
                .sourcing("/opt/" + evil)
                .variable("PGPORT", evil)
                .stdin(evil)
                .build();

        assertThat(command.argv())
                .containsExactly(
                        "bash",
                        "--norc",
                        "-p",
                        "-c",
                        Command.SOURCING_SCRIPT,
                        "/opt/" + evil,
                        "PGPORT",
                        "--",
                        "psql",
                        evil)
                .isUnmodifiable();
        assertThat(command.program()).containsExactly("psql", evil);
        assertThat(command.environment()).containsEntry("PGPORT", evil);
    }

    @Test
    void namesTheServerOfASessionByItsDirectory() {
        Command command = Command.builder(List.of("psql", "-X"))
                .sourcing("/p")
                .session("mdw", "/data/master/gpseg-1")
                .variable("PGPORT", "5432")
                .build();

        assertThat(command.session()).contains(new Command.Session("mdw", "/data/master/gpseg-1"));
        assertThat(command.argv().subList(6, command.argv().size()))
                .containsExactly("-s", "/data/master/gpseg-1", "mdw", "PGPORT", "--", "psql", "-X");
        assertThat(command.toShell())
                .isEqualTo(". /p && PGHOST=\"$(sed -n 5p /data/master/gpseg-1/postmaster.pid)\" PGPORT=5432 psql -X");
        assertThat(command).hasToString("psql -X");
        assertThat(command.within(Duration.ofSeconds(1)).argv()).isEqualTo(command.argv());
    }

    @Test
    void looksForAProgramOfAdministrationInItsDirectoriesToo() {
        Command command =
                Command.builder(List.of("ip", "route")).systemProgram().build();

        assertThat(command.argv())
                .containsExactly(
                        "sh",
                        "-c",
                        "PATH=\"$PATH:/usr/sbin:/sbin\";export PATH;exec \"$@\"",
                        "gp-failover",
                        "ip",
                        "route");
        assertThat(command.systemProgram()).isTrue();
        assertThat(command).hasToString("ip route");
        assertThat(command.within(Duration.ofSeconds(1)).argv()).isEqualTo(command.argv());
    }

    @Test
    void refusesWrappersThatDoNotGoTogether() {
        assertThatThrownBy(() ->
                        Command.builder(List.of("psql")).session("mdw", "/d").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a session needs an environment script");
        assertThatThrownBy(() -> Command.builder(List.of("ip"))
                        .sourcing("/p")
                        .systemProgram()
                        .build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Command.builder(List.of("psql")).session("mdw", "d"))
                .hasMessage("data directory was 'd' but must be an absolute path");
    }

    @Test
    void secretInputIsShownNowhere() {
        Command command =
                Command.builder(List.of("psql")).secretStdin("hunter2").build();

        assertThat(command).hasToString("psql <<< (secret)");
        assertThat(command.toShell()).isEqualTo("psql <<< (secret)");
        assertThat(command.stdin()).contains("hunter2");
    }

    @Test
    void inputThatWasSecretOnceStaysSecret() {
        Command.Builder builder = Command.builder(List.of("psql")).secretStdin("hunter2");
        assertThatThrownBy(() -> builder.stdin("hunter3")).isInstanceOf(IllegalStateException.class);
        Command command = builder.build();

        assertThat(command.toString()).doesNotContain("hunter");
        assertThat(command.within(Duration.ofSeconds(1)).toString()).doesNotContain("hunter");
    }

    @Test
    void showsOnlyTheBeginningOfAScript() {
        Command command = Command.of("sh", "-c", "set -u\n" + "echo\n".repeat(100), "name");

        assertThat(command).hasToString("sh -c 'set -u…' name");
        assertThat(command.toShell()).contains("echo\necho");
        assertThat(Command.of("echo", "a\nb")).hasToString("echo 'a\nb'");
    }

    @Test
    void showsOnlyTheCommentOfAScriptThatBeginsWithOneHoweverShort() {
        Command command = Command.builder(List.of("sh", "-c", "# write a new file\ncat >\"$1\"\n", "name", "/data/x"))
                .stdin("gp_dbid=13\n")
                .build();

        assertThat(command).hasToString("sh -c '# write a new file…' name /data/x <<< 'gp_dbid=13'");
        assertThat(command.toShell()).contains("cat >");
        assertThat(Command.of("echo", "# one line alone")).hasToString("echo '# one line alone'");
        assertThat(Command.of("echo", "#no\ncomment")).hasToString("echo '#no\ncomment'");
    }

    @Test
    void tellsWhetherItsInputIsSecret() {
        assertThat(Command.builder(List.of("cat")).secretStdin("x").build().secretStdin())
                .isTrue();
        assertThat(Command.builder(List.of("cat")).stdin("x").build().secretStdin())
                .isFalse();
    }

    @Test
    void showsOpenInputOnOneLineAndCutsIt() {
        assertThat(Command.builder(List.of("psql"))
                        .stdin("select 1;\nselect 2;\n")
                        .build())
                .hasToString("psql <<< 'select 1; select 2;'");
        assertThat(Command.builder(List.of("psql")).stdin("x".repeat(201)).build())
                .hasToString("psql <<< '" + "x".repeat(200) + "…'");
        assertThat(Command.builder(List.of("cat")).stdin("a\0b").build())
                .as("input may hold NUL, and showing it must not throw")
                .hasToString("cat <<< 'a\\0b'");
    }

    @Test
    void toShellTellsAllThatIsNeededToTypeIt() {
        Command command = Command.builder(List.of("pg_ctl", "start", "-o", "-p 5432"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("PGPORT", "5432")
                .variable("PGOPTIONS", "-c gp_session_role=utility")
                .build();

        assertThat(command.toShell())
                .isEqualTo(". /usr/local/greenplum-db/greenplum_path.sh && PGPORT=5432"
                        + " PGOPTIONS='-c gp_session_role=utility' pg_ctl start -o '-p 5432'");
        assertThat(command).hasToString("pg_ctl start -o '-p 5432'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A B", "A=B", "A;reboot", "A\n", "\u00c4", "A-B", "$(A)"})
    void refusesAVariableThatNoShellCanSet(String bad) {
        assertThatThrownBy(() -> Command.builder(List.of("env")).variable(bad, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("variable", "write for example PGPORT")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesNulWhereverAProcessWouldGetIt() {
        assertThatThrownBy(() -> Command.of("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument holds NUL, which no process can be given: 'a\\u0000b'");
        assertThatThrownBy(() -> Command.builder(List.of("x")).variable("A", "\0"))
                .hasMessageStartingWith("A holds NUL");
        assertThatThrownBy(() -> Command.builder(List.of("x")).sourcing("/a\0"))
                .hasMessageStartingWith("environment script holds NUL");
    }

    @Test
    void refusesWhatIsNoCommand() {
        assertThatThrownBy(Command::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Command.of(\"ps\", \"-ef\")");
        assertThatThrownBy(() -> Command.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of(" ", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.builder(null)).hasMessage("arguments must not be null");
        assertThatThrownBy(() -> Command.builder(List.of("x")).variable("A", null))
                .hasMessage("A must not be null");
        assertThatThrownBy(() -> Command.builder(List.of("x")).sourcing("path.sh"))
                .hasMessage("environment script was 'path.sh' but must be an absolute path");
        assertThatThrownBy(() -> Command.builder(List.of("x")).timeout(Duration.ZERO))
                .hasMessage("timeout was PT0S but must be longer than zero");
    }

    @Test
    void withinOnlyEverShortens() {
        Command command = Command.builder(List.of("x"))
                .sourcing("/p")
                .variable("A", "1")
                .stdin("in")
                .timeout(Duration.ofSeconds(9))
                .mutating()
                .build();

        Command shorter = command.within(Duration.ofSeconds(3));

        assertThat(command.within(Duration.ofSeconds(9))).isSameAs(command);
        assertThat(shorter.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(shorter.toShell()).isEqualTo(command.toShell());
        assertThat(shorter.argv()).isEqualTo(command.argv());
        assertThat(shorter.mutating()).isTrue();
        assertThatThrownBy(() -> command.within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBuiltCommandDoesNotChange() {
        List<String> words = new ArrayList<>(List.of("x", "y"));
        Command.Builder builder = Command.builder(words).variable("A", "1");
        Command command = builder.build();

        words.clear();
        builder.variable("B", "2").mutating();

        assertThat(command.argv()).containsExactly("x", "y");
        assertThat(command.environment()).containsOnlyKeys("A").isUnmodifiable();
        assertThat(command.mutating()).isFalse();
    }
}
