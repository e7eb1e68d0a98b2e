package io.github.gpfailover.ssh.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own agent, for one test; the test is skipped where there is none. */
final class RunningAgent implements AutoCloseable {

    private final Path directory;
    private final Process process;

    RunningAgent() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-agent")), "/usr/bin/ssh-agent is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-add")), "/usr/bin/ssh-add is not installed");
        // A socket's path may have about a hundred bytes, and a test's own directory may be deep.
        directory = Files.createTempDirectory(Path.of("/tmp"), "agent");
        process = new ProcessBuilder("/usr/bin/ssh-agent", "-D", "-a", socket().toString()).start();
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        assertThat(output.readLine()).contains(socket().toString());
    }

    Path socket() {
        return directory.resolve("s");
    }

    void add(Path key) throws IOException, InterruptedException {
        sshAdd(key.toString());
    }

    void sshAdd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/ssh-add", "-q"));
        command.addAll(List.of(arguments));
        ProcessBuilder add = new ProcessBuilder(command);
        add.environment().put("SSH_AUTH_SOCK", socket().toString());
        Process added = add.inheritIO().start();
        assertThat(added.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(added.exitValue()).isZero();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().onExit().get(30, TimeUnit.SECONDS);
            Files.deleteIfExists(socket());
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
