package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.PasswordSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Exists so that what a user may log in with is said in one place.
 *
 * @param keyFiles private keys that were named, in order
 * @param usualFiles private keys that are tried as far as they are there, where none was named
 * @param passphrases where passphrases come from; may be null
 * @param passwords where passwords come from; may be null
 * @param agentSocket where the agent listens; may be null
 */
public record IdentitySources(
        List<Path> keyFiles,
        List<Path> usualFiles,
        PassphraseSource passphrases,
        PasswordSource passwords,
        Path agentSocket) {

    /** Copies the lists. */
    public IdentitySources {
        keyFiles = keyFiles.stream().map(Path::toAbsolutePath).distinct().toList();
        usualFiles = List.copyOf(usualFiles);
    }

    /**
     * Gives the key files that OpenSSH tries by itself.
     *
     * @return {@code ~/.ssh/id_ed25519}, {@code id_ecdsa} and {@code id_rsa}, there or not
     */
    public static List<Path> usualKeyFiles() {
        Path directory = Path.of(System.getProperty("user.home"), ".ssh").toAbsolutePath();
        return Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                .map(directory::resolve)
                .toList();
    }

    /**
     * Gives the agent's socket that the environment names.
     *
     * @return {@code SSH_AUTH_SOCK}; empty if it is not set
     */
    public static Optional<Path> agentOfEnvironment() {
        return Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(s -> !s.isBlank())
                .map(Path::of);
    }
}
