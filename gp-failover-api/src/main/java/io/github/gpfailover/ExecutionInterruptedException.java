package io.github.gpfailover;

import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.stability.Stable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thread that ran a plan was interrupted.
 *
 * <p>It exists because an interrupt is neither a failure of a step nor a reason to go on. The thread's interrupt status is set again.
 * A command may have been under way: {@link FailoverEngine#resume(String)} observes before it does anything.
 *
 * @since 0.1
 */
@Stable
public final class ExecutionInterruptedException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable FailoverReport report;

    /**
     * Makes an exception.
     *
     * @param report what was done until then; null if no plan was being executed
     */
    public ExecutionInterruptedException(@Nullable FailoverReport report) {
        super(
                report == null
                        ? "interrupted while looking at the cluster; nothing was changed"
                        : "interrupted while executing " + report.executionId()
                                + "; a command may have been under way: call resume(\"" + report.executionId()
                                + "\"), which observes before it acts",
                true,
                null);
        this.report = report;
    }

    /**
     * Gives what was done until then.
     *
     * @return the report; empty if no plan was being executed, or after serialisation
     */
    public Optional<FailoverReport> report() {
        return Optional.ofNullable(report);
    }
}
