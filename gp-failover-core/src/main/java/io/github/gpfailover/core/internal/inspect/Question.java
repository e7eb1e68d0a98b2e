package io.github.gpfailover.core.internal.inspect;

/**
 * A question to a host, as a value: what is asked, of whom, and the reader of what the host prints. It exists so that the live inspection
 * asks it and a forecast answers it from its model, and so that neither has to know every question.
 *
 * @param <A> the answer
 */
public interface Question<A> {

    /** Asks the hosts. Changes nothing on them, but for what the question itself says. */
    A ask(LiveInspection hosts) throws InterruptedException;
}
