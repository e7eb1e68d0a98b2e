package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * Whether a server runs, and what that was concluded from.
 *
 * <p>It exists because two values are not enough: a host that can't be reached is neither running nor stopped, it is
 * {@link Status#UNKNOWN}, and everything that could make a second master treats unknown as running. A refused connection proves
 * nothing either: on Greenplum 6.24.3 a session outlived its killed postmaster while the port refused, and committed 49 rows
 * beside the promoted standby (recordings {@code b3}–{@code b6}). Immutable and thread-safe.
 *
 * @param status the conclusion
 * @param evidence what it was concluded from
 * @since 0.1
 */
@Stable
public record Liveness(Status status, List<Evidence> evidence) {

    /** The three things that can be said about a server. */
    public enum Status {
        /** At least one process of the instance runs; a session that outlived its postmaster counts. */
        RUNNING,
        /** The host's own process table shows no process of the instance. */
        STOPPED,
        /** Neither can be shown. Callers treat it as running wherever a second master could come of it. */
        UNKNOWN
    }

    /**
     * Checks the conclusion against its evidence.
     *
     * @param status the conclusion
     * @param evidence what it was concluded from
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if {@link Status#STOPPED} is said without evidence of the kind
     *     {@link Evidence.Kind#PROCESS_TABLE}
     */
    public Liveness {
        Checks.notNull(status, "status");
        evidence = List.copyOf(Checks.notNull(evidence, "evidence"));
        if (status == Status.STOPPED && evidence.stream().noneMatch(e -> e.kind() == Evidence.Kind.PROCESS_TABLE)) {
            throw new IllegalArgumentException("STOPPED needs evidence from the host's process table, but there was "
                    + (evidence.isEmpty() ? "none" : "only " + evidence));
        }
    }

    /**
     * Says that the server runs.
     *
     * @param evidence what shows it
     * @return the conclusion
     */
    public static Liveness running(List<Evidence> evidence) {
        return new Liveness(Status.RUNNING, evidence);
    }

    /**
     * Says that the server is stopped.
     *
     * @param evidence what shows it, the host's process table among it
     * @return the conclusion
     * @throws IllegalArgumentException if the process table is not among the evidence
     */
    public static Liveness stopped(List<Evidence> evidence) {
        return new Liveness(Status.STOPPED, evidence);
    }

    /**
     * Says that it can't be determined.
     *
     * @param evidence what was met instead
     * @return the conclusion
     */
    public static Liveness unknown(List<Evidence> evidence) {
        return new Liveness(Status.UNKNOWN, evidence);
    }

    /**
     * Says whether the server runs.
     *
     * @return true for {@link Status#RUNNING} alone
     */
    public boolean isRunning() {
        return status == Status.RUNNING;
    }

    /**
     * Says whether the server was proved stopped.
     *
     * @return true for {@link Status#STOPPED} alone
     */
    public boolean isStopped() {
        return status == Status.STOPPED;
    }

    /**
     * Says whether nothing could be shown.
     *
     * @return true for {@link Status#UNKNOWN} alone
     */
    public boolean isUnknown() {
        return status == Status.UNKNOWN;
    }

    /**
     * Gives the evidence in one line, for a message.
     *
     * @return the statements, with {@code ; } between them
     */
    public String because() {
        return evidence.isEmpty()
                ? "nothing was seen"
                : String.join("; ", evidence.stream().map(Evidence::toString).toList());
    }
}
