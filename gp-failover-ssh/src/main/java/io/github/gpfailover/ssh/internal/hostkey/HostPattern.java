package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.ssh.internal.Wildcard;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The hosts that a line of a known_hosts file names: a list of patterns, or one name that is hashed.
 *
 * <p>It exists because sshj reads a negated pattern in a list as "every other host", where OpenSSH takes it as "not this line".
 */
final class HostPattern {

    private static final String HASHED = "|1|";

    private final String[] patterns;
    private final byte[] salt;
    private final byte[] hash;

    private HostPattern(String[] patterns, byte[] salt, byte[] hash) {
        this.patterns = patterns;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Reads the first word of a line.
     *
     * @throws IllegalArgumentException if it is hashed by a method that is not known
     */
    static HostPattern of(String word) {
        if (!word.startsWith("|")) {
            return new HostPattern(word.toLowerCase(Locale.ROOT).split(","), new byte[0], new byte[0]);
        }
        String[] parts = word.split("\\|", -1);
        if (!word.startsWith(HASHED) || parts.length != 4) {
            throw new IllegalArgumentException("its host name is hashed in an unknown way");
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            if (salt.length == 20 && hash.length == 20) {
                return new HostPattern(new String[0], salt, hash);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its hashed host name is damaged", e);
        }
        throw new IllegalArgumentException("its hashed host name is damaged");
    }

    /** Says whether the line is about a host; the name is in lower case. */
    boolean matches(String name) {
        if (salt.length > 0) {
            return MessageDigest.isEqual(hash, hashed(name));
        }
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (Wildcard.matches(negated ? pattern.substring(1) : pattern, name)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    private byte[] hashed(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }
}
