package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;

/** Host keys, made once: their values don't matter, only that they differ. */
final class TestKeys {

    static final PublicKey FIRST = make("Ed25519", 255);
    static final PublicKey SECOND = make("Ed25519", 255);
    static final PublicKey OF_RSA = make("RSA", 2048);

    private TestKeys() {}

    static String line(String hosts, PublicKey key) {
        return FirstUse.line(hosts, KeyBlob.of(key));
    }

    private static PublicKey make(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair().getPublic();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
