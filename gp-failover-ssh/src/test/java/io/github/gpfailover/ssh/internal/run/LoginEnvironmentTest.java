package io.github.gpfailover.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.ShellWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real shells make of a login's start-up file, of the product's script and of the environment: a program that prints what it was
 * given stands for psql. Bash takes itself for one that ssh began, and so reads {@code .bashrc}.
 */
@Timeout(120)
class LoginEnvironmentTest {

    private static final String MARK = "0123456789abcdef";
    private static final List<String> MISLEADING = List.of(
            "PGHOST",
            "PGHOSTADDR",
            "PGSERVICE",
            "PGSERVICEFILE",
            "PGSYSCONFDIR",
            "PGPORT",
            "PGOPTIONS",
            "PGUSER",
            "PGDATABASE",
            "PGPASSFILE",
            "PGPASSWORD",
            "PGSSLMODE",
            "PGAPPNAME",
            "PGREQUIREPEER",
            "PGCLIENTENCODING",
            "PGDATESTYLE",
            "PGTZ",
            "PGCONNECT_TIMEOUT",
            "PGDATA",
            "PSQLRC",
            "PSQL_HISTORY",
            "PSQL_PAGER",
            "LC_ALL",
            "MASTER_DATA_DIRECTORY",
            "COORDINATOR_DATA_DIRECTORY",
            "BASH_ENV",
            "ENV");
    private static final List<String> VALUES =
            List.of("mdw", "5432", "10.0.0.9", "/evil/gpseg-1", "", "a 'b' $(id)", "de_DE.UTF-8");

    @TempDir
    Path temporary;

    private Path home;
    private Path script;
    private Path server;

    private record Ran(int exit, String stdout, String stderr) {}

