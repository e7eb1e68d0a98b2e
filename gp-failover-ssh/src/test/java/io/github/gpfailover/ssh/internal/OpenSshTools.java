package io.github.gpfailover.ssh.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own programs, to compare with. A test that needs one that isn't installed is skipped. */
public final class OpenSshTools {

    public record Result(int status, String output) {}

    private OpenSshTools() {}

    public static Result run(String... command) throws IOException, InterruptedException {
        assumeTrue(isThere(command[0]), command[0] + " is not installed");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Makes a key pair in a file; further arguments are ssh-keygen's options. */
    public static Path key(Path directory, String type, String passphrase, String... options)
            throws IOException, InterruptedException {
        Path file =
                directory.resolve("id_" + type + "_" + String.join("", options).replaceAll("[^a-zA-Z0-9]", ""));
        List<String> command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
        command.addAll(List.of(options));
        Result result = run(command.toArray(String[]::new));
        assertThat(result.status()).as(result.output()).isZero();
        return file;
    }

    /** Reads the key of a {@code .pub} file. */
    public static KeyBlob blob(Path publicKeyFile) throws IOException {
        String[] words = Files.readString(publicKeyFile).split(" ", -1);
        return KeyBlob.of(Base64.getDecoder().decode(words[1].strip()));
    }

    private static boolean isThere(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }
}
