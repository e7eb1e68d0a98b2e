package io.github.gpfailover;

import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.stability.Stable;
import java.util.Optional;

/**
 * A plan did not succeed, for callers who would rather have that thrown.
 *
 * <p>It exists for {@link FailoverReport#orElseThrow()}; the engine itself returns reports.
 *
 * @since 0.1
 */
@Stable
public final class PlanFailedException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    private final transient FailoverReport report;
    /** How the plan ended. */
    private final Outcome outcome;

    /**
     * Makes an exception.
     *
     * @param report the report of the plan
     */
    public PlanFailedException(FailoverReport report) {
        super(
                report.summary()
                        + (report.nextSteps().isEmpty() ? "" : "; next: " + String.join("; ", report.nextSteps())),
                report.outcome() == Outcome.IN_DOUBT,
                null);
        this.report = report;
        this.outcome = report.outcome();
    }

    /**
     * Gives how the plan ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Gives the report.
     *
     * @return the report; empty after serialisation
     */
    public Optional<FailoverReport> report() {
        return Optional.ofNullable(report);
    }
}
