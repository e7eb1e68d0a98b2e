package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.util.concurrent.atomic.AtomicReference;

/** The leave to have a session open, which goes back once, when the server has closed the session. Thread-safe. */
final class Permit {

    private final HostConnection wire;
    private final AtomicReference<State> state;

    private enum State {
        HELD,
        LEFT,
        RETURNED
    }

    /** Makes one; {@code counted} if it was got for the session. */
    Permit(HostConnection wire, boolean counted) {
        this.wire = wire;
        state = new AtomicReference<>(counted ? State.HELD : State.RETURNED);
    }

    /** The session is left, and the server may go on with it. */
    void leave() {
        if (state.compareAndSet(State.HELD, State.LEFT)) {
            wire.sessions().leave();
        }
    }

    /** The session is closed. A repeat changes nothing. */
    void release() {
        if (state.compareAndSet(State.HELD, State.RETURNED)) {
            wire.sessions().release();
        } else if (state.compareAndSet(State.LEFT, State.RETURNED)) {
            wire.sessions().gone();
        }
    }
}
