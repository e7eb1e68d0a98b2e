package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.SshPasswords;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a user may log in with: keys, an agent, a password. It keeps together what the caller set, before any of it is read.
 *
 * @param keyFiles private keys that were named, in order
 * @param usualFiles private keys that are tried as far as they are there, where none was named
 * @param passphrases where passphrases come from; may be null
 * @param passwords where passwords come from; may be null
 * @param agentSocket where the agent listens; may be null
 */
record IdentitySources(
        List<Path> keyFiles,
        List<Path> usualFiles,
        PassphraseSource passphrases,
        SshPasswords passwords,
        Path agentSocket) {

    /** Copies the lists. */
    IdentitySources {
        keyFiles = keyFiles.stream().map(Path::toAbsolutePath).distinct().toList();
        usualFiles = List.copyOf(usualFiles);
    }

    /**
     * Gives the key files that OpenSSH tries by itself.
     *
     * @return {@code ~/.ssh/id_ed25519}, {@code id_ecdsa} and {@code id_rsa}, there or not
     */
    static List<Path> usualKeyFiles() {
        Path directory = Path.of(System.getProperty("user.home"), ".ssh").toAbsolutePath();
        return Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                .map(directory::resolve)
                .toList();
    }
}
