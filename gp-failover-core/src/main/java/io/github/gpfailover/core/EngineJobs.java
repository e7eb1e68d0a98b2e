package io.github.gpfailover.core;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.Polling;
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
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The runner of the engine's long commands, by {@link Jobs}. It exists to distinguish a job that ended from one whose end is not known.
 */
final class EngineJobs implements JobRunner {

    @Override
    public End run(
            CommandTransport transport,
            HostName host,
            String id,
            Command command,
            Duration most,
            Sleeper sleeper,
            Watcher watcher)
            throws InterruptedException {
        return new Run(transport, host, JobId.of(id), command, most, sleeper, watcher).toItsEnd();
    }

    /** What is known of one job while it is polled. */
    private static final class Run {

        private static final Duration BETWEEN_TELLINGS = Duration.ofSeconds(1);
        /** What a job's progress is read from: the end of its output. */
        private static final int TAIL = 16 * 1024;

        private final Jobs jobs;
        private final HostName host;
        private final JobId id;
        private final Command command;
        private final Duration most;
        private final Sleeper sleeper;
        private final Watcher watcher;
        private final Polling polling;
        private @Nullable Job job;
        private boolean mayHaveBegun;
        private long seen = -1;
        private long told;

        Run(
                CommandTransport transport,
                HostName host,
                JobId id,
                Command command,
                Duration most,
                Sleeper sleeper,
                Watcher watcher) {
            this.jobs = Jobs.over(transport);
            this.host = host;
            this.id = id;
            this.command = command;
            this.most = most;
            this.sleeper = sleeper;
            this.watcher = watcher;
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
                job = jobs.start(host, id, command);
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

        private @Nullable End look(Job job) throws InterruptedException {
            JobStatus status = job.status();
            if (status.isFinal()) {
                return switch (status.state()) {
                    case ENDED -> new End.Ended(job.result());
                    case CANCELLED -> new End.NeverRan("job " + id + " was ended before its command began");
                    default -> new End.Broken("job " + id + " runs no more, and how it ended was never written");
                };
            }
            long size = status.stdoutBytes() + status.stderrBytes();
            boolean due = seen < 0 || sleeper.nanoTime() - told >= BETWEEN_TELLINGS.toNanos();
            if (size != seen && due) {
                seen = size;
                told = sleeper.nanoTime();
                watcher.printed(
                        tail(job, OutputListener.Stream.STDOUT, status.stdoutBytes()),
                        tail(job, OutputListener.Stream.STDERR, status.stderrBytes()));
            }
            return null;
        }

        private String tail(Job job, OutputListener.Stream stream, long size) throws InterruptedException {
            return size == 0
                    ? ""
                    : job.read(stream, Math.max(0, size - TAIL), TAIL).text();
        }
    }
}
