package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.journal.Learned;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What an execution learned, as it is read and written: the state that follows from the journal, and the writing into the journal. A fact that
 * is known already is not written again.
 */
public final class Recall {

    private final ExecutionState state;
    private final Consumer<Learned> write;

    /**
     * Makes it.
     *
     * @param write writes a record and applies it to the state
     */
    public Recall(ExecutionState state, Consumer<Learned> write) {
        this.state = state;
        this.write = write;
    }

    /** Keeps what is learned in a copy of the state, and writes it nowhere. */
    public static Recall unwritten(ExecutionState state) {
        ExecutionState copy = state.copy();
        return new Recall(copy, fact -> copy.apply(0, fact));
    }

    /** Gives a copy for a forecast. */
    public Recall forecast() {
        return unwritten(state);
    }

    <T extends Learned> Optional<T> latest(Class<T> type) {
        return state.latest(type);
    }

    <T extends Learned> Optional<T> latest(Class<T> type, Predicate<T> which) {
        return state.latest(type, which);
    }

    public void learn(Learned fact) {
        if (!state.knows(fact)) {
            write.accept(fact);
        }
    }

    /** Says that what is known of a subject is over; of a subject that nothing is known of, nothing is. */
    public void over(Learned end) {
        if (state.knowsOf(end.subject())) {
            learn(end);
        }
    }
}
