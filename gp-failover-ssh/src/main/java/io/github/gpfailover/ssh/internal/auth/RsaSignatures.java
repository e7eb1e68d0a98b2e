package io.github.gpfailover.ssh.internal.auth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The signatures that an RSA key can be offered with. It exists because there are three kinds, each offer counts as a failed login, and sshd hangs
 * up after six: where the first is surely understood, the key itself was refused, and the others are not tried.
 */
public final class RsaSignatures {

    private static final Pattern OPENSSH = Pattern.compile("OpenSSH_([0-9]{1,4})\\.([0-9]{1,4})");

    private RsaSignatures() {}

    /**
     * Says whether a key that was refused is offered again with its next signature. Where the settings allow SHA-1 by name, a server that
     * understands SHA-2 may still be set to take nothing else.
     */
    static boolean mayBeOfferedAgain(boolean sha1Named, String serverVersion) {
        return sha1Named || !sha2IsUnderstoodBy(serverVersion);
    }

    /**
     * Says whether a server understands SHA-2 signatures, which OpenSSH does since 7.2.
     *
     * @param serverVersion what the server calls itself; may be null
     * @return false if that can't be determined from its name
     */
    public static boolean sha2IsUnderstoodBy(String serverVersion) {
        Matcher version = OPENSSH.matcher(serverVersion == null ? "" : serverVersion);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 7 || (major == 7 && Integer.parseInt(version.group(2)) >= 2);
    }
}
