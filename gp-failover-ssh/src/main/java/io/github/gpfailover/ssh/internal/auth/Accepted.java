package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;
import io.github.gpfailover.ssh.internal.config.AlgorithmChoice;
import java.util.List;
import java.util.Optional;

/**
 * The keys that {@code PubkeyAcceptedAlgorithms} lets a user log in with. It exists because an RSA key can sign by three algorithms, other
 * keys by one.
 */
final class Accepted {

    /** How an RSA key can sign, the best first. */
    static final List<String> RSA = List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa");

    private static final String RSA_KEY = "ssh-rsa";

    private Accepted() {}

    /** Says whether signatures with SHA-1 are allowed by name. */
    static boolean sha1(Optional<AlgorithmChoice> choice) {
        return choice.filter(c -> c.names().contains(RSA_KEY)).isPresent();
    }

    /** Says why a key must not be used; empty if it may. */
    static Optional<String> against(KeyBlob key, Optional<AlgorithmChoice> choice) {
        List<String> ways = key.type().equals(RSA_KEY) ? RSA : List.of(key.type());
        return choice.filter(c -> ways.stream().noneMatch(c.names()::contains))
                .map(c -> c + " accepts no signature of its kind; add +" + ways.get(0) + " there");
    }
}
