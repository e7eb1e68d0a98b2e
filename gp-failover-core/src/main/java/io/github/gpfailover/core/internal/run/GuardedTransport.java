package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.known.Observer;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only route to a host while a plan runs. A command that may change the cluster is sent only while the lease is held and
 * the deadline has not passed, and only after the journal has it. Hosts may be commanded side by side: what is noted is noted one
 * command after the other.
 */
final class GuardedTransport implements CommandTransport, Actions {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedTransport.class);
    private static final String INTERRUPTED = "interrupted";
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final CommandTransport transport;
    private final ExecutionLog log;
    private final Observer observer;
    private final Sleeper sleeper;
    private final JobRunner jobs;
    private final HostClaims claims;
    private final OpenJobs earlier;
    private final JobIds ids;
    private final Admission admission;
    private final Map<HostName, List<String>> ended = new LinkedHashMap<>();
    private final Object notes = new Object();
    private volatile Deadline deadline;
    private List<CommandReport> sent = new ArrayList<>();
    private Findings found = Findings.none();

    GuardedTransport(
            CommandTransport transport,
            ClusterLease lease,
            ExecutionLog log,
            Observer observer,
            Sleeper sleeper,
            JobRunner jobs,
            Predecessors predecessors,
            JobIds ids) {
        this.jobs = jobs;
        this.claims = predecessors.claims();
        this.earlier = predecessors.jobs();
        this.admission = new Admission(lease, predecessors, () -> deadline);
        this.ids = ids;
        this.transport = transport;
        this.log = log;
        this.observer = observer;
        this.sleeper = sleeper;
        this.deadline = Deadline.in(Duration.ofMinutes(1), sleeper);
    }

    /** Begins a step: its deadline, and an empty list of what was sent. */
    void begin(Deadline stepDeadline) {
        deadline = stepDeadline;
        synchronized (notes) {
            sent = new ArrayList<>();
        }
    }

    /** Begins an act, which has found nothing yet. */
    void beginAct() {
        synchronized (notes) {
            found = Findings.none();
        }
    }

    /** What the act has found so far. */
    Findings found() {
        synchronized (notes) {
            return found;
        }
    }

    @Override
    public void found(Findings findings) {
        synchronized (notes) {
            found = found.and(findings);
        }
    }

    /** What the step has sent to change something. */
    List<CommandReport> sent() {
        synchronized (notes) {
            return List.copyOf(sent);
        }
    }

    /** What the report should tell of hosts where commands run directly. */
    List<String> warnings() {
        return claims.warnings();
    }

    @Override
    public CommandResult run(HostCommand command) throws InterruptedException {
        return execute(command.host(), command.command());
    }

    @Override
    public CommandResult run(CommandTransport way, HostCommand command) throws InterruptedException {
        HostName host = command.host();
        Command inTime = command.command().within(deadline.leftForCommand());
        admission.identify(host, inTime);
        // No host's shell is there: whatever that transport does, it is no job.
        return act(new Admission.Claiming(Optional.empty(), null), way, "", host, inTime);
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return run(transport, "", host, command);
    }

    /**
     * Gives a transport through another host that is guarded as the direct one is; empty where the caller's transport has none.
     */
    @Override
    public Optional<CommandTransport> through(HostName host) {
        return through(transport, "", host);
    }

    private Optional<CommandTransport> through(CommandTransport way, String route, HostName host) {
        return way.through(host).map(longer -> new Way(longer, (route.isEmpty() ? "" : route + ", then ") + host));
    }

    private CommandResult run(CommandTransport way, String route, HostName host, Command command)
            throws InterruptedException {
        Command inTime = command.within(deadline.leftForCommand());
        return command.mutating() ? act(way, route, host, inTime) : way.execute(host, inTime);
    }

    @Override
    public JobRunner.End runAsJob(String id, HostCommand command, JobRunner.Watcher watcher)
            throws InterruptedException {
        HostName host = command.host();
        Admission.Claiming claiming = admission.claiming(transport, host, command.command());
        if (claiming.none()) {
            return new JobRunner.End.Ended(act(claiming, transport, "", host, command.command()));
        }
        String job = JobIds.of(id);
        return act(
                command.command() + "   (as job " + job + ")",
                true,
                host,
                command.command(),
                shown -> log.journal(new JournalRecord.CommandIntended(host, shown, Optional.of(job))),
                () -> jobs.run(
                        new JobRunner.Work(transport, host, job, command.command(), claiming.orThrow()),
                        deadline.leftForCommand(),
                        sleeper,
                        watcher),
                GuardedTransport::words);
    }

    private CommandResult act(CommandTransport way, String route, HostName host, Command command)
            throws InterruptedException {
        return act(admission.claiming(way, host, command), way, route, host, command);
    }

    private CommandResult act(
            Admission.Claiming claiming, CommandTransport way, String route, HostName host, Command command)
            throws InterruptedException {
        String shown = route.isEmpty() ? command.toString() : command + "   (through " + route + ")";
        if (claiming.none()) {
            return act(
                    shown,
                    false,
                    host,
                    command,
                    s -> log.journal(new JournalRecord.CommandIntended(host, s)),
                    () -> way.execute(host, command),
                    CommandResult::exitText);
        }
        String[] id = {""};
        CommandResult result = act(
                shown,
                true,
                host,
                command,
                s -> id[0] = log.journalIntended(host, s, ids),
                () -> jobs.execute(
                        new JobRunner.Work(way, host, id[0], command, claiming.orThrow()),
                        new StepsTime(host, command),
                        (out, err) -> told(command, out, err)),
                CommandResult::exitText);
        synchronized (notes) {
            ended.computeIfAbsent(host, h -> new ArrayList<>()).add(id[0]);
        }
        return result;
    }

    /** Hands on the last line that a long command has printed. */
    private void told(Command command, String stdout, String stderr) {
        String text = stdout.isBlank() ? stderr : stdout;
        String line = text.strip().substring(text.strip().lastIndexOf('\n') + 1).strip();
        if (!line.isEmpty()) {
            log.progressed(command.program().get(0) + ": " + line);
        }
    }

    /** The step's time, for a command that is awaited. */
    private final class StepsTime implements JobRunner.Patience {

        private final HostName host;
        private final Command command;

        StepsTime(HostName host, Command command) {
            this.host = host;
            this.command = command;
        }

        @Override
        public Duration left() {
            return deadline.leftForCommand();
        }

        @Override
        public void again() {
            admission.mayBeSent(host, command);
        }

        @Override
        public Sleeper sleeper() {
            return sleeper;
        }
    }

    /**
     * Gives up the claims of this run, and removes the records of jobs whose ends the journal has. It asks for nothing back: what is left
     * is found by whoever asks for jobs.
     */
    void sweep() throws InterruptedException {
        List<Sleeper.Task<Boolean>> tasks = new ArrayList<>();
        claims.all()
                .forEach((host, claim) -> tasks.add(() -> {
                    try {
                        List<String> over = new ArrayList<>(ended.getOrDefault(host, List.of()));
                        over.addAll(earlier.ended(host));
                        jobs.sweep(transport, host, claim, ids.beginning(), over);
                        return true;
                    } catch (GpFailoverException e) {
                        LOG.info("execution {}: jobs are left on {}: {}", log.executionId(), host, e.getMessage());
                        return false;
                    }
                }));
        sleeper.together(tasks, SWEEP);
    }

    private static String words(JobRunner.End end) {
        if (end instanceof JobRunner.End.Ended ended) {
            return ended.result().exitText();
        }
        return end instanceof JobRunner.End.NeverRan never
                ? "it did not run: " + never.why()
                : "it broke: " + ((JobRunner.End.Broken) end).why();
    }

    private <T> T act(
            String shown,
            boolean job,
            HostName host,
            Command command,
            Consumer<String> announce,
            Sleeper.Task<T> deed,
            Function<T, String> ended)
            throws InterruptedException {
        long began;
        synchronized (notes) {
            admission.mayBeSent(host, command);
            try {
                announce.accept(shown);
            } catch (JournalException e) {
                throw new StoppedException(
                        ReasonCode.JOURNAL_FAILED,
                        "the journal could not be written, so '" + command + "' was not sent to " + host + ": "
                                + e.getMessage(),
                        e);
            }
            observer.outdated();
            log.commandStarted(host, command);
            began = sleeper.nanoTime();
        }
        String end = INTERRUPTED;
        boolean known = false;
        try {
            T result = deed.run();
            end = ended.apply(result);
            known = true;
            return result;
        } catch (TransportException e) {
            end = e.reason() + (e.mayHaveRun() ? ", it may have taken effect" : ", it did not run");
            known = true;
            throw e;
        } catch (StoppedException e) {
            known = true;
            end = "it did not run: " + e.getMessage();
            throw e;
        } catch (GpFailoverException e) {
            end = "not known: " + e.getMessage();
            known = true;
            throw e;
        } finally {
            CommandReport report = Builders.of(CommandReport.Builder.class)
                    .host(host)
                    .command(shown)
                    .end(end)
                    .elapsed(Duration.ofNanos(sleeper.nanoTime() - began))
                    .build();
            synchronized (notes) {
                sent.add(report);
                log.commandEnded(report, job && !known);
            }
        }
    }

    /** A transport through other hosts. */
    private final class Way implements CommandTransport {

        private final CommandTransport way;
        private final String route;

        Way(CommandTransport way, String route) {
            this.way = way;
            this.route = route;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            return run(way, route, host, command);
        }

        @Override
        public Optional<CommandTransport> through(HostName host) {
            return GuardedTransport.this.through(way, route, host);
        }
    }

    @Override
    public void progress(String text) {
        log.progressed(text);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        Duration left = deadline.left();
        sleeper.sleep(time.compareTo(left) < 0 ? time : left);
    }

    @Override
    public Duration left() {
        return deadline.left();
    }

    /** Does nothing: the transport is the caller's. */
    @Override
    public void close() {}
}
