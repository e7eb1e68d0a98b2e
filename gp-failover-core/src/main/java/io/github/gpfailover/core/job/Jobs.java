package io.github.gpfailover.core.job;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.JobCommands;
import io.github.gpfailover.core.internal.job.JobReport;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.stability.Evolving;
import java.util.List;
import java.util.Optional;

/**
 * Commands that go on without whoever started them, and are found again.
 *
 * <p>It exists so that a connection that drops loses nothing. A job runs in a session of its own on its host, and all that is to be known
 * of it stands in a directory there: what it printed, and how it ended. It needs nothing but
 * {@link CommandTransport#execute(HostName, Command) execute}, so every transport has it, one's own included.
 *
 * <p><b>At most once.</b> The caller chooses the id, and writes it down before anything is sent. However often a job is started under
 * one id on one host, by however many threads and processes, its command begins once: only who makes a certain link in the job's
 * directory runs it, and only one can. So after a {@link TransportException} from {@link #start} that leaves open whether it ran,
 * starting it again under the same id is right, and so is asking {@link #find}. A job whose id is in use for another command is
 * refused. Once a job is {@linkplain Job#remove() removed}, nothing knows its id any more.
 *
 * <p><b>What survives what.</b>
 * <ul>
 *   <li>The connection drops, the transport is closed, this program dies: the command goes on, and its output and end are found.
 *   <li>The host loses power: the command is gone with it. The job is found {@link JobStatus.State#BROKEN}: whether it took effect is
 * for an observation to show.
 * <li>Somebody kills the job's own process: the command goes on, and is reported as running as long as it does; then it is {@code BROKEN}.
 *   <li>Somebody kills the command: it ended, with that exit status.
 * </ul>
 *
 * <p>The command gets its arguments, variables and standard input exactly, and starts in the home directory, as {@code execute} would
 * start it. Its {@linkplain Command#timeout() time} is not a job's: a job runs until it ends or {@linkplain Job#end is ended}.
 * Standard input goes through a file that only the user can read, which is unlinked as soon as it was opened. Secret input is not part
 * of what is compared when an id is used again, so that nothing is left of it on the host.
 *
 * <p><b>Its directory</b> must be the login's own, no symbolic link, and not writable by others, who could read an input or forge an
 * end there; it is refused else. A relative one is refused where the login does not start in its {@code HOME}, and for a command that
 * sets {@code HOME} itself. What can't be seen is never reported as absent.
 *
 * <p>A host needs a POSIX {@code sh} and {@code setsid}, {@code ps}, {@code awk}, {@code readlink} and {@code base64}. Where hosts share
 * one home directory, a job is {@link JobStatus.State#UNKNOWN} on all of them but its own; so it is after a host was renamed, and
 * {@link JobStatus#hint()} says what to do then. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * JobId id = JobId.random();
 * // write the id down here
 * Job job = Jobs.over(transport).start(mdw, id, Command.builder(List.of("gpinitstandby", "-a", "-s", "smdw")).mutating().build());
 * JobStatus end = job.await(Duration.ofMinutes(30), Sleeper.system());
 * CommandResult result = job.result();
 * }</pre>
 *
 * @since 0.1
 */
@Evolving
public final class Jobs {

    private static final String DIRECTORY = ".gp-failover/jobs";
    private static final int LONGEST_DIRECTORY = 1000;
    private static final int LONGEST_CAUSE = 80;

    private final CommandTransport transport;
    private final String directory;
    private final JobCommands commands;

    private Jobs(CommandTransport transport, String directory) {
        this.transport = transport;
        this.directory = directory;
        commands = new JobCommands(directory);
    }

    /**
     * Gives the jobs of the hosts that a transport reaches, in {@code .gp-failover/jobs} of the login's home directory.
     *
     * @param transport runs the commands; it is not closed
     * @return the jobs
     * @throws NullPointerException if the transport is null
     * @since 0.1
     */
    public static Jobs over(CommandTransport transport) {
        return new Jobs(Checks.notNull(transport, "transport"), DIRECTORY);
    }

    /**
     * Gives the jobs of another directory on the hosts. It is made when a job is first started there.
     *
     * @param path an absolute path, or one that begins in the login's home directory
     * @return a copy that uses it
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if the path is empty, has more than 1000 characters, holds NUL, a newline or a {@code ..}
     *     segment, or begins with {@code ~}, which no shell reads here
     * @since 0.1
     */
    public Jobs in(String path) {
        Checks.text(
                path,
                "directory",
                p -> !p.isBlank()
                        && p.indexOf('\0') < 0
                        && p.indexOf('\n') < 0
                        && !p.startsWith("~")
                        && !List.of(p.split("/")).contains(".."),
                LONGEST_DIRECTORY,
                "must be a path without '..', '~', NUL and newline; write for example .gp-failover/jobs or /home/gpadmin/jobs");
        return new Jobs(transport, path);
    }

