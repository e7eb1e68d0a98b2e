package io.github.gpfailover.ssh.internal.config;

import java.util.List;

/**
 * What a setting says of algorithms. It exists so that whatever comes of it is reported with file and line.
 *
 * @param list which setting
 * @param value what stands there
 * @param place file and line
 * @param names the algorithms that it stands for, as OpenSSH reads it, in order
 */
public record AlgorithmChoice(AlgorithmList list, String value, String place, List<String> names) {

    /**
     * Copies the names.
     *
     * @param list which setting
     * @param value what stands there
     * @param place file and line
     * @param names the algorithms that it stands for, as OpenSSH reads it, in order
     */
    public AlgorithmChoice {
        names = List.copyOf(names);
    }

    /** Returns the setting with its file and line. */
    @Override
    public String toString() {
        return list.keyword() + " " + value + " (" + place + ")";
    }
}
