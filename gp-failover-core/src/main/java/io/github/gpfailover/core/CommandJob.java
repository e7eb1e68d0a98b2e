package io.github.gpfailover.core;

import io.github.gpfailover.core.internal.job.JobCommands;
import io.github.gpfailover.core.internal.job.JobReport;
import io.github.gpfailover.core.internal.job.Polling;
import io.github.gpfailover.core.internal.job.RunAnswer;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.core.job.Job;
import io.github.gpfailover.core.job.JobException;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One command of a plan as a job: its start, and its end, by however many lines. It exists because a line that is lost says nothing of the
 * command, and the host does.
 */
final class CommandJob {

    /** What works for long is not awaited in the call that starts it, so that what it prints is seen meanwhile. */
    private static final Set<String> LONG = Set.of("gpinitstandby", "pg_basebackup");

    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long HUNDREDTH = 10_000_000;
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final JobRunner.Work work;
    private final JobRunner.Patience patience;
    private final JobCommands commands;
    private final Jobs jobs;
    private final JobTail tail;
    private final Sleeper sleeper;
    private final long own;
    private final long began;
    private boolean quick;
    /** Whether a start was sent that may have begun it. */
    private boolean mayHaveBegun;
    /** Whether the next question is for the state, and not a start. */
    private boolean asking;

    private boolean timedOut;
    private @Nullable GpFailoverException first;

    CommandJob(
            JobRunner.Work work,
            JobRunner.Patience patience,
            JobRunner.Watcher watcher,
            JobCommands commands,
            Jobs jobs) {
        this.work = work;
        this.patience = patience;
        this.commands = commands;
        this.jobs = jobs;
        this.sleeper = patience.sleeper();
        this.tail = new JobTail(jobs, work.host(), JobId.of(work.id()), sleeper, watcher);
        this.own = work.command().timeout().toNanos();
        this.began = sleeper.nanoTime();
        this.quick =
                work.claim().quick() && !LONG.contains(work.command().program().get(0));
    }

    /** Runs it to its end. */
    CommandResult toItsEnd() throws InterruptedException {
        Polling polling = new Polling(positive(patience.left()), sleeper);
        while (true) {
            try {
                Optional<CommandResult> end = asking ? look() : begin();
                if (end.isPresent()) {
                    return end.get();
                }
                if (ownTimeOver()) {
                    throw ended();
                }
            } catch (TransportException e) {
                if (!mayHaveBegun && !e.mayHaveRun()) {
                    throw e;
                }
                if (e instanceof Final) {
                    throw plain(e);
                }
                remember(e);
            } catch (UnreadableOutputException e) {
                remember(e);
            } catch (JobException e) {
                if (!e.retryable()) {
                    throw lost("what became of it can't be learned: " + e.getMessage(), e);
                }
                remember(e);
            }
            if (!polling.pause()) {
                Optional<CommandResult> end = lastLook();
                if (end.isPresent()) {
                    return end.get();
                }
                throw first instanceof TransportException t && t.mayHaveRun()
                        ? t
                        : lost("its end was not learned within the step's time", first);
            }
        }
    }

    /** Asks once more when the time is over, which ends what still runs. */
    private Optional<CommandResult> lastLook() throws InterruptedException {
        try {
            return asking ? look() : Optional.empty();
        } catch (Final e) {
            throw plain(e);
        } catch (GpFailoverException e) {
            return Optional.empty();
        }
    }

    private TransportException plain(TransportException e) {
        return new TransportException(e.reason(), work.host(), bare(e), e.getCause());
    }

    private void remember(GpFailoverException e) {
        timedOut |= e instanceof TransportException t && t.reason() == Reason.TIMEOUT && ownTimeOver();
        mayHaveBegun = true;
        asking = true;
        first = first == null ? e : first;
    }

    private boolean ownTimeOver() {
        return sleeper.nanoTime() - began >= own;
    }

    /** Starts it; gives its end if that is known already. */
    private Optional<CommandResult> begin() throws InterruptedException {
        if (!quick) {
            start();
            return Optional.empty();
        }
        Duration left = Duration.ofNanos(own - (sleeper.nanoTime() - began));
        Duration most = left.compareTo(patience.left()) < 0 ? left : patience.left();
        CommandResult said =
                work.way().execute(work.host(), commands.run(work.id(), work.command(), work.claim(), positive(most)));
        RunAnswer answer = RunAnswer.parse(work.host(), work.id(), said);
        if (answer instanceof RunAnswer.Ended ended) {
            return Optional.of(ended.result());
        }
        if (answer instanceof RunAnswer.Lost lost) {
            throw ClaimedStarts.claimed(work, lost.by());
        }
        if (answer instanceof RunAnswer.Unclaimed) {
            throw ClaimedStarts.unclaimed(work);
        }
        if (answer instanceof RunAnswer.Other) {
            throw never("its id is in use for another command");
        }
        if (answer instanceof RunAnswer.There) {
            mayHaveBegun = true;
            asking = true;
        }
        // The other way says what is in the way, and begins what did not begin.
        quick = false;
        return Optional.empty();
    }

