package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.identity.Identities;
import io.github.gpfailover.core.internal.identity.NameQuestions;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.inspect.LogDifference;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.inspect.UpstreamOf;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.Observations;
import io.github.gpfailover.core.internal.known.PlanLocations;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.StopMaster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All that a step knows: what was observed, what may be asked, what was learned before, and what comes after it in the plan. It exists so
 * that a handler needs no state of its own. It is only read and asked: what a step finds is returned ({@link Findings}).
 */
public final class StepContext {

    /** What stays the same from step to step. */
    public record Setting(
            ClusterSpec cluster,
            String executionId,
            Supplier<Dialect> dialect,
            Inspection inspection,
            ExecutionNotes notes,
            InstantSource clock,
            Sleeper sleeper,
            CommandTransport transport,
            List<Fence> fences,
            Traffic traffic,
            Observations look) {}

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration WITHOUT_STEP = Duration.ofMinutes(1);
    private static final Duration AHEAD = Duration.ofSeconds(35);

    private final Setting setting;
    private final ClusterState state;
    private final int number;
    private final List<PlanStep> following;

    private final AskedOnce asked;
    // By the facts themselves: equal ones that were read later are of another moment.
    private final Map<JoinFacts, Optional<String>> logs = Collections.synchronizedMap(new IdentityHashMap<>());

    public StepContext(Setting setting, ClusterState state, int number, List<PlanStep> following) {
        this.setting = setting;
        this.state = state;
        this.number = number;
        this.following = following;
        this.asked = new AskedOnce(setting.inspection());
    }

    /** The step's number in the plan, from 1. */
    public int number() {
        return number;
    }

    public ClusterSpec cluster() {
        return setting.cluster();
    }

    public String executionId() {
        return setting.executionId();
    }

    /**
     * The dialect of the version that a server reported last; an unsupported version throws {@code UnsupportedVersionException}.
     */
    public Dialect dialect() {
        return setting.dialect().get();
    }

    public Inspection inspection() {
        return setting.inspection();
    }

    /**
     * Asks side by side what the guards of a promotion ask next, since each question within the outage costs clients time: the
     * standby's marker file, and the {@code pg_control} of the server that is taken for its master so far. What could not be asked now is
     * asked again when it is needed.
     */
    public void askAhead(InstanceLocation standby, InstanceLocation master) throws InterruptedException {
        List<Sleeper.Task<Boolean>> both = List.of(
                () -> {
                    try {
                        asked.ahead(new UpstreamOf(standby));
                    } catch (GpFailoverException e) {
                        return false;
                    }
                    return true;
                },
                () -> asked.ahead(new DirectoryAt(master)) != null);
        sleeper().together(both, AHEAD);
    }

    /**
     * The answer of {@link UpstreamOf}, asked once for one observation of the cluster, with the host as it is spelled here: the file may
     * have its address, or another of its names.
     */
    public Optional<Upstream> upstream(InstanceLocation standby) throws InterruptedException {
        Optional<Upstream> told = asked.ask(new UpstreamOf(standby));
        if (told.isEmpty()) {
            return told;
        }
        Collection<HostName> hosts = hosts();
        HostName name = told.get().host();
        Identities identities = notes().identities();
        NameQuestions questions = new NameQuestions(transport(), sleeper());
        identities.learn(identities.unknown(List.of(name), hosts, nanoTime()), hosts, questions);
        return Optional.of(new Upstream(identities.host(name, hosts), told.get().port()));
    }

    /** Says of a name that is none of the hosts of the servers that were observed what it leads to; empty if it is one. */
    public Optional<String> nameFault(HostName name) {
        return notes().identities().fault(name, hosts());
    }

    private Collection<HostName> hosts() {
        Set<HostName> hosts = new LinkedHashSet<>();
        state.instances().forEach(i -> hosts.add(i.location().host()));
        return hosts;
    }

    /** The answer of {@link DirectoryAt}, asked once for one observation of the cluster. */
    public DirectoryState directory(InstanceLocation at) throws InterruptedException {
        return asked.ask(new DirectoryAt(at));
    }

    /** The text of a file, asked once for one observation of the cluster; empty if it can't be read. */
    public Optional<String> text(FileText file) throws InterruptedException {
        return asked.once(file);
    }

