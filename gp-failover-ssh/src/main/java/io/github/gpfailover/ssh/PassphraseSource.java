package io.github.gpfailover.ssh;

import java.nio.file.Path;

/**
 * Knows the passphrases of encrypted key files.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PassphraseSource {

    /**
     * Gives a passphrase.
     *
     * @param keyFile the key file
     * @return its passphrase; it is overwritten after use
     */
    char[] passphrase(Path keyFile);
}