    private void start() throws InterruptedException {
        CommandResult said = new ClaimedStarts(work.way(), commands, work)
                .execute(work.host(), commands.start(work.id(), work.command()));
        switch (said.stdout()) {
            case "start=started\n", "start=found\n" -> {
                mayHaveBegun = true;
                asking = true;
            }
            case "start=cut\n" -> mayHaveBegun = true;
            case "start=dead\n" -> throw never("it was claimed before, and its command never began");
            case "start=other\n" -> throw never("its id is in use for another command");
            default ->
                throw never("it could not be started: " + JobReport.barred(said).orElse(said.lastLine()) + " ("
                        + said.exitText() + ")");
        }
    }

    /** Asks how far it is, and waits a little for its end. */
    private Optional<CommandResult> look() throws InterruptedException {
        JobReport report = JobReport.parse(
                work.host(), work.id(), work.way().execute(work.host(), commands.await(work.id(), WAIT)));
        switch (report.state()) {
            case "ended" -> {
                CommandResult result = job().result();
                if (timedOut && result.elapsed().toNanos() >= own - HUNDREDTH) {
                    // Who timed out ended it too.
                    throw timeUp("it was ended, and its job says " + result.exitText());
                }
                return Optional.of(result);
            }
            case "absent" -> {
                // At most once holds on the host: whatever of an earlier start may yet arrive.
                again();
                asking = false;
            }
            case "starting" -> {
                again();
                start();
            }
            case "running" -> {
                if (ownTimeOver()) {
                    throw ended();
                }
                tail.told(report.stdoutBytes(), report.stderrBytes());
            }
            case "cancelled" -> throw never("job " + work.id() + " was ended before its command began");
            case "broken" ->
                throw lost("it runs no more, and how it ended was never written: inspect what it was to change", null);
            default ->
                throw new UnreadableOutputException(
                        work.host(),
                        "state of job " + work.id(),
                        "a known state",
                        report.state() + " " + report.detail());
        }
        return Optional.empty();
    }

    /** Asks whether it may be started once more. Where it may not, an earlier start may yet arrive: only one that is cancelled did not run. */
    private void again() throws InterruptedException {
        try {
            patience.again();
        } catch (StoppedException e) {
            if (!cancelled()) {
                throw lost("it had not begun and can't be kept from beginning yet; " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private boolean cancelled() throws InterruptedException {
        try {
            JobReport report = JobReport.parse(
                    work.host(), work.id(), work.way().execute(work.host(), commands.cancel(work.id())));
            return report.state().equals("cancelled");
        } catch (TransportException | UnreadableOutputException e) {
            return false;
        }
    }

    private Job job() throws InterruptedException {
        return jobs.find(work.host(), JobId.of(work.id()))
                .orElseThrow(() -> lost("its job was removed before its end was read", null));
    }

    /** Ends what has used up its own time, as {@code execute} does. */
    private TransportException ended() throws InterruptedException {
        Optional<Job> there = jobs.find(work.host(), JobId.of(work.id()));
        String seen = there.isEmpty()
                ? "no job of it is there"
                : "it was ended, and its job is " + there.get().end(GRACE);
        return timeUp(seen);
    }

    private Final timeUp(String seen) {
        return new Final(
                Reason.TIMEOUT,
                work,
                "'" + work.command() + "' had not ended after "
                        + work.command().timeout().toMillis() / 1000.0
                        + " s; it may have taken effect, look before you run it again; " + seen,
                first);
    }

    private Final never(String why) {
        return new Final(
                Reason.NOT_STARTED,
                work,
                "'" + work.command() + "' was not run: " + why + "; see job " + work.id(),
                null);
    }

    private Final lost(String why, @Nullable Throwable cause) {
        return new Final(
                Reason.LOST, work, "'" + work.command() + "' was sent as job " + work.id() + ": " + why, cause);
    }

    private static Duration positive(Duration time) {
        return time.compareTo(LEAST) < 0 ? LEAST : time;
    }

    private String bare(TransportException e) {
        return Objects.requireNonNull(e.getMessage()).substring((work.host() + ": ").length());
    }

    /** An exception that no further question changes. */
    private static final class Final extends TransportException {

        private static final long serialVersionUID = 1L;

        Final(Reason reason, JobRunner.Work work, String message, @Nullable Throwable cause) {
            super(reason, work.host(), message, cause);
        }
    }
}
