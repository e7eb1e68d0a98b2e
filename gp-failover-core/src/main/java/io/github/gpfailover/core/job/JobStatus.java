package io.github.gpfailover.core.job;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A host's report on a job at one moment.
 *
 * <p>It exists so that "it ended", "it never ran" and "that can't be determined" are three things. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class JobStatus {

    /** How far a job came. */
    public enum State {
        /**
         * The job is known, and the command does not run yet. A job stays so if whoever started it was cut off in the midst of that:
         * start it again under the same id, or {@linkplain Job#end end} it, after which it never runs.
         */
        STARTING(false),
        /** The command runs. */
        RUNNING(false),
        /** The command ended, and its exit status is known. */
        ENDED(true),
        /**
         * The command does not run and its exit status was never written: its host lost power, or somebody killed the job. It may
         * have taken effect; only an observation can show it.
         */
        BROKEN(true),
        /** The job was ended before its command began. The command did not run, and never will. */
        CANCELLED(true),
        /** It can't be determined whether the command runs; the {@linkplain JobStatus#hint() hint} says why. */
        UNKNOWN(false);

        private final boolean last;

        State(boolean last) {
            this.last = last;
        }

        /**
         * Says whether the job stays in this state for ever.
         *
         * @return true for {@link #ENDED}, {@link #BROKEN} and {@link #CANCELLED}
         */
        public boolean isFinal() {
            return last;
        }
    }

    private final State state;
    private final OptionalLong pid;
    private final OptionalInt exitCode;
    private final long stdoutBytes;
    private final long stderrBytes;
    private final Duration elapsed;
    private final String hint;

    /** A process is there exactly when the state is {@code RUNNING}, an exit status exactly when it is {@code ENDED}. */
    JobStatus(
            State state,
            OptionalLong pid,
            OptionalInt exitCode,
            long stdoutBytes,
            long stderrBytes,
            Duration elapsed,
            String hint) {
        Checks.notNull(state, "state");
        Checks.notNull(elapsed, "elapsed");
        Checks.notNull(hint, "hint");
        if (Checks.notNull(pid, "pid").isPresent() != (state == State.RUNNING)
                || Checks.notNull(exitCode, "exit code").isPresent() != (state == State.ENDED)) {
            throw new IllegalArgumentException("state was " + state + " with pid " + pid + " and exit code " + exitCode
                    + " but RUNNING has a pid, ENDED has an exit code, and no other state has one");
        }
        if (stdoutBytes < 0 || stderrBytes < 0) {
            throw new IllegalArgumentException(
                    "sizes were " + stdoutBytes + " and " + stderrBytes + " but can't be negative");
        }
        this.state = state;
        this.pid = pid;
        this.exitCode = exitCode;
        this.stdoutBytes = stdoutBytes;
        this.stderrBytes = stderrBytes;
        this.elapsed = elapsed;
        this.hint = hint;
    }

    /** {@return the state} */
    public State state() {
        return state;
    }

    /** {@return the command's process, which leads a session of its own; empty unless it runs} */
    public OptionalLong pid() {
        return pid;
    }

    /** {@return the exit status, 128 and the signal's number for a command that was killed; empty unless it ended} */
    public OptionalInt exitCode() {
        return exitCode;
    }

    /** {@return how much the command wrote to standard output so far} */
    public long stdoutBytes() {
        return stdoutBytes;
    }

    /** {@return how much the command wrote to standard error so far} */
    public long stderrBytes() {
        return stderrBytes;
    }

    /** {@return how long it ran, by the host's clock; zero unless it ended} */
    public Duration elapsed() {
        return elapsed;
    }

    /**
     * {@return why the state can't be determined, and what a person can do; empty unless the state is {@code UNKNOWN}}
     */
    public String hint() {
        return hint;
    }

    /**
     * Says whether the job stays as it is for ever.
     *
     * @return true if the state is final
     */
    public boolean isFinal() {
        return state.isFinal();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof JobStatus other
                && state == other.state
                && pid.equals(other.pid)
                && exitCode.equals(other.exitCode)
                && stdoutBytes == other.stdoutBytes
                && stderrBytes == other.stderrBytes
                && elapsed.equals(other.elapsed)
                && hint.equals(other.hint);
    }

    @Override
    public int hashCode() {
        return Objects.hash(state, pid, exitCode, stdoutBytes, stderrBytes, elapsed, hint);
    }

    /** Returns the state, with the process, the exit status or the hint where there is one. */
    @Override
    public String toString() {
        if (!hint.isEmpty()) {
            return state + "(" + hint + ")";
        }
        if (pid.isPresent()) {
            return state + "(pid " + pid.getAsLong() + ")";
        }
        return exitCode.isPresent() ? state + "(exit " + exitCode.getAsInt() + ")" : state.toString();
    }
}
