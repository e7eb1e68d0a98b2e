package io.github.gpfailover.core;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.engine.JobRunner;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;

/** Exists to run the engine's long commands through {@link Jobs}. */
final class EngineJobs implements JobRunner {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** What a job's progress is read from: the end of its output. */
    private static final int TAIL = 16 * 1024;

    @Override
    public CommandResult run(
            CommandTransport transport,
            HostName host,
            String id,
            Command command,
            Duration most,
            Sleeper sleeper,
            Watcher watcher)
            throws InterruptedException {
        Job job = started(Jobs.over(transport), host, JobId.of(id), command);
        long began = sleeper.nanoTime();
        Duration pause = FIRST_PAUSE;
        long seen = -1;
        long told = 0;
        while (true) {
            TransportException last = null;
            try {
                JobStatus status = job.status();
                if (status.isFinal()) {
                    return job.result();
                }
                long size = status.stdoutBytes() + status.stderrBytes();
                boolean due = seen < 0 || sleeper.nanoTime() - told >= LONGEST_PAUSE.toNanos();
                if (size != seen && due) {
                    seen = size;
                    told = sleeper.nanoTime();
                    watcher.printed(
                            tail(job, OutputListener.Stream.STDOUT, status.stdoutBytes()),
                            tail(job, OutputListener.Stream.STDERR, status.stderrBytes()));
                }
            } catch (TransportException e) {
                // The job does not need the connection.
                if (!e.retryable()) {
                    throw e;
                }
                last = e;
            }
            Duration left = most.minusNanos(sleeper.nanoTime() - began);
            if (left.isNegative() || left.isZero()) {
                throw new TransportException(
                        TransportException.Reason.TIMEOUT,
                        host,
                        "job " + id + " ('" + command + "') had not ended after " + most.toMillis()
                                + " ms; it goes on: resume the execution, or end the job by hand",
                        last);
            }
            sleeper.sleep(pause.compareTo(left) < 0 ? pause : left);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }

    /** A start whose answer was lost is put again: a job begins once under its id. */
    private static Job started(Jobs jobs, HostName host, JobId id, Command command) throws InterruptedException {
        try {
            return jobs.start(host, id, command);
        } catch (TransportException e) {
            if (!e.retryable()) {
                throw e;
            }
            return jobs.start(host, id, command);
        }
    }

    private static String tail(Job job, OutputListener.Stream stream, long size) throws InterruptedException {
        return size == 0 ? "" : job.read(stream, Math.max(0, size - TAIL), TAIL).text();
    }
}
