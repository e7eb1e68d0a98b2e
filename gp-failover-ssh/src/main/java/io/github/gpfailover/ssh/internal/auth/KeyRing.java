package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.PassphraseSource;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The keys that were opened.
 *
 * <p>It exists so that two hundred connections ask for a passphrase once. Those that wait while a key is opened share its fate; a key that
 * could not be opened is tried again by the next that wants it. Thread-safe.
 */
final class KeyRing {

    private final PassphraseSource passphrases;
    private final ConcurrentMap<Path, CompletableFuture<KeyPair>> keys = new ConcurrentHashMap<>();

    KeyRing(PassphraseSource passphrases) {
        this.passphrases = passphrases;
    }

    /** Gives a key that is open already. */
    Optional<KeyPair> opened(Path path) {
        CompletableFuture<KeyPair> key = keys.get(path);
        return key == null || !key.isDone() || key.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.of(key.join());
    }

    /** Opens a key, or waits for the one who does. */
    KeyPair open(Path path) throws UnusableKeyException {
        CompletableFuture<KeyPair> mine = new CompletableFuture<>();
        CompletableFuture<KeyPair> key = keys.putIfAbsent(path, mine);
        if (key == null) {
            key = mine;
            fill(mine, path);
        }
        try {
            return key.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnusableKeyException unusable) {
                throw new UnusableKeyException(unusable);
            }
            throw e;
        }
    }

    private void fill(CompletableFuture<KeyPair> key, Path path) {
        try {
            key.complete(PrivateKeyFile.read(path).open(passphrases));
        } catch (UnusableKeyException | RuntimeException | Error e) {
            // Before the others are let go, so that the next one of them tries anew.
            keys.remove(path, key);
            key.completeExceptionally(e);
        }
    }
}
