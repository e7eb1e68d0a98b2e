package io.github.gpfailover.core.job;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.JobCommands;
import io.github.gpfailover.core.internal.job.JobReport;
import io.github.gpfailover.core.internal.job.Polling;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.stability.Evolving;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One command that goes on without whoever started it.
 *
 * <p>It exists as a handle only: it keeps nothing of the job, and each method asks the host anew. Two handles of one job, in two
 * programs even, are as good as one. Immutable and safe for use by many threads.
 *
 * <p>Every method that asks the host throws {@link TransportException} if the answer could not be learned, {@link JobException} with
 * {@code NOT_FOUND} if the job was removed, {@code FOREIGN_FILES} if its directory holds what no job wrote, {@code UNSAFE_DIRECTORY}
 * or {@code UNSEEN_DIRECTORY} if its directory can't be relied on, and {@link UnreadableOutputException} if the answer was not understood.
 *
 * @since 0.1
 */
@Evolving
public final class Job {

    /** The most bytes that one {@link #read} may ask for: 4 MiB. */
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int LEAST_PIECE = 1024;
    private static final Duration LONGEST_GRACE = Duration.ofDays(1);

    private final CommandTransport transport;
    private final JobCommands commands;
    private final HostName host;
    private final JobId id;

    Job(CommandTransport transport, JobCommands commands, HostName host, JobId id) {
        this.transport = transport;
        this.commands = commands;
        this.host = host;
        this.id = id;
    }

    /**
     * Gives where the job is.
     *
     * @return the host
     */
    public HostName host() {
        return host;
    }

    /**
     * Gives what the job is known by.
     *
     * @return its id
     */
    public JobId id() {
        return id;
    }

    /**
     * Asks how far the job is.
     *
     * @return what the host reported
     * @throws InterruptedException if the thread was interrupted
     * @since 0.1
     */
    public JobStatus status() throws InterruptedException {
        return look().orElseThrow(this::notFound);
    }

    /**
     * Reads a piece of what the job wrote, while it runs or afterwards. Reading the same piece again gives the same bytes.
     *
     * @param stream which output
     * @param offset how many bytes to leave out before it; none are left if it is past the end
     * @param mostBytes the most bytes to read, 1 to {@link #MOST_BYTES}; fewer are read if the transport keeps less output
     * @return the bytes that are there by now, none if there are no more yet
     * @throws JobException {@code ANSWER_TOO_LONG} if the transport does not even keep a kilobyte of output
     * @throws InterruptedException if the thread was interrupted
     * @throws NullPointerException if the stream is null
     * @throws IllegalArgumentException if a number is out of its range
     * @since 0.1
     */
    public JobOutput read(OutputListener.Stream stream, long offset, int mostBytes) throws InterruptedException {
        Checks.notNull(stream, "stream");
        Checks.range(mostBytes, "most bytes", 1, MOST_BYTES);
        if (offset < 0) {
            throw new IllegalArgumentException("offset was " + offset + " but can't be negative");
        }
        return piece(stream, offset, mostBytes);
    }

    /** Reads a piece; a smaller one, if the transport keeps less of a command's output. */
    private JobOutput piece(OutputListener.Stream stream, long offset, int mostBytes) throws InterruptedException {
        int most = mostBytes;
        CommandResult answer = transport.execute(host, commands.read(id.value(), stream, offset, most));
        while (BoundedOutput.isCut(answer.stdout()) && most > LEAST_PIECE) {
            most = Math.max(LEAST_PIECE, most / 4);
            answer = transport.execute(host, commands.read(id.value(), stream, offset, most));
        }
        if (BoundedOutput.isCut(answer.stdout())) {
            throw new JobException(
                    JobException.Reason.ANSWER_TOO_LONG,
                    host,
                    id,
                    "can't be read: the transport keeps too little of a command's output; raise the transport's output"
                            + " limit");
        }
        Optional<String> barred = JobReport.barred(answer);
        if (barred.isPresent()) {
            throw barred(barred.get());
        }
        return new JobOutput(offset, JobReport.output(host, answer, most).orElseThrow(this::notFound));
    }

