package io.github.gpfailover.ssh.internal;

import io.github.gpfailover.internal.Checks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import net.schmizz.sshj.common.Buffer;

/**
 * A public key as it goes over the line and stands in files.
 *
 * <p>It exists because two keys are the same key when these bytes are equal, whatever made them, and because keys that this program
 * can't compute with (an agent's hardware key, a line of another program's file) still have a type and a fingerprint.
 */
public final class KeyBlob {

    private static final int LONGEST_TYPE = 128;

    private final byte[] bytes;
    private final String type;

    private KeyBlob(byte[] bytes, String type) {
        this.bytes = bytes;
        this.type = type;
    }

    /**
     * Reads the bytes.
     *
     * @throws IllegalArgumentException if they don't begin with the name of a key type
     */
    public static KeyBlob of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = in.remaining() < 4 ? -1 : in.getInt();
        if (length < 1 || length > LONGEST_TYPE || length >= in.remaining()) {
            throw new IllegalArgumentException("is not a public key");
        }
        String type = new String(bytes, 4, length, StandardCharsets.ISO_8859_1);
        if (!Checks.plain(type, "-@.")) {
            throw new IllegalArgumentException("is not a public key");
        }
        return new KeyBlob(bytes.clone(), type);
    }

    /** Gives the bytes of a key. */
    public static KeyBlob of(PublicKey key) {
        return of(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
    }

    /** Gives the type as it stands in files, for example {@code ssh-ed25519}. */
    public String type() {
        return type;
    }

    /** Gives a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Gives the bytes as they stand in files. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Gives the fingerprint as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyBlob blob && Arrays.equals(bytes, blob.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns type and fingerprint. */
    @Override
    public String toString() {
        return type + " key " + fingerprint();
    }
}
