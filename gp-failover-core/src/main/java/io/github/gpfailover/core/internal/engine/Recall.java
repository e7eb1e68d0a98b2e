package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.journal.Learned;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an execution learned, as it is read and written: the state that follows from the journal, and the way into the journal. A fact that
 * is known already is not written again.
 */
final class Recall {

    private final ExecutionState state;
    private final Consumer<Learned> write;

    /**
     * Makes it.
     *
     * @param write writes a record and applies it to the state
     */
    Recall(ExecutionState state, Consumer<Learned> write) {
        this.state = state;
        this.write = write;
    }

    /** Keeps what is learned in a copy of the state, and writes it nowhere. */
    static Recall unwritten(ExecutionState state) {
        ExecutionState copy = state.copy();
        return new Recall(copy, fact -> copy.apply(0, fact));
    }

    /** Gives a copy for a forecast. */
    Recall forecast() {
        return unwritten(state);
    }

    <T extends Learned> Optional<T> latest(String subject, Class<T> type) {
        return state.latest(subject, type);
    }

    void learn(Learned fact) {
        if (!state.knows(fact)) {
            write.accept(fact);
        }
    }

    /** Says that what is known of a subject is over; of a subject that nothing is known of, nothing is. */
    void over(Learned end) {
        if (state.knowsOf(end.subject())) {
            learn(end);
        }
    }
}