    /** The answer of {@link JoinFactsOf}, asked once for one observation of the cluster. */
    public JoinFacts oldDirectory(InstanceLocation at, InstanceState master) throws InterruptedException {
        return asked.once(new JoinFactsOf(at, master));
    }

    /** The answer of {@link LogDifference}, asked once for facts that were read together. */
    public Optional<String> logDiffers(JoinFacts facts, Lsn fork) throws InterruptedException {
        Optional<String> known = logs.get(facts);
        if (known == null) {
            known = inspection().ask(new LogDifference(facts, fork));
            logs.put(facts, known);
        }
        return known;
    }

    public ExecutionNotes notes() {
        return setting.notes();
    }

    public CommandTransport transport() {
        return setting.transport();
    }

    /** What is left of the step's time; a minute where no step runs. */
    public Duration left() {
        return setting.transport() instanceof Actions actions ? actions.left() : WITHOUT_STEP;
    }

    public List<Fence> fences() {
        return setting.fences();
    }

    public ClusterState state() {
        return state;
    }

    public Instant now() {
        return setting.clock().instant();
    }

    /** The time now, for the name of what is moved aside. */
    public String stamp() {
        return STAMP.format(now());
    }

    /** A reading of the clock that only runs forward, for ages. */
    public long nanoTime() {
        return setting.sleeper().nanoTime();
    }

    /** How time passes, for what is done side by side. */
    public Sleeper sleeper() {
        return setting.sleeper();
    }

    /** Observes the cluster again, within an act. */
    public ClusterState observeAgain() throws InterruptedException {
        return setting.look().now();
    }

    /**
     * Observes one server alone, within an act: a host that does not answer would make each observation of all of them slow.
     */
    public InstanceState observeOnly(InstanceLocation at) throws InterruptedException {
        return setting.look().only(at);
    }

    /**
     * Calls the caller's hooks for the leaving master, right before it is stopped; once for each move.
     *
     * @throws StoppedException if one failed: then the master must be left as it is
     */
    public void masterLeaves(InstanceLocation old, Actions actions) throws InterruptedException {
        setting.traffic().leaves(old, this, actions);
    }

    /** The next activation after this step, if the plan has one. */
    public Optional<Activate> activationAhead() {
        return following.stream()
                .filter(Activate.class::isInstance)
                .map(Activate.class::cast)
                .findFirst();
    }

    /**
     * The later step that starts, makes or removes the standby that the catalog names, before anything in the plan rests on that standby;
     * empty if there is none.
     */
    public Optional<PlanStep> standbyMadeLater() {
        Optional<InstanceLocation> named = state.standby().map(r -> r.location());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        for (PlanStep step : following) {
            if (step instanceof RemoveStandby) {
                return Optional.of(step);
            }
            if (step instanceof AddStandby add) {
                return PlanLocations.of(add, cluster(), notes(), Optional.of(state))
                        .filter(named.get()::equals)
                        .map(l -> add);
            }
            boolean rests = step instanceof StopMaster
                    || step instanceof FenceOldMaster
                    || step instanceof Activate
                    || step instanceof AwaitSync;
            if (rests) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether a later step makes a standby. */
    public boolean makesStandby() {
        return following.stream().anyMatch(AddStandby.class::isInstance);
    }

    /** Whether a later step waits until the standby is in sync. */
    public boolean awaitsSync() {
        return following.stream().anyMatch(AwaitSync.class::isInstance);
    }

    /**
     * Where the plan makes standbys after this step; what is the master's host only by then is the present master's location.
     */
    public List<InstanceLocation> standbysAhead(InstanceLocation master) {
        return following.stream()
                .filter(AddStandby.class::isInstance)
                .map(AddStandby.class::cast)
                .map(a -> PlanLocations.of(a, cluster(), notes(), Optional.of(state))
                        .orElse(master))
                .distinct()
                .toList();
    }

    /** What was seen now, as a finding. */
    public Findings proof(Evidence.Kind kind, HostName about, String source, String statement) {
        return Findings.proofs(List.of(new Evidence(kind, about, source, statement, now())));
    }
}
