package io.github.gpfailover.core.internal.inspect;

import java.util.Optional;

/**
 * Exists to compare two hosts.
 *
 * @param version what {@code postgres --gp-version} printed; empty if it could not be run with the product's script
 * @param parentThere whether the directory above the data directory is there
 * @param profileDirectory what {@code ~/.bash_profile} sets as the data directory
 * @param profilePort what it sets as the port
 */
public record HostEnvironment(
        Optional<String> version,
        boolean parentThere,
        Optional<String> profileDirectory,
        Optional<String> profilePort) {}
