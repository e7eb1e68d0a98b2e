package io.github.gpfailover.error;

import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * A plan that could not work was asked for. All that is wrong with it is reported at once.
 *
 * <p>It exists so that a caller fixes a plan in one go, and before any host was touched.
 *
 * @since 0.1
 */
@Stable
public final class InvalidPlanException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** What is wrong, in the order of the steps. */
    private final String[] faults;

    /**
     * Makes an exception.
     *
     * @param faults what is wrong, each with the step's number and what to write instead
     */
    public InvalidPlanException(List<String> faults) {
        super(
                "the plan has " + faults.size() + (faults.size() == 1 ? " fault:" : " faults:") + "\n  - "
                        + String.join("\n  - ", faults),
                false,
                null);
        this.faults = faults.toArray(String[]::new);
    }

    /**
     * Gives what is wrong.
     *
     * @return the faults, in the order of the steps
     */
    public List<String> faults() {
        return List.of(faults);
    }
}
