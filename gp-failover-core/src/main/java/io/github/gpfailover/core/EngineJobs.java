package io.github.gpfailover.core;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.ClaimAnswer;
import io.github.gpfailover.core.internal.job.JobCommands;
import io.github.gpfailover.core.internal.job.Polling;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.job.Job;
import io.github.gpfailover.core.job.JobException;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.job.JobStatus;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runner of the engine's long commands, by {@link Jobs}. It exists to distinguish a job that ended from one whose end is not known.
 */
final class EngineJobs implements JobRunner {

    private static final String JOBS = ".gp-failover/jobs";
    private static final String CLAIMS = "./.gp-failover/claims";

    private final String claims;
    private final String directory;
    private final JobCommands commands;

    EngineJobs() {
        this(JOBS, CLAIMS);
    }

    EngineJobs(String directory, String claims) {
        this.directory = directory;
        this.claims = claims;
        this.commands = new JobCommands(directory);
    }

    @Override
    public Claiming claim(CommandTransport way, HostName host, Claimant claimant) throws InterruptedException {
        return ClaimAnswer.read(host, claims, claimant, way.execute(host, commands.claim(claims, claimant)));
    }

    @Override
    public CommandResult execute(Work work, Patience patience, Watcher watcher) throws InterruptedException {
        return new CommandJob(
                        work, patience, watcher, commands, Jobs.over(work.way()).in(directory))
                .toItsEnd();
    }

    @Override
    public End run(Work work, Duration most, Sleeper sleeper, Watcher watcher) throws InterruptedException {
        return new Run(work, commands, directory, most, sleeper, watcher).toItsEnd();
    }

    @Override
    public Optional<End> await(CommandTransport way, HostName host, String id, Duration most, Sleeper sleeper)
            throws InterruptedException {
        Optional<Job> job = Jobs.over(way).in(directory).find(host, JobId.of(id));
        if (job.isEmpty()) {
            return Optional.empty();
        }
        JobStatus end = job.get().await(most, sleeper);
        return Optional.of(Run.end(job.get(), end));
    }

    @Override
    public void sweep(CommandTransport way, HostName host, HostClaim claim, String ahead, List<String> ids)
            throws InterruptedException {
        way.execute(host, commands.sweep(claim, ahead, ids));
    }

    /** What is known of one job while it is polled. */
    private static final class Run {

        private final Work work;
        private final JobCommands commands;
        private final String directory;
        private final HostName host;
        private final JobId id;
        private final Command command;
        private final Duration most;
        private final JobTail tail;
        private final Polling polling;
        private @Nullable Job job;
        private boolean mayHaveBegun;

        Run(Work work, JobCommands commands, String directory, Duration most, Sleeper sleeper, Watcher watcher) {
            this.work = work;
            this.commands = commands;
            this.directory = directory;
            this.host = work.host();
            this.id = JobId.of(work.id());
            this.command = work.command();
            this.most = most;
            this.tail = new JobTail(Jobs.over(work.way()).in(directory), host, id, sleeper, watcher);
            this.polling = new Polling(most, sleeper);
        }

        /** Starting and asking are put again as long as that can help: a job begins once under its id, and needs no connection. */
        End toItsEnd() throws InterruptedException {
            while (true) {
                GpFailoverException last = null;
                try {
                    End end = job == null ? start() : look(job);
                    if (end != null) {
                        return end;
                    }
                } catch (TransportException | UnreadableOutputException | JobException e) {
                    if (!(e instanceof UnreadableOutputException) && !e.retryable()) {
                        throw e;
                    }
                    last = e;
                }
                if (!polling.pause()) {
                    throw new TransportException(
                            TransportException.Reason.TIMEOUT,
                            host,
                            "job " + id + " ('" + command + "') was not seen to end within " + most.toMillis()
                                    + " ms; it may go on: resume the execution, or end the job by hand",
                            last);
                }
            }
        }

        /** Gives an end if there can be none other, else nothing. */
        private @Nullable End start() throws InterruptedException {
            try {
                job = started();
                return null;
            } catch (TransportException e) {
                mayHaveBegun |= e.mayHaveRun();
                if (!mayHaveBegun && !e.retryable()) {
                    return new End.NeverRan(e.getMessage());
                }
                throw e;
            } catch (JobException e) {
                if (!mayHaveBegun && e.reason() != JobException.Reason.OTHER_COMMAND) {
                    return new End.NeverRan(e.getMessage());
                }
                throw e;
            } catch (UnreadableOutputException e) {
                mayHaveBegun = true;
                throw e;
            }
        }

        private Job started() throws InterruptedException {
            return Jobs.over(new ClaimedStarts(work.way(), commands, work))
                    .in(directory)
                    .start(host, id, command);
        }

        private @Nullable End look(Job job) throws InterruptedException {
            JobStatus status = job.status();
            if (status.isFinal()) {
                return end(job, status);
            }
            tail.told(status.stdoutBytes(), status.stderrBytes());
            return null;
        }

        static End end(Job job, JobStatus status) throws InterruptedException {
            return switch (status.state()) {
                case ENDED -> new End.Ended(job.result());
                case CANCELLED -> new End.NeverRan("job " + job.id() + " was ended before its command began");
                default -> new End.Broken("job " + job.id() + " runs no more, and how it ended was never written");
            };
        }
    }
}
