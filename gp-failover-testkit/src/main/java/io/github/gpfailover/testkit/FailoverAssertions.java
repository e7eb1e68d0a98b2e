package io.github.gpfailover.testkit;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.stability.Evolving;

/**
 * Where assertions for reports and states begin.
 *
 * <p>It exists so that a test says what matters in one line, and a failure shows the whole report. Stateless and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class FailoverAssertions {

    private FailoverAssertions() {}

    /**
     * Begins an assertion on a report.
     *
     * @param actual the report
     * @return the assertion
     */
    public static FailoverReportAssert assertThat(FailoverReport actual) {
        return new FailoverReportAssert(actual);
    }

    /**
     * Begins an assertion on a state.
     *
     * @param actual the state
     * @return the assertion
     */
    public static ClusterStateAssert assertThat(ClusterState actual) {
        return new ClusterStateAssert(actual);
    }
}
