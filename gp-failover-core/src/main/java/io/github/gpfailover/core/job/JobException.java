package io.github.gpfailover.core.job;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host was reached, and what was asked of a job there can't be done.
 *
 * <p>It exists to keep that apart from a lost connection, which is a {@link io.github.gpfailover.error.TransportException}: here the
 * host's answer is known.
 *
 * @since 0.1
 */
@Evolving
public final class JobException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** Why it can't be done. */
    public enum Reason {
        /** The id belongs to a job with another command. Nothing was started. */
        OTHER_COMMAND(false),
        /** The host could not start the job: a program or the disk's space is missing, or the directory can't be written. */
        NOT_STARTED(true),
        /** The host has no job of that id: it was never started there, or was removed. */
        NOT_FOUND(false),
        /** The job has no exit status: it still runs, was cancelled, or broke. */
        NOT_ENDED(true),
        /** The job runs or may still run, so its record has to stay. */
        STILL_RUNNING(true),
        /** The job's directory holds something that no job wrote. Nothing was removed. */
        FOREIGN_FILES(false),
        /** The jobs' directory, or the job's, is a symbolic link, another user's, or can be written by others. Nothing was done there. */
        UNSAFE_DIRECTORY(false),
        /** What there is can't be seen: a directory can't be searched, or the login's home is missing. Jobs may well be there. */
        UNSEEN_DIRECTORY(true),
        /** The answer is longer than the output that the transport keeps. */
        ANSWER_TOO_LONG(false);

        private final boolean retryable;

        Reason(boolean retryable) {
            this.retryable = retryable;
        }
    }

    /** Why it can't be done. */
    private final Reason reason;

    /** The host's name. */
    private final String host;

    /** The job's id; null if it is about all jobs of a directory. */
    private final @Nullable String id;

    JobException(Reason reason, HostName host, JobId id, String message) {
        super(host + ": job " + id + " " + message, reason.retryable, null);
        this.reason = Checks.notNull(reason, "reason");
        this.host = host.value();
        this.id = id.value();
    }

    JobException(Reason reason, HostName host, String message) {
        super(host + ": " + message, reason.retryable, null);
        this.reason = Checks.notNull(reason, "reason");
        this.host = host.value();
        this.id = null;
    }

    /**
     * Gives why it can't be done.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Gives the host.
     *
     * @return the host
     */
    public HostName host() {
        return HostName.of(host);
    }

    /**
     * Gives the job.
     *
     * @return its id; empty if it is about all jobs of a directory
     */
    public Optional<JobId> id() {
        return Optional.ofNullable(id).map(JobId::of);
    }
}
