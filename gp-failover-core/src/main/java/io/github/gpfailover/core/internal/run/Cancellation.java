package io.github.gpfailover.core.internal.run;

/** The wish for an early end of an execution. It exists as an object of its own since another thread than the execution's voices it. */
final class Cancellation {

    private volatile boolean asked;

    /** Asks for the end. */
    void ask() {
        asked = true;
    }

    /** Whether it was asked for. */
    boolean asked() {
        return asked;
    }
}
