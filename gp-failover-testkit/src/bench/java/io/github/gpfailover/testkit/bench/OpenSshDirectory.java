package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An OpenSSH server of its own, made by {@code .ci/openssh}, and its client. It exists to measure beside what people use today.
 *
 * @param directory what the script made
 */
record OpenSshDirectory(Path directory) {

    static final HostName HOST = HostName.of("mdw");

    /** Says why there can't be one; empty if there can. */
    static String missing() {
        if (!Files.isExecutable(Path.of("/usr/sbin/sshd"))) {
            return "no OpenSSH server here (/usr/sbin/sshd)";
        }
        return Files.isRegularFile(script()) ? "" : "not run in the checkout: there is no " + script();
    }

    /** Starts a server. */
    static OpenSshDirectory start() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("gp-failover-bench");
        run(List.of("bash", script().toString(), "start", directory.toString()));
        return new OpenSshDirectory(directory);
    }

    /** Stops the server. Its files stay in the system's temporary directory. */
    void stop() throws IOException, InterruptedException {
        run(List.of("bash", script().toString(), "stop", directory.toString()));
    }

    /** Makes a transport to it. */
    SshTransport transport() {
        return SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .privateKey(directory.resolve("id_ed25519"))
                .hostKeys(HostKeyPolicy.knownHosts(directory.resolve("known_hosts")))
                .host(SshEndpoint.of(HOST.value(), read("user"))
                        .withAddress("127.0.0.1")
                        .withPort(Integer.parseInt(read("port"))))
                .build();
    }

    /** Gives OpenSSH's client, with these options, over one kept connection. */
    List<String> client(String... more) {
        List<String> all =
                new ArrayList<>(List.of("ssh", "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"));
        all.addAll(List.of("-i", directory.resolve("id_ed25519").toString()));
        all.addAll(List.of("-o", "UserKnownHostsFile=" + directory.resolve("known_hosts")));
        all.addAll(List.of("-o", "ControlPath=" + directory.resolve("control"), "-p", read("port")));
        all.addAll(List.of(more));
        all.add(read("user") + "@127.0.0.1");
        return all;
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue() + ": " + said);
        }
    }

    private static Path script() {
        return Path.of("..", ".ci", "openssh").toAbsolutePath().normalize();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
