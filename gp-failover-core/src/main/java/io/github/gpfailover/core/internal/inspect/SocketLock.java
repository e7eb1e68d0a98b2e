package io.github.gpfailover.core.internal.inspect;

import java.util.Optional;

/**
 * A socket lock file and who holds it. It exists to distinguish one that a killed server left (recording 71) from one that a process holds.
 *
 * @param state what is known of it
 * @param holder the process that it names, or why that is not known
 */
public record SocketLock(State state, String holder) {

    /** What is known of it. */
    public enum State {
        /** There is none, or its host can't be asked. */
        ABSENT,
        /** The process that it names is gone. */
        STALE,
        /** The process that it names runs. */
        HELD,
        /** It can't be determined which process it names, or whether that one runs. */
        UNCLEAR
    }

    public static SocketLock absent() {
        return new SocketLock(State.ABSENT, "");
    }

    /** Why it must not be moved aside; empty if it may, or is not there. */
    public Optional<String> contradiction() {
        return state == State.HELD || state == State.UNCLEAR ? Optional.of(holder) : Optional.empty();
    }
}
