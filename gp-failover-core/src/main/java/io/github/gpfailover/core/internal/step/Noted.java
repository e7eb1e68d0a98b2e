package io.github.gpfailover.core.internal.step;

import java.util.function.Function;

/**
 * An answer with what was found on the way to it. It is what a helper of a step returns where the answer itself has no room for findings.
 *
 * @param answer the answer
 * @param findings what was found, for the report
 * @param <T> the answer's type
 */
public record Noted<T>(T answer, Findings findings) {

    /** An answer without findings. */
    public static <T> Noted<T> of(T answer) {
        return new Noted<>(answer, Findings.none());
    }

    /** Another answer that follows from this one, with the same findings. */
    public <U> Noted<U> map(Function<T, U> to) {
        return new Noted<>(to.apply(answer), findings);
    }
}
