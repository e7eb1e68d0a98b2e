package io.github.gpfailover.core.internal.inspect;

import java.util.List;
import java.util.Optional;

/**
 * What one host has installed, set and free. It exists so that two hosts can be compared before a move.
 *
 * @param version what {@code postgres --gp-version} printed; empty if it could not be run with the product's script
 * @param parentThere whether the directory above the data directory is there
 * @param missingPrograms the programs that a move runs there and that are not on the path with the product's script sourced
 * @param profile what the shell's start-up files set of the variables that an operator's utilities go by
 * @param login what the login brings into each command
 */
public record HostEnvironment(
        Optional<String> version,
        boolean parentThere,
        List<String> missingPrograms,
        List<ProfileValue> profile,
        LoginEnvironment login) {

    /**
     * Copies the lists.
     *
     * @param version what {@code postgres --gp-version} printed; empty if it could not be run with the product's script
     * @param parentThere whether the directory above the data directory is there
     * @param missingPrograms the programs that a move runs there and that are not on the path
     * @param profile what the shell's start-up files set
     * @param login what the login brings into each command
     */
    public HostEnvironment {
        missingPrograms = List.copyOf(missingPrograms);
        profile = List.copyOf(profile);
    }
}
