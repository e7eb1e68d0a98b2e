package io.github.gpfailover.ssh.internal.hostkey;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of its keys a host is asked for first.
 *
 * <p>It exists because a host has several keys and shows one: asked for a type that no line names, an honest host would seem changed.
 */
final class PreferredKeys {

    private static final List<String> PLAIN = List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256",
            "ssh-rsa");
    private static final List<String> CERTIFICATES = List.of(
            "ssh-ed25519-cert-v01@openssh.com",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "ecdsa-sha2-nistp384-cert-v01@openssh.com",
            "ecdsa-sha2-nistp521-cert-v01@openssh.com",
            "ssh-rsa-cert-v01@openssh.com");

    private PreferredKeys() {}

    /** Gives the names of the signature algorithms for the keys that lines name; for none, all that need no signing key. */
    static List<String> of(List<KnownHostsLine> lines, List<String> names) {
        for (String name : names) {
            Set<String> found = new LinkedHashSet<>();
            lines.stream().filter(l -> l.readable() && l.names(name)).forEach(l -> {
                if (l.marker().equals(KnownHostsLine.AUTHORITY)) {
                    found.addAll(CERTIFICATES);
                } else if (l.plain() && l.key().type().equals("ssh-rsa")) {
                    // The type of the key is not the name of its signatures: those with SHA-1 are refused by most
                    // servers.
                    found.addAll(List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"));
                } else if (l.plain()) {
                    found.add(l.key().type());
                }
            });
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        }
        // A certificate that no line trusts can only fail, where the plain key is shown with its fingerprint.
        return PLAIN;
    }
}
