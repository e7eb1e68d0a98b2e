package io.github.gpfailover.error;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;

/**
 * A utility printed something that is not understood: cut off, empty, garbled or in another language.
 *
 * <p>It exists because guessing at such output is how a cluster gets a second master.
 *
 * @since 0.1
 */
@Stable
public final class UnreadableOutputException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** The host's name. */
    private final String host;

    /** The command. */
    private final String command;

    /** The first line that was not understood. */
    private final String line;

    /**
     * Makes an exception.
     *
     * @param host the host that the command ran on
     * @param command the command, as a person would write it
     * @param expected what was expected
     * @param line the first line that was not understood; empty if there was no output
     */
    public UnreadableOutputException(HostName host, String command, String expected, String line) {
        super(
                host + ": the output of '" + command + "' was not understood: expected " + expected + " but found "
                        + (line.isEmpty() ? "nothing" : "the line " + Checks.shown(line))
                        + "; run the command by hand on " + host + " and compare, nothing was decided from it",
                true,
                null);
        this.host = host.value();
        this.command = command;
        this.line = line;
    }

    /**
     * Gives the host that the command ran on.
     *
     * @return the host
     */
    public HostName host() {
        return HostName.of(host);
    }

    /**
     * Gives the command.
     *
     * @return the command, as a person would write it
     */
    public String command() {
        return command;
    }

    /**
     * Gives the first line that was not understood.
     *
     * @return the line; empty if there was no output
     */
    public String line() {
        return line;
    }
}
