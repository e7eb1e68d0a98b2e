package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.ssh.internal.Wildcard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The settings that name algorithms. It exists so that {@code +}, {@code -}, {@code ^} and wildcards mean here what they mean to OpenSSH:
 * the names are those of OpenSSH 9.2, whether or not they can be used here.
 */
public enum AlgorithmList {
    /** How a host may sign. */
    HOST_KEY("HostKeyAlgorithms", Names.KEY_DEFAULTS, Names.KEYS, true),
    /** How a user's key may sign. */
    PUBLIC_KEY("PubkeyAcceptedAlgorithms", Names.KEY_DEFAULTS, Names.KEYS, true),
    /** How keys are agreed on. */
    KEX(
            "KexAlgorithms",
            "sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,"
                    + "ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,"
                    + "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group14-sha256",
            "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group14-sha256,"
                    + "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group-exchange-sha1,"
                    + "diffie-hellman-group-exchange-sha256,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
                    + "curve25519-sha256,curve25519-sha256@libssh.org,sntrup761x25519-sha512,"
                    + "sntrup761x25519-sha512@openssh.com",
            false),
    /** How the line is encrypted. */
    CIPHER(
            "Ciphers",
            "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,"
                    + "aes256-gcm@openssh.com",
            "3des-cbc,aes128-cbc,aes192-cbc,aes256-cbc,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,"
                    + "aes256-gcm@openssh.com,chacha20-poly1305@openssh.com",
            false),
    /** How the line is protected against changes. */
    MAC(
            "MACs",
            "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,"
                    + "hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,"
                    + "hmac-sha2-256,hmac-sha2-512,hmac-sha1",
            "hmac-sha1,hmac-sha1-96,hmac-sha2-256,hmac-sha2-512,hmac-md5,hmac-md5-96,umac-64@openssh.com,"
                    + "umac-128@openssh.com,hmac-sha1-etm@openssh.com,hmac-sha1-96-etm@openssh.com,"
                    + "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-md5-etm@openssh.com,"
                    + "hmac-md5-96-etm@openssh.com,umac-64-etm@openssh.com,umac-128-etm@openssh.com",
            false);

    private final String keyword;
    private final String defaults;
    private final String known;
    private final boolean wildcards;

    AlgorithmList(String keyword, String defaults, String known, boolean wildcards) {
        this.keyword = keyword;
        this.defaults = defaults;
        this.known = known;
        this.wildcards = wildcards;
    }

    /** Gives the setting's name. */
    public String keyword() {
        return keyword;
    }

    /** Finds the setting of a keyword in small letters, or under its older name. */
    static Optional<AlgorithmList> of(String lowerCase) {
        String name = lowerCase.equals("pubkeyacceptedkeytypes") ? "pubkeyacceptedalgorithms" : lowerCase;
        return Arrays.stream(values())
                .filter(l -> l.keyword.toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** Gives the names that a value stands for, in order; names that nobody knows are left out. */
    List<String> names(String value) {
        return names(value, split(defaults), split(known));
    }

    /**
     * Gives the names that a value stands for, of a client with those defaults that knows these names.
     *
     * @param value what stands behind the keyword
     * @param defaults what holds where nothing is said
     * @param known all names, in the order in which a wildcard finds them
     * @return the names, in order
     */
    public static List<String> names(String value, List<String> defaults, List<String> known) {
        List<String> said = split(value.replaceFirst("^[-+^]", ""));
        if (value.startsWith("-")) {
            return defaults.stream()
                    .filter(d -> said.stream().noneMatch(p -> Wildcard.matches(p, d)))
                    .toList();
        }
        List<String> patterns = new ArrayList<>(value.startsWith("+") ? defaults : List.of());
        patterns.addAll(said);
        patterns.addAll(value.startsWith("^") ? defaults : List.of());
        Set<String> names = new LinkedHashSet<>();
        for (String pattern : patterns) {
            known.stream().filter(k -> Wildcard.matches(pattern, k)).forEach(names::add);
        }
        return List.copyOf(names);
    }

    /** Gives what a value names that nobody knows here. What is taken away need not be known. */
    List<String> unknown(String value) {
        if (value.startsWith("-")) {
            return List.of();
        }
        List<String> all = split(known);
        return split(value.replaceFirst("^[+^]", "")).stream()
                .filter(name -> all.stream().noneMatch(k -> wildcards ? Wildcard.matches(name, k) : name.equals(k)))
                .toList();
    }

    private static List<String> split(String names) {
        return Arrays.stream(names.split(",", -1)).filter(n -> !n.isEmpty()).toList();
    }

    private static final class Names {

        private static final String KEY_DEFAULTS =
                "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
                        + "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,"
                        + "sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,"
                        + "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,ssh-ed25519,"
                        + "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,"
                        + "sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256";
        private static final String KEYS = "ssh-ed25519,ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519@openssh.com,"
                + "sk-ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256,"
                + "ecdsa-sha2-nistp256-cert-v01@openssh.com,ecdsa-sha2-nistp384,"
                + "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521,"
                + "ecdsa-sha2-nistp521-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,"
                + "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,webauthn-sk-ecdsa-sha2-nistp256@openssh.com,"
                + "ssh-dss,ssh-dss-cert-v01@openssh.com,ssh-rsa,ssh-rsa-cert-v01@openssh.com,rsa-sha2-256,"
                + "rsa-sha2-256-cert-v01@openssh.com,rsa-sha2-512,rsa-sha2-512-cert-v01@openssh.com";

        private Names() {}
    }
}
