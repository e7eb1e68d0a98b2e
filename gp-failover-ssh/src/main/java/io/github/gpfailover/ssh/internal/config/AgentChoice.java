package io.github.gpfailover.ssh.internal.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code IdentityAgent} says. It exists so that an agent which is not asked is reported with file and line.
 *
 * @param place file and line
 * @param socket where the agent listens; empty if none is to be asked
 * @param usual whether it is the one of {@code SSH_AUTH_SOCK}, as without the setting
 * @param fault why the setting can't be followed; empty if it can
 */
public record AgentChoice(String place, Optional<Path> socket, boolean usual, Optional<String> fault) {

    /** Returns the setting's name with its file and line. */
    @Override
    public String toString() {
        return "IdentityAgent (" + place + ")";
    }
}
