package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;

/**
 * Knows the passwords of users.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PasswordSource {

    /**
     * Gives a password.
     *
     * @param host the host
     * @param user the user
     * @return the password; it is overwritten after use
     */
    char[] password(HostName host, String user);
}