    JobException barred(String word) {
        return new JobException(JobDoubt.reason(word), host, id, JobDoubt.ofPlace(word));
    }

    /**
     * Gives what {@code execute} would have given: exit status and outputs, each up to 8 MiB; of a longer one the first and the last
     * 4 MiB, with a line between them that says how much was left out. What lies between is not fetched.
     *
     * @return the result
     * @throws JobException {@code NOT_ENDED} if the job has no exit status: it still runs, was cancelled, or broke
     * @throws InterruptedException if the thread was interrupted
     * @since 0.1
     */
    public CommandResult result() throws InterruptedException {
        JobStatus status = status();
        if (status.state() != JobStatus.State.ENDED) {
            throw new JobException(
                    JobException.Reason.NOT_ENDED,
                    host,
                    id,
                    "has no result: its state is " + status
                            + (status.isFinal() ? "; observe the cluster instead" : "; await its end first"));
        }
        return CommandResult.of(
                status.exitCode(),
                text(OutputListener.Stream.STDOUT, status.stdoutBytes()),
                text(OutputListener.Stream.STDERR, status.stderrBytes()),
                status.elapsed());
    }

    /**
     * Waits until the job's state is final. Connections that fail or break meanwhile are no reason to stop, as long as trying again
     * can help.
     *
     * @param deadline how long to wait at most
     * @param sleeper waits between two questions, from 20 milliseconds up to a second
     * @return the final status
     * @throws TransportException {@code TIMEOUT} if the deadline passed; the job goes on. Its cause is the last failed question. Others
     *     than retryable ones come through at once
     * @throws InterruptedException if the thread was interrupted; the job goes on
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the deadline is not positive
     * @since 0.1
     */
    public JobStatus await(Duration deadline, Sleeper sleeper) throws InterruptedException {
        Checks.positive(deadline, "deadline");
        Polling polling = new Polling(deadline, Checks.notNull(sleeper, "sleeper"));
        TransportException last = null;
        JobStatus seen = null;
        do {
            try {
                seen = look(commands.status(id.value()).within(polling.leftForCommand()))
                        .orElseThrow(this::notFound);
                last = null;
                if (seen.isFinal()) {
                    return seen;
                }
            } catch (TransportException e) {
                if (!e.retryable()) {
                    throw e;
                }
                last = e;
            }
        } while (polling.pause());
        throw new TransportException(
                TransportException.Reason.TIMEOUT,
                host,
                "job " + id + " had not ended after " + deadline.toMillis() + " ms; "
                        + (seen == null ? "nothing was seen of it" : "its state was last seen as " + seen)
                        + "; it goes on, await it again or end it",
                last);
    }

    /**
     * Ends the job: asks all processes of the command's session to end, waits, and kills those that are left. A job whose command has
     * not begun is kept from it for ever. Ending a job that is over changes nothing. If the connection breaks meanwhile, end it again.
     *
     * @param grace how long to wait between asking and killing; zero kills at once
     * @return the status then: a final one, unless it can't be determined whether the command runs
     * @throws InterruptedException if the thread was interrupted; the job may have been ended
     * @throws NullPointerException if the grace is null
     * @throws IllegalArgumentException if the grace is negative or longer than a day
     * @since 0.1
     */
    public JobStatus end(Duration grace) throws InterruptedException {
        if (Checks.notNull(grace, "grace").isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException("grace was " + grace + " but must be zero to " + LONGEST_GRACE);
        }
        return look(commands.end(id.value(), grace)).orElseThrow(this::notFound);
    }

