package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.step.ReasonCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The conditions under which a command that may change something is sent to a host: the step's time, the lease of the cluster's identifier, the
 * claim of the host, and nothing of an earlier run under way there.
 */
final class Admission {

    private final ClusterLease lease;
    private final HostClaims claims;
    private final OpenJobs earlier;
    private final Supplier<Deadline> deadline;

    Admission(ClusterLease lease, Predecessors predecessors, Supplier<Deadline> deadline) {
        this.lease = lease;
        this.claims = predecessors.claims();
        this.earlier = predecessors.jobs();
        this.deadline = deadline;
    }

    /** The claim of a host, or why it could not be had: what a command says then is said where its end is noted. */
    record Claiming(Optional<HostClaim> claim, @Nullable GpFailoverException trouble) {

        boolean none() {
            return trouble == null && claim.isEmpty();
        }

        HostClaim orThrow() {
            if (trouble != null) {
                throw trouble;
            }
            return claim.orElseThrow();
        }
    }

    /** Claims the host of a command, unless this run has it; nothing was sent there where it can't. */
    Claiming claiming(CommandTransport way, HostName host, Command command) throws InterruptedException {
        if (!claims.knows(host)) {
            identify(host, command);
            mayBeSent(host, command);
        }
        try {
            Optional<HostClaim> claim = claims.of(way, host, deadline.get().leftForCommand());
            Optional<List<String>> underWay =
                    earlier.awaitShown(way, host, deadline.get().leftForCommand());
            if (underWay.isPresent()) {
                // The step was decided by an observation beside it.
                throw new TransportException(
                        TransportException.Reason.CLOSED,
                        host,
                        "a command of an earlier run was under way there"
                                + (underWay.get().isEmpty() ? "" : " (" + String.join("; ", underWay.get()) + ")")
                                + "; nothing was run, and the step is decided anew",
                        null);
            }
            return new Claiming(claim, null);
        } catch (TransportException e) {
            return new Claiming(
                    Optional.empty(),
                    e.mayHaveRun()
                            ? new TransportException(
                                    TransportException.Reason.CLOSED,
                                    host,
                                    "the host could not be claimed, so nothing was run there: " + e.getMessage(),
                                    e)
                            : e);
        }
    }

    /** Takes the lease of the cluster's identifier where that was not known when the run began. */
    void identify(HostName host, Command command) throws InterruptedException {
        try {
            lease.identify();
        } catch (LeaseHeldException e) {
            throw new StoppedException(
                    ReasonCode.LEASE_HELD, "'" + command + "' was not sent to " + host + ": " + e.getMessage(), e);
        }
    }

    /**
     * Says whether a command may be sent now.
     *
     * @throws StoppedException if not, with the reason
     */
    void mayBeSent(HostName host, Command command) {
        if (deadline.get().passed()) {
            throw new StoppedException(
                    ReasonCode.DEADLINE_PASSED,
                    "the step's deadline passed before '" + command + "' was sent to " + host + "; it was not sent",
                    null);
        }
        if (!lease.stillHeld()) {
            throw new StoppedException(
                    ReasonCode.LEASE_LOST,
                    "the lease of the cluster was lost before '" + command + "' was sent to " + host
                            + "; it was not sent, another engine may be at work",
                    null);
        }
        if (!lease.identified()) {
            throw new StoppedException(
                    ReasonCode.QUESTION_UNANSWERED,
                    "no server told the cluster's system identifier (pg_controldata), by which engines keep each other"
                            + " out, before '" + command + "' was sent to " + host
                            + "; it was not sent, another engine may be at work: see to pg_controldata on the hosts of"
                            + " master and standby",
                    null);
        }
    }
}
