package io.github.gpfailover.core.internal.step;

import java.util.function.Function;

/**
 * An answer, and what was found on the way to it. It is what a helper of a step returns where the answer itself has no room for findings.
 *
 * @param answer the answer
 * @param findings what was found, for the report
 * @param <T> the answer's type
 */
public record Learned<T>(T answer, Findings findings) {

    /** An answer without findings. */
    public static <T> Learned<T> of(T answer) {
        return new Learned<>(answer, Findings.none());
    }

    /** Another answer that follows from this one, with the same findings. */
    public <U> Learned<U> map(Function<T, U> to) {
        return new Learned<>(to.apply(answer), findings);
    }
}
