package io.github.gpfailover.ssh.internal.route;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All that is needed for one connection, once settings of the caller and of the OpenSSH file are put together.
 *
 * @param endpoint where and as whom
 * @param identityFiles the keys that are set for this host alone
 * @param connectTimeout how long making the connection may take, login included
 * @param keys what the settings say of keys and algorithms
 */
public record Hop(SshEndpoint endpoint, List<Path> identityFiles, Duration connectTimeout, KeySettings keys) {

    /**
     * Copies the list.
     *
     * @param endpoint where and as whom
     * @param identityFiles the keys that are set for this host alone
     * @param connectTimeout how long making the connection may take, login included
     * @param keys what the settings say of keys and algorithms
     * @param keys what the settings say of keys and algorithms
     */
    public Hop {
        identityFiles = List.copyOf(identityFiles);
    }

    /** Gives the host's name in the cluster. */
    public HostName host() {
        return endpoint.host();
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
