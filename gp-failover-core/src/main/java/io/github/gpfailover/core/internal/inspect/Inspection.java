package io.github.gpfailover.core.internal.inspect;

/** The answers to questions that steps ask beside what was observed: from the hosts, or from the model of a forecast. */
public interface Inspection {

    /** Whether the answers are those of a model, since the plan would have changed the cluster by now. */
    default boolean foresees() {
        return false;
    }

    /** Answers a question. */
    <A> A ask(Question<A> question) throws InterruptedException;
}
