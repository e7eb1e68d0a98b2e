package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The runner of a plan's commands as jobs on their hosts. It exists because a dropped connection or a dead controller must not end such a
 * command, nor leave its end unknown.
 */
public interface JobRunner {

    /** How a job ended, where that is known. */
    sealed interface End {

        /**
         * The command ended.
         *
         * @param result how
         */
        record Ended(CommandResult result) implements End {}

        /**
         * The command did not run, and never will under that id.
         *
         * @param why what was seen
         */
        record NeverRan(String why) implements End {}

        /**
         * The command runs no more, and how it ended is known to nobody.
         *
         * @param why what was seen
         */
        record Broken(String why) implements End {}
    }

    /** What came of a claim of a host. */
    sealed interface Claiming {

        /**
         * The host is this run's.
         *
         * @param claim the claim
         * @param open the ids of the cluster's jobs that an earlier run has begun there, and that have no end yet
         */
        record Claimed(HostClaim claim, List<String> open) implements Claiming {}

        /**
         * Another holder of the lease, one that came later, has claimed the host.
         *
         * @param by what its claim says
         */
        record Refused(String by) implements Claiming {}

        /**
         * Jobs can't be had on the host.
         *
         * @param why what is missing
         */
        record NoJobs(String why) implements Claiming {}
    }

    /** The receiver of what a job has printed, called whenever there is more. */
    @FunctionalInterface
    interface Watcher {

        /** Takes all that was printed so far; of a very long output only the end. */
        void printed(String stdout, String stderr);
    }

    /**
     * What is to be claimed, and for whom.
     *
     * @param key the cluster's key: letters, digits, dots, dashes and underscores
     * @param realm the realm of the lease's tokens
     * @param token the lease's token
     * @param holder who holds it, in one line
     * @param jobs what the ids of the run's commands begin with
     */
    record Claimant(String key, String realm, long token, String holder, String jobs) {}

    /**
     * One command of a plan.
     *
     * @param way how the host is reached
     * @param host where it runs
     * @param id the job's id; not used before for anything else
     * @param command the command
     * @param claim the run's claim of the host
     */
    record Work(CommandTransport way, HostName host, String id, Command command, HostClaim claim) {}

    /** What the run may do while a command is awaited. */
    interface Patience {

        /** What is left of the step's time; not positive once it is over. */
        Duration left();

        /** Called before a command is started again that is proved not to have begun; throws if it may not be. */
        void again();

        /** Measures and waits. */
        Sleeper sleeper();
    }

    /**
     * Claims a host.
     *
     * @throws io.github.gpfailover.error.TransportException if the answer could not be learned
     */
    Claiming claim(CommandTransport way, HostName host, Claimant claimant) throws InterruptedException;

    /**
     * Runs a command as a job, and gives what {@code execute} would have given. A line that is lost meanwhile is asked again until the
     * step's time is over. A command whose own time is over is ended.
     *
     * @throws io.github.gpfailover.error.TransportException for the reasons of {@code execute}
     * @throws StoppedException if the host is claimed by another since; nothing was run then
     */
    CommandResult execute(Work work, Patience patience, Watcher watcher) throws InterruptedException;

    /**
     * Starts a job, unless one was started under that id on that host, and awaits its end.
     *
     * @param most how long to wait; the job goes on after that
     * @throws io.github.gpfailover.error.GpFailoverException if the end could not be learned: the job may go on, or begin yet
     */
    End run(Work work, Duration most, Sleeper sleeper, Watcher watcher) throws InterruptedException;

    /**
     * Awaits the end of a job that an earlier run started; empty if it never began.
     *
     * @throws io.github.gpfailover.error.GpFailoverException if the end could not be learned
     */
    Optional<End> await(CommandTransport way, HostName host, String id, Duration most, Sleeper sleeper)
            throws InterruptedException;

    /**
     * Gives up a claim, so that no command can begin under it any more, and removes the records of jobs whose ends are known.
     *
     * @param ahead what the ids of the run's commands begin with
     * @param ids the jobs whose ends are known
     * @throws io.github.gpfailover.error.GpFailoverException if that could not be learned
     */
    void sweep(CommandTransport way, HostName host, HostClaim claim, String ahead, List<String> ids)
            throws InterruptedException;
}
