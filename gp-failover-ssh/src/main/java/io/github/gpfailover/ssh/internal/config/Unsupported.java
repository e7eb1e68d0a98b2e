package io.github.gpfailover.ssh.internal.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The settings of OpenSSH that do nothing here. It exists so that whoever misses one learns that, and what does its work instead.
 */
final class Unsupported {

    private static final Map<String, String> INSTEAD = new HashMap<>();

    static {
        put(
                "which hosts are trusted is said by the HostKeyPolicy",
                "StrictHostKeyChecking",
                "UserKnownHostsFile",
                "GlobalKnownHostsFile",
                "KnownHostsCommand",
                "CheckHostIP",
                "VerifyHostKeyDNS",
                "UpdateHostKeys",
                "HashKnownHosts");
        put(
                "not supported here: a host's key is looked up by the address and port that it is reached by",
                "HostKeyAlias");
        put(
                "not supported here: no certificate of a user is read from a file; let the host know the plain key",
                "CertificateFile");
        put(
                "not supported here: load such a key into the agent",
                "PKCS11Provider",
                "SecurityKeyProvider",
                "SmartcardDevice");
        put(
                "not supported here: keys are tried first, then the password if the transport's builder was given a"
                        + " SshPasswords",
                "PreferredAuthentications",
                "PubkeyAuthentication",
                "PasswordAuthentication",
                "KbdInteractiveAuthentication",
                "ChallengeResponseAuthentication",
                "GSSAPIAuthentication",
                "HostbasedAuthentication");
        put(
                "not supported here: which signatures of authorities and which lengths are accepted is fixed",
                "CASignatureAlgorithms",
                "RequiredRSASize");
        put(
                "not supported here: names are looked up as they are written; write the whole name as HostName",
                "CanonicalizeHostname",
                "CanonicalDomains",
                "CanonicalizeMaxDots",
                "CanonicalizeFallbackLocal",
                "CanonicalizePermittedCNAMEs");
        put(
                "not supported here: all addresses of a name are tried in turn; write the address as HostName",
                "AddressFamily");
        put(
                "not supported here: the operating system picks the address to go out from",
                "BindAddress",
                "BindInterface");
        put("not supported here: give variables with each command", "SendEnv", "SetEnv");
        put(
                "a dead peer is noticed by the transport's own keepalive",
                "ServerAliveInterval",
                "ServerAliveCountMax",
                "TCPKeepAlive");
        put(
                "the transport shares and remakes its connections by itself",
                "ControlMaster",
                "ControlPath",
                "ControlPersist",
                "ConnectionAttempts");
    }

    private Unsupported() {}

    /** Says why a keyword, in small letters, is not used. */
    static String why(String keyword) {
        return INSTEAD.getOrDefault(keyword, "not supported here");
    }

    private static void put(String why, String... keywords) {
        for (String keyword : keywords) {
            INSTEAD.put(keyword.toLowerCase(Locale.ROOT), why);
        }
    }
}
