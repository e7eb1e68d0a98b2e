package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a key file shows without its passphrase.
 *
 * <p>It exists because whether a passphrase is needed, and which key it is, can be known without one: an agent that has the key makes the
 * question needless.
 *
 * @param format how the file is written
 * @param encrypted whether a passphrase is needed
 * @param publicKey the public key; null if the file doesn't show it
 */
record KeyFileHeader(Format format, boolean encrypted, KeyBlob publicKey) {

    enum Format {
        OPENSSH,
        PEM,
        PUTTY,
        PUBLIC,
        OTHER
    }

    private static final String OPENSSH_BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final String OPENSSH_END = "-----END OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST_FIELD = 64 * 1024;

    static KeyFileHeader of(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int openSsh = text.indexOf(OPENSSH_BEGIN);
        if (openSsh >= 0) {
            int end = text.indexOf(OPENSSH_END, openSsh);
            return openSsh(text.substring(openSsh + OPENSSH_BEGIN.length(), end < 0 ? text.length() : end));
        }
        if (text.startsWith("PuTTY-User-Key-File-")) {
            return new KeyFileHeader(Format.PUTTY, false, null);
        }
        if (text.startsWith("-----BEGIN ") ? text.contains("PRIVATE KEY-----") : text.contains("\n-----BEGIN ")) {
            boolean encrypted =
                    text.contains("Proc-Type: 4,ENCRYPTED") || text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
            return new KeyFileHeader(Format.PEM, encrypted, null);
        }
        return publicLine(text);
    }

    private static KeyFileHeader openSsh(String body) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getMimeDecoder().decode(body));
            byte[] magic = new byte[MAGIC.length];
            in.get(magic);
            String cipher = new String(field(in), StandardCharsets.ISO_8859_1);
            field(in);
            field(in);
            in.getInt();
            return new KeyFileHeader(Format.OPENSSH, !cipher.equals("none"), KeyBlob.of(field(in)));
        } catch (RuntimeException e) {
            // Opening it will show that it is damaged.
            return new KeyFileHeader(Format.OPENSSH, false, null);
        }
    }

    private static KeyFileHeader publicLine(String text) {
        String[] words = text.strip().split("\\s+", 3);
        try {
            KeyBlob key =
                    words.length < 2 ? null : KeyBlob.of(Base64.getDecoder().decode(words[1]));
            boolean told = key != null && key.type().equals(words[0]);
            return new KeyFileHeader(told ? Format.PUBLIC : Format.OTHER, false, told ? key : null);
        } catch (IllegalArgumentException e) {
            return new KeyFileHeader(Format.OTHER, false, null);
        }
    }

    private static byte[] field(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > Math.min(LARGEST_FIELD, in.remaining())) {
            throw new IllegalArgumentException("cut off");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
