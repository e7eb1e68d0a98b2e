package io.github.gpfailover.testkit.internal.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.internal.run.RemoteScript;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecTextTest {

    private static final String MARK = "0123456789abcdef";

    @Test
    void readsBackExactlyWhatTheTransportWrites() {
        Command command = Command.builder(List.of(
                        "psql",
                        "",
                        "it's",
                        "a b",
                        "\n",
                        "&&",
                        "exec x;exit $?",
                        "''",
                        "ä€😀",
                        "$HOME",
                        "\\",
                        "=",
                        "a=b"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("PGOPTIONS", "-c gp_session_role='utility' && exec rm")
                .variable("PGPORT", "5432")
                .build();

        ExecText read = ExecText.read(RemoteScript.running(command, MARK));

        assertThat(read.mark()).isEqualTo(MARK);
        assertThat(read.argv()).isEqualTo(command.argv());
        assertThat(read.environment()).isEqualTo(command.environment());
    }

    @Test
    void readsACommandWithoutVariables() {
        ExecText read = ExecText.read(RemoteScript.running(Command.of("true"), MARK));

        assertThat(read.argv()).containsExactly("true");
        assertThat(read.environment()).isEmpty();
    }

    @Test
    void knowsTheTextThatEndsAProcessGroup() {
        assertThat(ExecText.endsGroup(RemoteScript.ending(4711))).isTrue();
        assertThat(ExecText.endsGroup(RemoteScript.running(Command.of("true"), MARK)))
                .isFalse();
        assertThat(ExecText.endsGroup(RemoteScript.ending(1).replace("p=1;", "p=1 2;")))
                .isFalse();
        assertThat(ExecText.endsGroup("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec true;rm -rf x;exit $?",
                "exec true $(id);exit $?",
                "exec true `id`;exit $?",
                "exec true $HOME;exit $?",
                "exec true a'b';exit $?",
                "exec true 'a'b;exit $?",
                "exec true 'a;exit $?",
                "exec true \"a\";exit $?",
                "exec true  a;exit $?",
                "exec true a&;exit $?",
                "exec true > f;exit $?",
                "exec true ~;exit $?",
                "exec ;exit $?",
                "exec true",
                "exec true;exit $?;",
                "true;exit $?",
                "export A=b exec true;exit $?",
                "export A&&exec true;exit $?",
                "export A=b&&C=d&&exec true;exit $?",
                "export A-B=c&&exec true;exit $?",
                "export A=$B&&exec true;exit $?"
            })
    void refusesWhatAShellWouldReadOtherwise(String rest) {
        String text = RemoteScript.running(Command.of("true"), MARK).replace("exec true;exit $?", "") + rest;

        assertThatThrownBy(() -> ExecText.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ls", "echo ", "echo  $$", "echo a b", "echo a-b $$;echo a-b >&2;", "sh -c true"})
    void refusesATextWithoutTheMarks(String text) {
        assertThatThrownBy(() -> ExecText.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not begin with { set +aeux;cd;} >/dev/null 2>&1;echo MARK");
    }
}