    /**
     * Removes the job's own record from its host: the files that the job itself made, by their names, and their directory. Nothing else
     * is removed, and nothing of the cluster. Removing a job that is gone changes nothing. Afterwards the id is free: do it only when
     * nobody may still start the job.
     *
     * @throws JobException {@code STILL_RUNNING} unless the job's state is final, {@code FOREIGN_FILES} if its directory holds anything
     *     that no job wrote; nothing is removed then
     * @throws InterruptedException if the thread was interrupted; the record may be gone
     * @since 0.1
     */
    public void remove() throws InterruptedException {
        Optional<JobStatus> left = look(commands.remove(id.value()));
        if (left.isPresent()) {
            throw new JobException(
                    JobException.Reason.STILL_RUNNING,
                    host,
                    id,
                    "was not removed: its state is " + left.get() + "; await its end, or end it, first");
        }
    }

    /** Asks how far the job is; empty if the host has no such job. */
    Optional<JobStatus> look() throws InterruptedException {
        return look(commands.status(id.value()));
    }

    private Optional<JobStatus> look(Command question) throws InterruptedException {
        JobReport report = JobReport.parse(host, id.value(), transport.execute(host, question));
        if (report.state().equals("foreign")) {
            throw new JobException(
                    JobException.Reason.FOREIGN_FILES,
                    host,
                    id,
                    "has " + Checks.shown(report.detail())
                            + " in its directory, which no job wrote; find out who made it, and move it away by hand");
        }
        if (report.state().equals("barred")) {
            throw barred(report.detail());
        }
        return report.state().equals("absent") ? Optional.empty() : Optional.of(status(report));
    }

    private static JobStatus status(JobReport report) {
        JobStatus.State state = switch (report.state()) {
            case "starting" -> JobStatus.State.STARTING;
            case "running" -> JobStatus.State.RUNNING;
            case "ended" -> JobStatus.State.ENDED;
            case "broken" -> JobStatus.State.BROKEN;
            case "cancelled" -> JobStatus.State.CANCELLED;
            default -> JobStatus.State.UNKNOWN;
        };
        return new JobStatus(
                state,
                report.pid(),
                report.exitCode(),
                report.stdoutBytes(),
                report.stderrBytes(),
                report.elapsed(),
                state == JobStatus.State.UNKNOWN ? JobDoubt.ofState(report.detail()) : "");
    }

    private String text(OutputListener.Stream stream, long size) throws InterruptedException {
        if (size <= 2L * MOST_BYTES) {
            ByteArrayOutputStream all = new ByteArrayOutputStream((int) size);
            all.writeBytes(exactly(stream, 0, Math.min(size, MOST_BYTES)));
            all.writeBytes(exactly(stream, MOST_BYTES, size - MOST_BYTES));
            return all.toString(StandardCharsets.UTF_8);
        }
        byte[] beginning = exactly(stream, 0, MOST_BYTES);
        byte[] end = exactly(stream, size - MOST_BYTES, MOST_BYTES);
        return BoundedOutput.cut(beginning, end, size - 2L * MOST_BYTES);
    }

    private byte[] exactly(OutputListener.Stream stream, long offset, long size) throws InterruptedException {
        if (size <= 0) {
            return new byte[0];
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) size);
        int most = (int) size;
        while (all.size() < size) {
            int wanted = (int) Math.min(most, size - all.size());
            JobOutput piece = piece(stream, offset + all.size(), wanted);
            if (piece.size() == 0) {
                throw new UnreadableOutputException(
                        host, "output of job " + id, size + " bytes from " + offset, all.size() + " bytes");
            }
            all.writeBytes(piece.bytes());
            // What the transport did not keep once, it won't keep the next time.
            most = piece.size() < wanted ? piece.size() : most;
        }
        return all.toByteArray();
    }

    private JobException notFound() {
        return new JobException(
                JobException.Reason.NOT_FOUND,
                host,
                id,
                "is not in the " + commands + ": it was never started there, or was removed");
    }

    /** Returns the id and the host. */
    @Override
    public String toString() {
        return "job " + id + " on " + host;
    }
}