    /**
     * Starts a command as a job, or gives the job that was started under that id with the same command before. When this returns,
     * the command has begun or ended, or another start of the same job is about to begin it.
     *
     * @param host where to run it
     * @param id what to know it by
     * @param command what to run
     * @return the job
     * @throws TransportException if the answer could not be learned; unless its reason says that nothing ran, the job may have begun:
     *     start it again under the same id, or {@linkplain #find look}
     * @throws JobException {@code OTHER_COMMAND} if the id is taken, {@code NOT_STARTED} if the host could not start it or not all of
     *     its input arrived, {@code UNSAFE_DIRECTORY} or {@code UNSEEN_DIRECTORY} if nothing may be put into the directory
     * @throws UnreadableOutputException if the host's answer was not understood
     * @throws InterruptedException if the thread was interrupted; the job may have begun
     * @throws NullPointerException if an argument is null
     * @since 0.1
     */
    public Job start(HostName host, JobId id, Command command) throws InterruptedException {
        Checks.notNull(command, "command");
        Job job = job(host, id);
        CommandResult answer = transport.execute(host, commands.start(id.value(), command));
        Optional<String> barred = JobReport.barred(answer);
        if (barred.isPresent()) {
            throw job.barred(barred.get());
        }
        switch (answer.stdout()) {
            case "start=started\n", "start=found\n" -> {
                return job;
            }
            case "start=other\n" ->
                throw new JobException(
                        JobException.Reason.OTHER_COMMAND,
                        host,
                        id,
                        "was started with another command before, so '" + command
                                + "' was not started; choose another id for it");
            case "start=cut\n" ->
                throw new JobException(
                        JobException.Reason.NOT_STARTED,
                        host,
                        id,
                        "was not started ('" + command
                                + "'): its input was cut off on the way, so nothing ran; start it"
                                + " again under the same id");
            case "start=dead\n" ->
                throw new JobException(
                        JobException.Reason.NOT_STARTED,
                        host,
                        id,
                        "was not started ('" + command
                                + "'): it was claimed before, and its command never began; look at " + directory
                                + " and the space on its disk, remove the job, and start it again");
            case "" ->
                throw new JobException(
                        JobException.Reason.NOT_STARTED,
                        host,
                        id,
                        "was not started ('" + command + "'): " + Checks.shown(end(answer.lastLine())) + " ("
                                + answer.exitText() + "); look at " + directory
                                + " and the space on its disk, then start it again under the same id");
            default ->
                throw new UnreadableOutputException(host, "start of job " + id, "start=started", answer.lastLine());
        }
    }

    /**
     * Searches for a job.
     *
     * @param host the host
     * @param id its id
     * @return the job; empty if the host has none of that id
     * @throws TransportException if the answer could not be learned
     * @throws JobException {@code FOREIGN_FILES} if its directory holds what no job wrote, {@code UNSAFE_DIRECTORY} or
     *     {@code UNSEEN_DIRECTORY} if its directory can't be relied on; only what is sure not to be there is absent
     * @throws UnreadableOutputException if the host's answer was not understood
     * @throws InterruptedException if the thread was interrupted
     * @throws NullPointerException if an argument is null
     * @since 0.1
     */
    public Optional<Job> find(HostName host, JobId id) throws InterruptedException {
        Job job = job(host, id);
        return job.look().isPresent() ? Optional.of(job) : Optional.empty();
    }

    /**
     * Says which jobs a host has.
     *
     * @param host the host
     * @return their ids, in order
     * @throws TransportException if the answer could not be learned
     * @throws JobException {@code UNSAFE_DIRECTORY} or {@code UNSEEN_DIRECTORY} if the directory can't be relied on,
     *     {@code ANSWER_TOO_LONG} if the transport's output limit is too small for the list
     * @throws UnreadableOutputException if the host's answer was not understood
     * @throws InterruptedException if the thread was interrupted
     * @throws NullPointerException if the host is null
     * @since 0.1
     */
    public List<JobId> list(HostName host) throws InterruptedException {
        Checks.notNull(host, "host");
        CommandResult answer = transport.execute(host, commands.list());
        Optional<String> barred = JobReport.barred(answer);
        if (barred.isPresent()) {
            throw new JobException(
                    JobDoubt.reason(barred.get()), host, "the list of jobs " + JobDoubt.ofPlace(barred.get()));
        }
        if (BoundedOutput.isCut(answer.stdout())) {
            throw new JobException(
                    JobException.Reason.ANSWER_TOO_LONG,
                    host,
                    "the list of jobs in " + directory
                            + " is longer than the output that the transport keeps; raise the"
                            + " transport's output limit, or remove jobs that are over");
        }
        return JobReport.ids(host, answer).stream().map(JobId::of).sorted().toList();
    }

    private Job job(HostName host, JobId id) {
        return new Job(transport, commands, Checks.notNull(host, "host"), Checks.notNull(id, "job id"));
    }

    // The cause stands at the end of such a line, behind paths that may be long.
    private static String end(String line) {
        return line.length() <= LONGEST_CAUSE ? line : "…" + line.substring(line.length() - LONGEST_CAUSE + 1);
    }

    /** Returns the directory on the hosts. */
    @Override
    public String toString() {
        return "jobs in " + directory;
    }
}
