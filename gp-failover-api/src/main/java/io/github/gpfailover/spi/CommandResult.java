package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a command printed and how it ended.
 *
 * <p>It exists to be recorded, not believed: steps read the text for reasons, and observe the cluster for the truth. Immutable and
 * thread-safe.
 *
 * @param exitCode the exit status; empty if the other side never reported it
 * @param stdout what it wrote to standard output
 * @param stderr what it wrote to standard error
 * @param elapsed how long it ran
 * @since 0.1
 */
@Stable
public record CommandResult(OptionalInt exitCode, String stdout, String stderr, Duration elapsed) {

    /**
     * Checks the parts.
     *
     * @param exitCode the exit status; empty if the other side never reported it
     * @param stdout what it wrote to standard output
     * @param stderr what it wrote to standard error
     * @param elapsed how long it ran
     * @throws NullPointerException if a part is null
     */
    public CommandResult {
        Checks.notNull(exitCode, "exit code");
        Checks.notNull(stdout, "stdout");
        Checks.notNull(stderr, "stderr");
        Checks.notNull(elapsed, "elapsed");
    }

    /**
     * Gives a result of those parts.
     *
     * @param exitCode the exit status
     * @param stdout what was written to standard output
     * @param stderr what was written to standard error
     * @param elapsed how long it ran
     * @return the result
     */
    public static CommandResult of(int exitCode, String stdout, String stderr, Duration elapsed) {
        return new CommandResult(OptionalInt.of(exitCode), stdout, stderr, elapsed);
    }

    /**
     * Says whether it ended with status 0. That says nothing about the cluster.
     *
     * @return true if the status is known and 0
     */
    public boolean exitedZero() {
        return exitCode.isPresent() && exitCode.getAsInt() == 0;
    }

    /**
     * Gives the exit status for people.
     *
     * @return the status, or {@code no exit status}
     */
    public String exitText() {
        return exitCode.isPresent() ? "exit " + exitCode.getAsInt() : "no exit status";
    }

    /**
     * Gives the last line that was printed and is not blank, of standard error if it has one, else of standard output.
     *
     * @return the line; empty if nothing was printed
     */
    public String lastLine() {
        String last = lastOf(stderr);
        return last.isEmpty() ? lastOf(stdout) : last;
    }

    private static String lastOf(String text) {
        String stripped = text.stripTrailing();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }
}
