package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;

/**
 * The means by which a deed acts. It exists so that whatever a step does is journaled, reported and bounded by the step's deadline.
 */
public interface Actions {

    /**
     * Runs a command.
     *
     * @throws io.github.gpfailover.error.TransportException if its end could not be learned
     * @throws StoppedException if it was not sent: the deadline passed, the lease was lost, or the journal could not be written
     */
    CommandResult run(HostCommand command) throws InterruptedException;

    /** Does something else than a command that is to be journaled, bounded and reported as one: that transport does it. */
    CommandResult run(CommandTransport way, HostCommand command) throws InterruptedException;

    /**
     * Runs a command as a job on its host, which goes on if the connection drops or this program dies. Under an id that was used on
     * that host before with the same command, it begins nothing and awaits that job.
     *
     * @throws io.github.gpfailover.error.GpFailoverException if its end could not be learned: it may go on
     * @throws StoppedException if it was not sent
     */
    JobRunner.End runAsJob(String id, HostCommand command, JobRunner.Watcher watcher) throws InterruptedException;

    /** Reports to the caller's listeners how far the step is, in one line. */
    void progress(String text);

    /** Waits, but not past the deadline. */
    void pause(Duration time) throws InterruptedException;

    /**
     * Keeps for the report what the act found as it went on, in that order. An act alone tells its findings so, since an exception may end
     * it midway; decisions and judgements return theirs. Nothing reads them back before the act has ended.
     */
    void found(Findings findings);

    /** Keeps what a utility or a fence said. */
    default void remark(String said) {
        found(Findings.remark(said));
    }

    /** Keeps what was measured. */
    default void fact(String name, Object value) {
        found(Findings.fact(name, value));
    }

    /** Keeps what should be known although it went well. */
    default void warn(String warning) {
        found(Findings.warning(warning));
    }

    /** What is left of the step's time. */
    Duration left();
}
