package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.stability.Stable;
import org.jspecify.annotations.Nullable;

/**
 * The source of the passwords of users on hosts.
 *
 * <p>It exists so that a password is fetched when a host wants one, from wherever its owner keeps it, and lies nowhere meanwhile. Asked
 * when no key was accepted, by the thread that connects; one login may ask twice, because a host may want the password by two methods. The
 * time for the answer is part of the connect timeout: where a person is asked, set that accordingly. Must be safe for use by many threads.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
@FunctionalInterface
public interface SshPasswords {

    /**
     * Gives the password of a user on a host.
     *
     * @param host the host, as the cluster's catalog names it; its key was checked already
     * @param user the user
     * @return the password in an array of its own, which is blanked after use; null if there is none, then none is sent
     * @since 0.1
     */
    char @Nullable [] password(HostName host, String user);
}
