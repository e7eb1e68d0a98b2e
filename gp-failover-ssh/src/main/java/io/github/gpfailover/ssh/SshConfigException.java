package io.github.gpfailover.ssh;

import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An SSH configuration file can't be read, or says something that can't be.
 *
 * <p>It exists because a setting that is silently dropped sends a command to another host, or as another user, than the file says. Trying
 * again does not help before the file is fixed. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class SshConfigException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** The file. */
    private final String file;

    /** The line's number, from 1; 0 for the file as a whole. */
    private final int line;

    /**
     * Makes an exception.
     *
     * @param file the file
     * @param line the line's number, from 1; 0 for the file as a whole
     * @param message what stood there and what is expected; file and line are named in front of it
     * @param cause what led to it, or null
     * @throws NullPointerException if the file or the message is null
     * @since 0.1
     */
    public SshConfigException(Path file, int line, String message, @Nullable Throwable cause) {
        super(
                Checks.notNull(file, "file") + (line > 0 ? ":" + line : "") + ": " + Checks.notNull(message, "message"),
                false,
                cause);
        this.file = file.toString();
        this.line = line;
    }

    /**
     * Gives the file.
     *
     * @return the file
     * @since 0.1
     */
    public Path file() {
        return Path.of(file);
    }

    /**
     * Gives the line.
     *
     * @return its number, from 1; 0 for the file as a whole
     * @since 0.1
     */
    public int line() {
        return line;
    }
}
