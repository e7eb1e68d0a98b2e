package io.github.gpfailover.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.spi.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a worker, started by real shells, makes of commands: what a session for each would make of them. */
@Timeout(120)
class WorkerScriptTest {

    private static final String MARK = "0123456789abcdef";

    @TempDir
    private Path home;

    static List<List<String>> shells() {
        return List.of(
                List.of("/bin/bash"),
                List.of("/bin/sh"),
                List.of("/bin/dash"),
                List.of("/bin/busybox", "sh"),
                List.of("/bin/ksh93"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aCommandHasTheEnvironmentThatItWouldHaveInASessionOfItsOwn(List<String> shell) throws Exception {
        Files.writeString(
                home.resolve(".bashrc"), "export FROM_LOGIN='a b'\numask 027\nexport PERL5LIB=/login\ncd /\nset -eu\n");
        Map<String, String> inherited = Map.of(
                "PERL5OPT",
                "-Mno::such::module",
                "PERL_UNICODE",
                "SDA",
                "PERLIO",
                ":utf8",
                "LC_ALL",
                "xx_YY.UTF-8",
                "PERL_BADLANG",
                "1");
        Command command = Command.builder(
                        List.of("sh", "-c", "env | sort; pwd; umask; printf '%s|' \"$@\"", "sh", "é\n", ""))
                .variable("OWN", "it's\n")
                .variable("HOME", "/else where")
                .build();

        List<String> direct = new ArrayList<>(List.of("-c", RemoteScript.running(command, MARK)));
        String alone = text(start(shell, direct, inherited).getInputStream());
        Worked worked = worked(shell, inherited, command);

        assertThat(comparable(worked.out)).isEqualTo(comparable(alone.substring(alone.indexOf('\n') + 1)));
        assertThat(worked.out)
                .contains("PERL5OPT=-Mno::such::module\n", home.toRealPath() + "\n")
                .endsWith("é\n||");
        assertThat(worked.err).isEmpty();
        assertThat(worked.told).containsExactly("b", "s0", "x");
    }

    @Test
    void ignoredSignalsAndLimitsOfTheLoginAreTheCommands() throws Exception {
        Files.writeString(home.resolve(".bashrc"), "trap '' PIPE HUP\nulimit -n 123\n");
        Command command = Command.of("sh", "-c", "ulimit -n; grep SigIgn /proc/self/status");
        String alone = text(start(List.of("/bin/bash"), List.of("-c", RemoteScript.running(command, MARK)), Map.of())
                .getInputStream());

        assertThat(worked(List.of("/bin/bash"), Map.of(), command).out)
                .isEqualTo(alone.substring(alone.indexOf('\n') + 1));
    }

    @Test
    void whatCanNotBeStartedIsTold() throws Exception {
        assertThat(worked(List.of("/bin/sh"), Map.of(), Command.of("no-such-program")).told)
                .containsExactly("b", "fno-such-program: No such file or directory");
        assertThat(worked(List.of("/bin/sh"), Map.of(), Command.of("/etc")).told)
                .containsExactly("b", "f/etc: Permission denied");
    }

    @Test
    void aProcessThatEndedBeforeItBeganIsNoCommandThatEnded() throws Exception {
        Path ran = home.resolve("ran");
        Process worker = start(List.of("/bin/sh"), List.of("-c", RemoteScript.working(MARK)), Map.of());
        try (OutputStream in = worker.getOutputStream()) {
            in.write(WorkerFrames.command(Map.of(), List.of("touch", ran.toString())));
            in.flush();
            for (int i = 0; worker.children().findAny().isEmpty(); i++) {
                assertThat(i).as("waits for the process").isLessThan(1000);
                Thread.sleep(10);
            }
            worker.children().forEach(ProcessHandle::destroyForcibly);

            assertThat(read(worker).told).containsExactly("b", "fits process ended before it began");
            in.write(WorkerFrames.header('g', 0));
            in.write(WorkerFrames.command(Map.of(), List.of("true")));
            in.write(WorkerFrames.header('g', 0));
            in.flush();
            assertThat(readOn(worker).told).as("the next command").containsExactly("b", "s0", "x");
        }
        assertThat(ran).doesNotExist();
    }

    @Test
    void aCommandThatWasNotToldToBeginNeverDoes() throws Exception {
        Path ran = home.resolve("ran");
        Process worker = start(List.of("/bin/sh"), List.of("-c", RemoteScript.working(MARK)), Map.of());
        OutputStream in = worker.getOutputStream();
        in.write(WorkerFrames.command(Map.of(), List.of("touch", ran.toString())));
        in.write(WorkerFrames.header('e', 0));
        in.flush();
        // The tenth byte after the line of the mark is that of the process id.
        InputStream out = worker.getInputStream();
        while (out.read() != '\n') {}
        assertThat(out.readNBytes(10)).hasSize(10);
        in.close();

        assertThat(worker.waitFor()).isZero();
        assertThat(text(out)).doesNotContain("x");
        assertThat(ran).doesNotExist();
    }

    private record Worked(String out, String err, List<String> told) {}

    private Worked worked(List<String> shell, Map<String, String> inherited, Command command) throws Exception {
        Process worker = start(shell, List.of("-c", RemoteScript.working(MARK)), inherited);
        try (OutputStream in = worker.getOutputStream()) {
            in.write(WorkerFrames.command(command.environment(), command.argv()));
            in.write(WorkerFrames.header('g', 0));
            in.write(WorkerFrames.header('e', 0));
            in.flush();
            return read(worker);
        }
    }

    private static Worked read(Process worker) throws IOException {
        return read(worker, MARK);
    }

    /** Reads what comes of another command of the same worker. */
    private static Worked readOn(Process worker) throws IOException {
        return read(worker, null);
    }

    private static Worked read(Process worker, String mark) throws IOException {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        List<String> told = new ArrayList<>();
        WorkerFrames frames = new WorkerFrames(MARK, new WorkerFrames.Target() {
            @Override
            public void output(boolean out, byte[] bytes, int offset, int length) {
                (out ? stdout : stderr).write(bytes, offset, length);
            }

            @Override
            public void told(char kind, byte[] content) {
                told.add(
                        switch (kind) {
                            case 'b' -> "b";
                            case 's' -> "s" + content[content.length - 1];
                            default -> kind + new String(content, StandardCharsets.UTF_8);
                        });
            }
        });
        Preamble preamble = new Preamble(mark);
        byte[] some = new byte[7];
        while (told.stream().noneMatch(word -> word.matches("x|(?s)f.*"))) {
            int n = worker.getInputStream().read(some);
            assertThat(n).as("told %s, said %s", told, preamble.noise()).isPositive();
            int own = preamble.pass(some, 0, n);
            assertThat(own < 0 || frames.take(some, own, n - own)).isTrue();
        }
        return new Worked(
                stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8), List.copyOf(told));
    }

    private Process start(List<String> shell, List<String> arguments, Map<String, String> inherited)
            throws IOException {
        assumeTrue(Files.isExecutable(Path.of(shell.get(0))), "there is no " + shell.get(0));
        List<String> line = new ArrayList<>(shell);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().putAll(inherited);
        builder.environment().putAll(Map.of("HOME", home.toString(), "SSH_CLIENT", "10.0.0.1 40000 22", "SHLVL", "0"));
        return builder.start();
    }

    /** Leaves out what a shell notes for itself: its last command, how deep it stands. */
    private static List<String> comparable(String output) {
        return output.lines()
                .filter(line -> !line.startsWith("_") && !line.startsWith("SHLVL="))
                .toList();
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
