package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.ExecutionInterruptedException;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverExecution;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.UnfinishedExecution;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.caller.Listeners;
import io.github.gpfailover.core.internal.foretell.FenceForesight;
import io.github.gpfailover.core.internal.foretell.Previewer;
import io.github.gpfailover.core.internal.identity.NameQuestions;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.LiveInspection;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.ExecutionState;
import io.github.gpfailover.core.internal.known.HeldFence;
import io.github.gpfailover.core.internal.known.LastKnown;
import io.github.gpfailover.core.internal.known.MasterLog;
import io.github.gpfailover.core.internal.known.NamedTwice;
import io.github.gpfailover.core.internal.known.Observations;
import io.github.gpfailover.core.internal.known.Observer;
import io.github.gpfailover.core.internal.known.PlanLocations;
import io.github.gpfailover.core.internal.known.Recall;
import io.github.gpfailover.core.internal.known.SpokenDialect;
import io.github.gpfailover.core.internal.known.Unseen;
import io.github.gpfailover.core.internal.probe.Conflicts;
import io.github.gpfailover.core.internal.process.ThisProcess;
import io.github.gpfailover.core.internal.step.ReadOnlyTransport;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.Traffic;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine. It exists to put lease, journal, probe and steps together for each call. */
public final class DefaultFailoverEngine implements FailoverEngine {

    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,40}");
    private static final Logger LOG = LoggerFactory.getLogger(DefaultFailoverEngine.class);

    private final EngineParts parts;
    private final AtomicReference<InstanceLocation> learnt = new AtomicReference<>();
    private final LastKnown knowledge = new LastKnown();
    private final AtomicBoolean closed = new AtomicBoolean();

    public DefaultFailoverEngine(EngineParts parts) {
        this.parts = parts.contained();
    }

    @Override
    public ClusterState observe() {
        open();
        ExecutionNotes notes = ExecutionNotes.unwritten(knowledge);
        try {
            Observer observer = observer(notes, new MasterLog());
            ClusterState state =
                    withFenceVerified(withStandingFence(observer.look(), notes, observer), notes, observer);
            fencesLearn(state, notes, observer);
            return Diagnosis.of(state, () -> reading(state, notes, observer), parts.handlers());
        } catch (InterruptedException e) {
            throw interrupted(null);
        }
    }

    /** Fences learn of each master once: what they must know of it nobody reports when it is gone. */
    private void fencesLearn(ClusterState state, ExecutionNotes notes, Observer observer) throws InterruptedException {
        if (state.master().isEmpty() || !state.conflicts().isEmpty()) {
            return;
        }
        InstanceLocation master = state.master().get().location();
        if (master.equals(learnt.getAndSet(master))) {
            return;
        }
        StepContext now = reading(state, notes, observer);
        FenceForesight.asked(parts.fences(), now, master, parts.handlers()).forEach(o -> LOG.warn("{}", o));
    }

    /**
     * A fence outlasts the engine that set it: of two masters the old one may be held by one that this engine can prove, too
     * (scenario 41). Until it is proved, both count as masters.
     */
    private ClusterState withStandingFence(ClusterState seen, ExecutionNotes notes, Observer observer)
            throws InterruptedException {
        Optional<InstanceLocation> old = Conflicts.oldMaster(seen).map(InstanceState::location);
        if (old.isEmpty() || seen.masters().size() != 2 || notes.heldFence().isPresent()) {
            return seen;
        }
        for (Fence fence : parts.fences()) {
            if (fence.leavesRunning() && holds(fence, old.get(), notes, observer)) {
                notes.heldFence(new HeldFence(fence, old.get()));
                return observer.look();
            }
        }
        return seen;
    }

    private boolean holds(Fence fence, InstanceLocation old, ExecutionNotes notes, Observer observer)
            throws InterruptedException {
        try {
            ClusterState beside = observer.besideFenced(old);
            return beside.master().isPresent()
                    && parts.handlers()
                            .verify(fence, old, reading(beside, notes.forecast(), observer))
                            .fenced();
        } catch (RuntimeException e) {
            LOG.warn("whether {} holds {} could not be verified", fence.name(), old, e);
            return false;
        }
    }

    /** A fence of an earlier plan may be gone by now: nobody is called fenced whom it no longer proves to hold. */
    private ClusterState withFenceVerified(ClusterState seen, ExecutionNotes notes, Observer observer)
            throws InterruptedException {
        Optional<InstanceState> fenced = seen.instances().stream()
                .filter(i -> i.role() == InstanceRole.FENCED)
                .findFirst();
        if (fenced.isEmpty() || notes.heldFence().isEmpty()) {
            return seen;
        }
        try {
            Fence fence = notes.heldFence().get().fence();
            FenceProof proof = parts.handlers().verify(fence, fenced.get().location(), reading(seen, notes, observer));
            if (proof.fenced()) {
                return named(seen, fence, fenced.get().location(), proof);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "the fence {} could not be verified",
                    notes.heldFence().get().fence().name(),
                    e);
        }
        notes.fenceGone();
        return observer.look();
    }

    private static ClusterState named(ClusterState s, Fence fence, InstanceLocation old, FenceProof proof) {
        List<Evidence> all = new ArrayList<>(s.evidence());
        all.add(new Evidence(Evidence.Kind.FENCE, old.host(), fence.name(), proof.statement(), s.observedAt()));
        return s.toBuilder().evidence(all).build();
    }

    /** What is seen, with the means to ask further and to change nothing. */
    private StepContext reading(ClusterState state, ExecutionNotes notes, Observer observer) {
        // An unsupported version fails only a fence that asks for the dialect.
        SpokenDialect dialect = new SpokenDialect(parts.cluster(), notes);
        CommandTransport readOnly = new ReadOnlyTransport(parts.transport());
        Inspection live = new LiveInspection(
                parts.cluster(), dialect, readOnly, parts.clock(), parts.sleeper(), Optional.of(parts.transport()));
        return new StepContext(
                setting("observe", dialect, live, notes, readOnly, observer, List.of()), state, 0, List.of());
    }

    private StepContext.Setting setting(
            String executionId,
            SpokenDialect dialect,
            Inspection inspection,
            ExecutionNotes notes,
            CommandTransport transport,
            Observations look,
            List<PlanStep> plan) {
        return new StepContext.Setting(
                parts.cluster(),
                executionId,
                dialect,
                inspection,
                notes,
                parts.clock(),
                parts.sleeper(),
                transport,
                parts.fences(),
                new Traffic(parts.hooks(), plan, executionId, parts.cluster().name(), notes, parts.sleeper()),
                look);
    }

    @Override
    public PlanPreview preview(FailoverPlan plan) {
        open();
        Checks.notNull(plan, "plan");
        ExecutionNotes notes = ExecutionNotes.unwritten(knowledge);
        try {
            Observer observer = observer(notes, new MasterLog());
            learnNames(plan, notes);
            observer.lookAt(PlanLocations.named(plan, parts.cluster(), notes));
            ClusterState observed = withFenceVerified(observer.look(), notes, observer);
            SpokenDialect dialect = spoken(notes);
            CommandTransport readOnly = new ReadOnlyTransport(parts.transport());
            LiveInspection live = new LiveInspection(
                    parts.cluster(), dialect, readOnly, parts.clock(), parts.sleeper(), Optional.of(parts.transport()));
            return new Previewer(parts.handlers())
                    .preview(
                            parts.cluster(),
                            plan,
                            observed,
                            live,
                            dialect,
                            FenceForesight.of(
                                    plan.steps(),
                                    1,
                                    observed,
                                    setting("preview", dialect, live, notes, readOnly, observer, plan.steps()),
                                    parts.handlers()),
                            (inspection, look) ->
                                    setting("preview", dialect, inspection, notes, readOnly, look, plan.steps()));
        } catch (InterruptedException e) {
            throw interrupted(null);
        }
    }

    private void learnNames(FailoverPlan plan, ExecutionNotes notes) throws InterruptedException {
        NameQuestions questions = new NameQuestions(new ReadOnlyTransport(parts.transport()), parts.sleeper());
        PlanLocations.learnNames(plan, parts.cluster(), notes, questions);
    }

    @Override
    public FailoverReport execute(FailoverPlan plan) {
        open();
        return run(History.none(newId(), Checks.notNull(plan, "plan")), new Cancellation());
    }

    @Override
    public FailoverReport execute(String executionId, FailoverPlan plan) {
        open();
        Checks.notNull(plan, "plan");
        return run(History.none(unused(executionId), plan), new Cancellation());
    }

    @Override
    public FailoverExecution start(FailoverPlan plan) {
        open();
        return started(Checks.notNull(plan, "plan"), newId());
    }

    @Override
    public FailoverExecution start(String executionId, FailoverPlan plan) {
        open();
        return started(Checks.notNull(plan, "plan"), unused(executionId));
    }

    private FailoverExecution started(FailoverPlan plan, String id) {
        Cancellation cancellation = new Cancellation();
        return RunningExecution.start(id, cancellation, () -> run(History.none(id, plan), cancellation));
    }

    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    private String unused(String id) {
        if (!ID.matcher(Checks.notNull(id, "execution id")).matches()) {
            throw new IllegalArgumentException("execution id was " + Checks.shown(id)
                    + " but must be 1 to 40 lower-case letters, digits and underscores");
        }
        if (!parts.journal().read(id).isEmpty()) {
            throw new IllegalArgumentException("the journal knows an execution " + id + " already: call resume(\"" + id
                    + "\"), or choose another id");
        }
        return id;
    }

    @Override
    public FailoverReport resume(String executionId) {
        open();
        return run(History.read(executionId, parts.journal()), new Cancellation());
    }

    @Override
    public FailoverReport resume(String executionId, FailoverPlan plan) {
        open();
        return run(History.read(executionId, plan, parts.journal()), new Cancellation());
    }

    @Override
    public List<UnfinishedExecution> unfinished() {
        open();
        return parts.journal().unfinished(parts.cluster().name()).stream()
                .map(id -> History.unfinished(id, parts.journal()))
                .toList();
    }

    private FailoverReport run(History from, Cancellation cancellation) {
        Instant startedAt = parts.clock().instant();
        long began = parts.sleeper().nanoTime();
        FailoverPlan plan = from.plan();
        ExecutionState state = from.state();
        MasterLog masters = new MasterLog();
        ExecutionLog log = new ExecutionLog(
                from.executionId(),
                parts.journal(),
                new Listeners(parts.listeners(), parts.sleeper()),
                parts.clock(),
                state,
                from.lastSequence());
        ExecutionNotes notes = new ExecutionNotes(knowledge, new Recall(state, log::learned));
        Observer observer = observer(notes, masters);
        String holder = "execution " + from.executionId() + " on thread "
                + Thread.currentThread().getName();
        FailoverReport report;
        try (ClusterLease lease =
                ClusterLease.acquire(parts.lease(), parts.cluster(), identifierSoon(), this::identifier, holder)) {
            log.journal(new JournalRecord.PlanBegun(
                    parts.cluster().name(), plan.toJson(), Optional.of(ThisProcess.name())));
            notes.noteStream();
            log.tell(l -> l.planStarted(ExecutionLog.EVENTS.planStarted(from.executionId(), plan)));
            Pauses pauses = new Pauses();
            OwnNetwork network = new OwnNetwork(
                    parts.cluster(),
                    parts.transport(),
                    parts.sleeper(),
                    pauses,
                    state::acted,
                    cancellation::asked,
                    log::progressed);
            observer.patience(network);
            learnNames(plan, notes);
            observer.lookAt(PlanLocations.named(plan, parts.cluster(), notes));
            observer.look();
            if (pauses.nanos() > 0) {
                // While nobody answered, nobody told what a name leads to either.
                learnNames(plan, notes);
                observer.lookAt(PlanLocations.named(plan, parts.cluster(), notes));
            }
            lease.identify();
            JobIds ids = new JobIds(from.executionId());
            Predecessors earlier = new Predecessors(parts, lease, ids, log, holder);
            List<String> found = earlier.settled(from, notes);
            if (!found.isEmpty()) {
                observer.look();
            }
            SpokenDialect dialect = spoken(notes);
            GuardedTransport actions = new GuardedTransport(
                    parts.transport(), lease, log, observer, parts.sleeper(), parts.jobs(), earlier, ids);
            Inspection live = new LiveInspection(
                    parts.cluster(), dialect, actions, parts.clock(), parts.sleeper(), Optional.of(parts.transport()));
            StepContext.Setting setting =
                    setting(from.executionId(), dialect, live, notes, actions, observer, plan.steps());
            report = new PlanRunner(new PlanRun(
                            parts.cluster(),
                            plan,
                            state,
                            setting,
                            observer,
                            masters,
                            actions,
                            log,
                            parts.handlers(),
                            cancellation,
                            pauses,
                            network,
                            from.earlier(),
                            found))
                    .run(startedAt, began);
        } catch (GpFailoverException e) {
            report = notBegun(from, e);
        } catch (InterruptedException e) {
            throw interrupted(null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new ExecutionInterruptedException(report);
        }
        return report;
    }

    private Optional<String> identifierSoon() throws InterruptedException {
        return ClusterKey.soon(parts.cluster(), parts.transport());
    }

    private Optional<String> identifier() throws InterruptedException {
        return ClusterKey.identifier(parts.cluster(), parts.transport());
    }

    /** What a run that was not begun reports: of a resumed one, what the runs before it did still stands. */
    private FailoverReport notBegun(History from, GpFailoverException why) {
        Outcome outcome =
                from.state().promoted() ? Outcome.PARTIAL : from.state().acted() ? Outcome.FAILED : Outcome.REFUSED;
        String next = outcome == Outcome.REFUSED
                ? "nothing was changed; fix the cause and execute the plan again"
                : "this run did nothing, but an earlier one did, and what it left still stands: find out who is master, fix the cause and"
                        + " call resume(\"" + from.executionId() + "\") again";
        return Builders.of(FailoverReport.Builder.class)
                .executionId(from.executionId())
                .cluster(parts.cluster().name())
                .plan(from.plan())
                .outcome(outcome)
                .summary(why.getMessage())
                .nextSteps(List.of(next))
                .earlierRuns(from.earlier())
                .finalState(Unseen.state(List.of(), parts.clock().instant(), ""))
                .startedAt(parts.clock().instant())
                .elapsed(Duration.ZERO)
                .build();
    }

    private Observer observer(ExecutionNotes notes, MasterLog masters) {
        NameQuestions questions = new NameQuestions(new ReadOnlyTransport(parts.transport()), parts.sleeper());
        return new Observer(
                parts.cluster(),
                parts.probe(),
                parts.sleeper(),
                parts.clock(),
                notes,
                masters,
                new NamedTwice(questions));
    }

    /** Refuses at once, by name, a version that nobody knows. */
    private SpokenDialect spoken(ExecutionNotes notes) {
        SpokenDialect dialect = new SpokenDialect(parts.cluster(), notes);
        dialect.get();
        return dialect;
    }

    private void open() {
        if (closed.get()) {
            throw new IllegalStateException("this engine is closed: make another with Failover.engine(cluster)");
        }
    }

    private static ExecutionInterruptedException interrupted(FailoverReport report) {
        Thread.currentThread().interrupt();
        return new ExecutionInterruptedException(report);
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
