package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a command printed and how it ended.
 *
 * <p>It exists to be recorded, not believed: steps read the text for reasons, and observe the cluster for the truth. A transport makes it by
 * {@link #of(int, String, String, Duration)}, so that it can grow. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class CommandResult {

    private static final Parts<CommandResult> PARTS = Parts.of(CommandResult.class)
            .and("exitCode", CommandResult::exitCode)
            .and("stdout", CommandResult::stdout)
            .and("stderr", CommandResult::stderr)
            .and("elapsed", CommandResult::elapsed);

    private final OptionalInt exitCode;
    private final String stdout;
    private final String stderr;
    private final Duration elapsed;

    private CommandResult(OptionalInt exitCode, String stdout, String stderr, Duration elapsed) {
        this.exitCode = Checks.notNull(exitCode, "exit code");
        this.stdout = Checks.notNull(stdout, "stdout");
        this.stderr = Checks.notNull(stderr, "stderr");
        this.elapsed = Checks.notNull(elapsed, "elapsed");
    }

    /**
     * Gives a result with an exit status.
     *
     * @param exitCode the exit status
     * @param stdout what was written to standard output
     * @param stderr what was written to standard error
     * @param elapsed how long it ran
     * @return the result
     * @throws NullPointerException if a part is null
     */
    public static CommandResult of(int exitCode, String stdout, String stderr, Duration elapsed) {
        return of(OptionalInt.of(exitCode), stdout, stderr, elapsed);
    }

    /**
     * Gives a result whose exit status may be unknown.
     *
     * @param exitCode the exit status; empty if the other side never reported it
     * @param stdout what was written to standard output
     * @param stderr what was written to standard error
     * @param elapsed how long it ran
     * @return the result
     * @throws NullPointerException if a part is null
     */
    public static CommandResult of(OptionalInt exitCode, String stdout, String stderr, Duration elapsed) {
        return new CommandResult(exitCode, stdout, stderr, elapsed);
    }

    /** {@return the exit status; empty if the other side never reported it} */
    public OptionalInt exitCode() {
        return exitCode;
    }

    /** {@return what it wrote to standard output} */
    public String stdout() {
        return stdout;
    }

    /** {@return what it wrote to standard error} */
    public String stderr() {
        return stderr;
    }

    /** {@return how long it ran} */
    public Duration elapsed() {
        return elapsed;
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

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    private static String lastOf(String text) {
        String stripped = text.stripTrailing();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }
}
