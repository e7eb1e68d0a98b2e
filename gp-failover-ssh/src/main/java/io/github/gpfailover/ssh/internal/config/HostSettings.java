package io.github.gpfailover.ssh.internal.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a configuration says about one host. It is searched for once, and what the configuration leaves open stays open.
 *
 * @param hostName the name or address to connect to
 * @param port the port
 * @param user the user
 * @param identityFiles private keys, in order; empty if none is named
 * @param jumps the hosts to go through, the first one first; an empty list says "directly"
 * @param proxyCommand file and line of a ProxyCommand, or of a ProxyJump with a token, that holds and is not followed; then no
 *     jumps hold
 * @param connectTimeout how long connecting may take
 * @param keys keys and algorithms
 */
public record HostSettings(
        Optional<String> hostName,
        OptionalInt port,
        Optional<String> user,
        List<Path> identityFiles,
        Optional<List<JumpHost>> jumps,
        Optional<String> proxyCommand,
        Optional<Duration> connectTimeout,
        KeySettings keys) {}
