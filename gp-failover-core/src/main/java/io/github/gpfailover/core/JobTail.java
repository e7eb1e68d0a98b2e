package io.github.gpfailover.core;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.job.Job;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.Optional;

/** The end of what a running job has printed, handed on whenever there is more, at most once a second. */
final class JobTail {

    private static final Duration BETWEEN_TELLINGS = Duration.ofSeconds(1);
    /** What a job's progress is read from. */
    private static final int BYTES = 16 * 1024;

    private final Jobs jobs;
    private final HostName host;
    private final JobId id;
    private final Sleeper sleeper;
    private final JobRunner.Watcher watcher;
    private long seen = -1;
    private long told;

    JobTail(Jobs jobs, HostName host, JobId id, Sleeper sleeper, JobRunner.Watcher watcher) {
        this.jobs = jobs;
        this.host = host;
        this.id = id;
        this.sleeper = sleeper;
        this.watcher = watcher;
    }

    /** Takes the sizes that the outputs have by now. */
    void told(long stdoutBytes, long stderrBytes) throws InterruptedException {
        long size = stdoutBytes + stderrBytes;
        boolean due = seen < 0 || sleeper.nanoTime() - told >= BETWEEN_TELLINGS.toNanos();
        if (size == seen || !due) {
            return;
        }
        seen = size;
        told = sleeper.nanoTime();
        Optional<Job> job = size == 0 ? Optional.empty() : jobs.find(host, id);
        watcher.printed(
                tail(job, OutputListener.Stream.STDOUT, stdoutBytes),
                tail(job, OutputListener.Stream.STDERR, stderrBytes));
    }

    private static String tail(Optional<Job> job, OutputListener.Stream stream, long size) throws InterruptedException {
        return size == 0 || job.isEmpty()
                ? ""
                : job.get().read(stream, Math.max(0, size - BYTES), BYTES).text();
    }
}
