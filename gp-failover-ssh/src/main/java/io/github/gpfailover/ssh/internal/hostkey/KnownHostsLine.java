package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;

/**
 * One line of a {@code known_hosts} file. It knows its file and number so that a refusal can name it.
 *
 * @param file the file
 * @param number the line's number, from 1
 * @param marker {@code @revoked}, {@code @cert-authority}, or empty
 * @param hosts the hosts that it names; null if even that can't be read
 * @param key the key; null if the line can't be read
 * @param fault why it can't be read; null if it can
 */
record KnownHostsLine(Path file, int number, String marker, HostPattern hosts, KeyBlob key, String fault) {

    static final String REVOKED = "@revoked";
    static final String AUTHORITY = "@cert-authority";
    private static final Set<String> MARKERS = Set.of(REVOKED, AUTHORITY);

    /** Reads a line that is neither empty nor a comment. */
    static KnownHostsLine of(Path file, int number, String text) {
        String[] words = text.split("[ \t]+", 5);
        boolean marked = words[0].startsWith("@");
        String marker = marked ? words[0] : "";
        int at = marked ? 1 : 0;
        HostPattern hosts = null;
        try {
            if (words.length > at) {
                hosts = HostPattern.of(words[at]);
            }
            if (marked && !MARKERS.contains(marker)) {
                throw new IllegalArgumentException("its marker is neither " + AUTHORITY + " nor " + REVOKED);
            }
            if (words.length < at + 3) {
                throw new IllegalArgumentException("it has fewer words than host, key type and key");
            }
            return new KnownHostsLine(file, number, marker, hosts, key(words[at + 1], words[at + 2]), null);
        } catch (IllegalArgumentException e) {
            return new KnownHostsLine(file, number, marker, hosts, null, e.getMessage());
        }
    }

    boolean readable() {
        return fault == null;
    }

    boolean names(String host) {
        return hosts != null && hosts.matches(host);
    }

    /** Says whether it is a plain line, which says: this host has this key. */
    boolean plain() {
        return marker.isEmpty();
    }

    String place() {
        return file + ":" + number;
    }

    private static KeyBlob key(String type, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its key is not base64", e);
        }
        KeyBlob key;
        try {
            key = KeyBlob.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its key is cut off or is none", e);
        }
        if (!key.type().equals(type)) {
            throw new IllegalArgumentException("its key is of another type than it says");
        }
        return key;
    }
}
