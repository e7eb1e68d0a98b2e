package io.github.gpfailover.ssh.internal.config;

import java.util.Map;
import java.util.Optional;

/**
 * What a configuration says about keys and algorithms for one host. It exists so that it goes as one value from the file to the login.
 *
 * @param identitiesOnly where it is said that the agent's keys are offered only if a file names them; empty if it is not
 * @param agent which agent is asked; empty where nothing is said
 * @param algorithms the algorithms, where something is said
 */
public record KeySettings(
        Optional<String> identitiesOnly, Optional<AgentChoice> agent, Map<AlgorithmList, AlgorithmChoice> algorithms) {

    private static final KeySettings NONE = new KeySettings(Optional.empty(), Optional.empty(), Map.of());

    /**
     * Copies the map.
     *
     * @param identitiesOnly where it is said that the agent's keys are offered only if a file names them; empty if it is not
     * @param agent which agent is asked; empty where nothing is said
     * @param algorithms the algorithms, where something is said
     */
    public KeySettings {
        algorithms = Map.copyOf(algorithms);
    }

    /** Gives the settings where nothing is said. */
    public static KeySettings none() {
        return NONE;
    }

    /** Gives what is said of one list. */
    public Optional<AlgorithmChoice> of(AlgorithmList list) {
        return Optional.ofNullable(algorithms.get(list));
    }
}
