package io.github.gpfailover.ssh.internal.auth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exists because an RSA key can be offered with three kinds of signature, each offer counts as a failed login, and sshd hangs up after
 * six: where the first is surely understood, the key itself was refused, and the others are not tried.
 */
final class RsaSignatures {

    private static final Pattern OPENSSH = Pattern.compile("OpenSSH_([0-9]{1,4})\\.([0-9]{1,4})");

    private RsaSignatures() {}

    /** Tells whether a server understands SHA-2 signatures, which OpenSSH does since 7.2. */
    static boolean sha2IsUnderstoodBy(String serverVersion) {
        Matcher version = OPENSSH.matcher(serverVersion == null ? "" : serverVersion);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 7 || (major == 7 && Integer.parseInt(version.group(2)) >= 2);
    }
}
