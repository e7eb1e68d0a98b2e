package io.github.gpfailover.ssh;

import io.github.gpfailover.stability.Stable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The source of the passphrases of private keys.
 *
 * <p>It exists so that a passphrase is fetched when it is needed, from wherever its owner keeps it, and lies nowhere meanwhile. Asked at
 * most once at a time for a file, by the thread that connects, and not again once a key was opened; after a wrong one it is asked again
 * at the next connection that wants the key. The time for the answer is not part of the connect timeout, but of that of the command which
 * waits for the connection. Must be safe for use by many threads, for different files.
 *
 * <p>A passphrase with characters beyond ASCII opens keys in OpenSSH's own format only.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
@FunctionalInterface
public interface PassphraseSource {

    /**
     * Gives the passphrase of a private key.
     *
     * @param keyFile the key file
     * @return the passphrase in an array of its own, which is blanked after use; null if there is none for this file
     * @since 0.1
     */
    char @Nullable [] passphrase(Path keyFile);
}
