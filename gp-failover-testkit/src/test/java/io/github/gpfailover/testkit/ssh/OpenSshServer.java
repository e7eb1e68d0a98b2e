package io.github.gpfailover.testkit.ssh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.SshEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The OpenSSH server that {@code .ci/openssh} started. It exists because what OpenSSH does is the truth, and not what a server made for
 * tests does.
 *
 * @param directory where its files are
 */
record OpenSshServer(Path directory) {

    static final String VARIABLE = "GP_FAILOVER_OPENSSH";
    static final String MISSING = "no OpenSSH server: run `.ci/openssh start DIR` and set GP_FAILOVER_OPENSSH=DIR";

    /** Finds it; without one the test is skipped. */
    static OpenSshServer find() {
        String directory = System.getenv(VARIABLE);
        assumeTrue(directory != null && !directory.isEmpty(), MISSING);
        assumeTrue(
                Files.isRegularFile(Path.of(directory, "port")),
                "no OpenSSH server runs with its files in " + directory + ": run `.ci/openssh start " + directory
                        + "`");
        return new OpenSshServer(Path.of(directory));
    }

    /** Where a host of that name is reached if it is this server. */
    SshEndpoint endpoint(String host) {
        return new SshEndpoint(HostName.of(host), "127.0.0.1", port(), user());
    }

    int port() {
        return Integer.parseInt(read("port"));
    }

    String user() {
        return read("user");
    }

    Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /** The key that it lets in, as OpenSSH writes it today. */
    Path privateKey() {
        return directory.resolve("id_ed25519");
    }

    /** Another such key, as PEM. */
    Path pemKey() {
        return directory.resolve("id_rsa_pem");
    }

    /** Another such key, encrypted. */
    Path encryptedKey() {
        return directory.resolve("id_ed25519_encrypted");
    }

    String passphrase() {
        return read("passphrase");
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
