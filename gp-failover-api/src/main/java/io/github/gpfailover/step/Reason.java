package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a step was refused, or did not go well: a code for programs and a sentence for people.
 *
 * <p>The code stays what it is; the sentence names hosts, values and what to do, and may be worded otherwise in any version. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class Reason {

    private final ReasonCode code;
    private final String text;

    private Reason(ReasonCode code, String text) {
        this.code = Checks.notNull(code, "code");
        this.text = Checks.notNull(text, "text");
    }

    /**
     * Makes a reason.
     *
     * @param code which kind it is of
     * @param text the sentence
     * @return the reason
     * @throws NullPointerException if a part is null
     */
    public static Reason of(ReasonCode code, String text) {
        return new Reason(code, text);
    }

    static List<Reason> custom(String... texts) {
        return Arrays.stream(texts).map(t -> of(ReasonCode.CUSTOM_STEP, t)).toList();
    }

    /** {@return which kind it is of} */
    public ReasonCode code() {
        return code;
    }

    /** {@return the sentence} */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Reason other && code == other.code && text.equals(other.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, text);
    }

    /** Returns the sentence. */
    @Override
    public String toString() {
        return text;
    }
}
