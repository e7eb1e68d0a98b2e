package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.Question;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The answers that one observation of the cluster has brought already. It exists because each question within an outage costs clients time;
 * the next observation asks anew. Thread-safe.
 */
final class AskedOnce {

    private final Inspection inspection;
    private final Map<Question<?>, Object> answers = new ConcurrentHashMap<>();

    AskedOnce(Inspection inspection) {
        this.inspection = inspection;
    }

    /** Asks now what is needed later. */
    <A> A ahead(Question<A> question) throws InterruptedException {
        A answer = inspection.ask(question);
        answers.put(question, answer);
        return answer;
    }

    /** Answers from what was asked ahead, else asks, and keeps nothing: what an act changes is seen by the next question. */
    <A> A ask(Question<A> question) throws InterruptedException {
        A known = known(question);
        return known == null ? inspection.ask(question) : known;
    }

    /** Answers what was asked before; asks, and keeps the answer, where it was not. */
    <A> A once(Question<A> question) throws InterruptedException {
        A known = known(question);
        return known == null ? ahead(question) : known;
    }

    // ahead() puts an answer under its own question alone.
    @SuppressWarnings("unchecked")
    private <A> A known(Question<A> question) {
        return (A) answers.get(question);
    }
}
