package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;

/**
 * The receiver of what a command prints, line by line.
 *
 * <p>It exists so that long work can be watched. A transport calls it on the thread that called {@code execute}, one line at a time and
 * never after {@code execute} has returned. Lines of one stream come in their order; between the two streams there is none. Lines
 * that the {@link CommandResult} leaves out because there are too many are handed over all the same.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
@FunctionalInterface
public interface OutputListener {

    /** Where a line was printed. */
    enum Stream {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR
    }

    /**
     * A line was printed. What this throws reaches the caller of {@code execute}, and the command is ended as after an interrupt.
     *
     * @param line the line
     */
    void line(Line line);

    /**
     * A line that a command printed.
     *
     * @param stream where it was printed
     * @param text the line without its end; a line of more than 64 KiB comes in parts
     * @since 0.1
     */
    record Line(Stream stream, String text) {

        /**
         * Checks the parts.
         *
         * @param stream where it was printed
         * @param text the line without its end
         * @throws NullPointerException if a part is null
         */
        public Line {
            Checks.notNull(stream, "stream");
            Checks.notNull(text, "text");
        }
    }
}
