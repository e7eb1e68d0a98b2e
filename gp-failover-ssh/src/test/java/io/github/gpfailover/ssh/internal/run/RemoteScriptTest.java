package io.github.gpfailover.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.spi.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RemoteScriptTest {

    private static final String MARK = "0123456789abcdef";

    private record Ran(int exit, long pid, String stdout, String stderr) {}

    static Stream<String> shells() {
        return Stream.of("/bin/sh", "/bin/bash", "/bin/dash");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void handsOverEveryCharacterButNul(String shell) throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 0x180; c++) {
            all.append(c);
        }
        List<String> arguments = List.of(
                "printf", "%s|", all.toString(), "", "-n", "$(id)", "`id`", "a'b", "\\\\n", "*", "~", "é€😀", " ");

        Ran ran = run(shell, Command.builder(arguments).build());

        assertThat(ran.stdout())
                .isEqualTo(
                        MARK + " " + ran.pid() + "\n" + String.join("|", arguments.subList(2, arguments.size())) + "|");
        assertThat(ran.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void marksBothOutputsAndTellsThePidOfTheCommandItself(String shell) throws Exception {
        Ran ran = run(shell, Command.of("sh", "-c", "echo $$; echo oops >&2; exit 7"));

        assertThat(ran.stdout()).isEqualTo(MARK + " " + ran.pid() + "\n" + ran.pid() + "\n");
        assertThat(ran.stderr()).isEqualTo(MARK + "\noops\n");
        assertThat(ran.exit()).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void exportsVariablesWhateverTheyHold(String shell) throws Exception {
        Ran ran = run(
                shell,
                Command.builder(List.of("sh", "-c", "printf '%s' \"$A|$B\""))
                        .variable("A", "x 'y' $HOME;`id`\n")
                        .variable("B", "")
                        .build());

        assertThat(ran.stdout()).endsWith("\nx 'y' $HOME;`id`\n|");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void tellsAProgramThatCanNotBeStartedFromOneThatEndsWith127(String shell) throws Exception {
        assertThat(run(shell, Command.of("no-such-program")).stderr()).endsWith(MARK + " 127\n");
        assertThat(run(shell, Command.of("/etc")).stderr()).endsWith(MARK + " 126\n");
        assertThat(run(shell, Command.of("sh", "-c", "exit 127")).stderr()).isEqualTo(MARK + "\n");
    }

    @Test
    void doesNotRunWithoutAVariableThatTheShellWillNotSet() throws Exception {
        Ran ran = run(
                "/bin/bash",
                Command.builder(List.of("echo", "ran")).variable("UID", "5").build());

        assertThat(ran.stdout()).doesNotContain("ran");
        assertThat(ran.stderr()).contains("UID").endsWith(MARK + " 1\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void endsAGroupWithItsChildrenEvenIfTheyWillNotListen(String shell) throws Exception {
        Process group = group("trap '' TERM; sleep 1000 & echo up; wait; wait");
        try {
            assertThat(ends(shell, group.pid())).isZero();
            assertThat(alive(group.pid())).isEmpty();
        } finally {
            group.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aGroupThatIsGoneCountsAsEnded(String shell) throws Exception {
        Process group = group("echo up");
        group.waitFor();

        assertThat(ends(shell, group.pid())).isZero();
    }

    private static Process group(String script) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "there is no setsid to make a session with");
        Process group = new ProcessBuilder("setsid", "sh", "-c", script).start();
        assertThat(group.getInputStream().read()).as("the group has begun").isEqualTo('u');
        return group;
    }

    private static int ends(String shell, long pid) throws Exception {
        assumeTrue(Files.isExecutable(Path.of(shell)), "there is no " + shell);
        return new ProcessBuilder(shell, "-c", RemoteScript.ending(pid)).start().waitFor();
    }

    private static List<String> alive(long group) throws IOException {
        Process ps = new ProcessBuilder("ps", "-e", "-o", "pgid=", "-o", "stat=", "-o", "args=").start();
        return text(ps.getInputStream())
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(group + " ") && !line.startsWith(group + " Z"))
                .toList();
    }

    private static Ran run(String shell, Command command) throws Exception {
        assumeTrue(Files.isExecutable(Path.of(shell)), "there is no " + shell);
        List<String> line = new ArrayList<>(List.of(shell, "-c", RemoteScript.running(command, MARK)));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String stdout = text(process.getInputStream());
        String stderr = text(process.getErrorStream());
        String pid = stdout.lines().findFirst().orElse("").replace(MARK + " ", "");
        return new Ran(process.waitFor(), Long.parseLong(pid), stdout, stderr);
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