    static Stream<String> shells() {
        return Stream.of("/bin/bash", "/bin/sh", "/bin/dash", "/bin/busybox", "/bin/ksh93");
    }

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectory(temporary.resolve("home"));
        Path bin = Files.createDirectory(temporary.resolve("a product's bin"));
        Path psql = bin.resolve("psql");
        Files.writeString(
                psql,
                "#!/bin/sh\nenv | grep -E '^(PG|PSQL|MASTER_|COORDINATOR_|BASH_ENV|ENV|LC_ALL|SHELLOPTS)' | sort\n"
                        + "pwd\nprintf '%s|' \"$@\"\ncat\n");
        Files.setPosixFilePermissions(psql, PosixFilePermissions.fromString("rwxr-xr-x"));
        script = temporary.resolve("greenplum_path.sh");
        product("");
        server = Files.createDirectory(temporary.resolve("gpseg-1"));
        pidFile("/var/run/here", "*");
    }

    @ParameterizedTest
    @MethodSource("shells")
    @DisplayName(
            "scenario 33: exports of start-up files, of the product's script and of the environment don't reach a program")
    void nothingThatTheLoginSetsReachesTheProgram(String shell) throws Exception {
        String clean = ran(shell, Map.of()).stdout();
        assertThat(clean)
                .contains(
                        "LC_ALL=C\n",
                        "MASTER_DATA_DIRECTORY=/data/standby/gpseg-1\n",
                        "PGHOST=/var/run/here\n",
                        "PGPORT=5433\n")
                .contains("\n" + home.toRealPath() + "\n-d|a 'b' $x|--|select 1;\n")
                .doesNotContain("PGUSER");
        Random random = new Random(20261130);
        int mattered = 0;
        for (int i = 0; i < 16; i++) {
            Map<String, String> inherited = new TreeMap<>();
            some(random).forEach(n -> inherited.put(n, value(random)));
            Path file = temporary.resolve("bash_env");
            Files.writeString(file, "echo from BASH_ENV; export PGPORT=9999\n");
            inherited.computeIfPresent("BASH_ENV", (n, v) -> file.toString());
            startUp(lines(random, true));
            product(lines(random, false));

            Ran ran = ran(shell, inherited);

            assertThat(ran.stdout())
                    .as(
                            "%s, inherited %s, start-up file %s, script %s",
                            i, inherited, Files.readString(home.resolve(".bashrc")), Files.readString(script))
                    .isEqualTo(clean);
            assertThat(ran.stderr()).isEmpty();
            assertThat(ran.exit()).isZero();
            mattered += inherited.isEmpty() ? 0 : 1;
        }
        assertThat(mattered).as("runs with something to ignore").isGreaterThan(8);
    }

    @Test
    @DisplayName("scenario 33: case 02: the start-up file is not read by a second shell after the variables were set")
    void theStartUpFileIsReadOnce() throws Exception {
        startUp("export MASTER_DATA_DIRECTORY=/data/master/gpseg-1\nexport PGPORT=5432\necho \"Welcome to mdw\"\n"
                + "echo x >>" + ShellWords.quote(temporary.resolve("reads").toString()) + "\n");

        Ran ran = ran("/bin/bash", Map.of());

        assertThat(ran.stdout()).contains("PGPORT=5433\n").doesNotContain("Welcome");
        assertThat(temporary.resolve("reads")).content().isEqualTo("x\n");
    }

    @Test
    void aServerWithoutASocketIsAskedByItsHost() throws Exception {
        pidFile("", "*");
        assertThat(ran("/bin/bash", Map.of()).stdout()).contains("PGHOST=mdw\n");
        pidFile("sockets", "*");
        assertThat(ran("/bin/bash", Map.of("PGHOST", "evil")).stdout()).contains("PGHOST=mdw\n");
    }

    @Test
    void withoutAPidFileTheProgramsOwnPlaceCounts() throws Exception {
        Files.delete(server.resolve("postmaster.pid"));

        Ran ran = ran("/bin/bash", Map.of("PGHOST", "evil"));

        assertThat(ran.stdout()).contains("PGPORT=5433\n").doesNotContain("PGHOST");
        assertThat(ran.stderr()).isEmpty();
    }

    @Test
    void aVariableThatTheScriptHasMadeReadOnlyIsTakenAwayOrEndsTheCommand() throws Exception {
        product("PGHOSTADDR=1.2.3.4\nexport PGHOSTADDR\nreadonly PGHOSTADDR\n");
        assertThat(ran("/bin/bash", Map.of()).stdout())
                .contains("PGPORT=5433\n")
                .doesNotContain("PGHOSTADDR");

        product("readonly PGPORT=5432\n");
        Ran ran = ran("/bin/bash", Map.of());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.stdout()).isEmpty();
        assertThat(ran.stderr()).contains("PGPORT: readonly variable");
    }

    @Test
    void aMissingScriptIsNamed() throws Exception {
        Files.delete(script);

        Ran ran = ran("/bin/bash", Map.of());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.stderr()).contains(script + ": No such file or directory");
    }

    @ParameterizedTest
    @MethodSource("shells")
    @DisplayName(
            "scenario 36: case 10: a program of administration is found although the login's path lacks its directory")
    void aProgramOfAdministrationIsFound(String shell) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "there is no /usr/sbin/sshd to find");
        Command sshd = Command.builder(List.of("sshd", "-?")).systemProgram().build();
        Command none =
                Command.builder(List.of("no-such-program")).systemProgram().build();

        assertThat(run(shell, sshd, Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"))
                        .stderr())
                .contains("usage: sshd");
        assertThat(run(shell, none, Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"))
                        .exit())
                .isEqualTo(127);
    }

    private static List<String> some(Random random) {
        List<String> all = new ArrayList<>(MISLEADING);
        all.removeIf(n -> random.nextInt(3) > 0);
        return all;
    }

    private static String value(Random random) {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    /** What such a file holds; a read-only variable of the command's own can't be overcome, and is another test's. */
    private static String lines(Random random, boolean startUp) {
        List<String> lines = new ArrayList<>();
        for (String name : some(random)) {
            lines.add("export " + name + "=" + ShellWords.quote(value(random)));
        }
        List<String> more = List.of(
                "echo Welcome to mdw",
                "echo complaint >&2",
                "cd /",
                "set -x",
                "set -u",
                "set -a",
                "set -- -s /evil evil -- x",
                "IFS=/:5",
                "shopt -s nullglob nocasematch 2>/dev/null",
                "[ -n \"$PS1\" ] && echo interactive",
                "alias psql=false",
                "export PS4='> '",
                startUp ? "unset -v SSH_CLIENT" : "return 3",
                startUp ? ":" : "false");
        for (String line : more) {
            if (random.nextInt(3) == 0) {
                lines.add(
                        lines.isEmpty() || line.startsWith("return") ? lines.size() : random.nextInt(lines.size()),
                        line);
            }
        }
        if (!startUp && random.nextInt(4) == 0) {
            lines.add(0, "set -e");
        }
        return String.join("\n", lines) + "\n";
    }

    private void startUp(String text) throws IOException {
        Files.writeString(home.resolve(".bashrc"), text);
    }

    private void product(String text) throws IOException {
        Files.writeString(
                script,
                "PATH=" + ShellWords.quote(temporary.resolve("a product's bin").toString()) + ":$PATH\n" + text);
    }

    private void pidFile(String socket, String listens) throws IOException {
        Files.writeString(
                server.resolve("postmaster.pid"),
                "4711\n" + server + "\n1790000000\n5433\n" + socket + "\n" + listens + "\n");
    }

    private Ran ran(String shell, Map<String, String> inherited) throws Exception {
        Command psql = Command.builder(List.of("psql", "-d", "a 'b' $x", "--"))
                .sourcing(script.toString())
                .session("mdw", server.toString())
                .variable("MASTER_DATA_DIRECTORY", "/data/standby/gpseg-1")
                .variable("PGPORT", "5433")
                .variable("LC_ALL", "C")
                .stdin("select 1;\n")
                .build();
        return run(shell, psql, inherited);
    }

    private Ran run(String shell, Command command, Map<String, String> inherited) throws Exception {
        assumeTrue(Files.isExecutable(Path.of(shell)), "there is no " + shell);
        List<String> line = new ArrayList<>(List.of(shell));
        if (shell.endsWith("busybox")) {
            line.add("sh");
        }
        line.addAll(List.of("-c", RemoteScript.running(command, MARK)));
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().putAll(inherited);
        builder.environment().putAll(Map.of("HOME", home.toString(), "SSH_CLIENT", "10.0.0.1 40000 22", "SHLVL", "0"));
        Process process = builder.start();
        process.getOutputStream().write(command.stdin().orElse("").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String stdout = text(process.getInputStream());
        String stderr = text(process.getErrorStream());
        return new Ran(process.waitFor(), behindMark(stdout), behindMark(stderr));
    }

    private static String behindMark(String text) {
        int mark = text.indexOf(MARK);
        assertThat(mark).as("a mark in: %s", text).isNotNegative();
        return text.substring(text.indexOf('\n', mark) + 1);
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
