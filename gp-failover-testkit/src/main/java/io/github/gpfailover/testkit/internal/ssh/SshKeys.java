package io.github.gpfailover.testkit.internal.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** Keys of test servers and their clients, made in a millisecond and written as OpenSSH writes them. */
public final class SshKeys {

    private SshKeys() {}

    /** Makes an elliptic curve key. */
    public static KeyPair make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curve keys", e);
        }
    }

    /** Gives the text of a private key's file; with a passphrase it is encrypted. */
    public static String privateKeyFile(KeyPair key, String passphraseOrNull) {
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphraseOrNull != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setPassword(passphraseOrNull);
            encryption.setCipherType("256");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the test key could not be written", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Gives the line of known_hosts for a server on that port of this machine. */
    public static String knownHost(int port, PublicKey key) {
        return "[127.0.0.1]:" + port + " " + PublicKeyEntry.toString(key);
    }
}
