package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.caller.CallerCode;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The observation of a cluster through the probe, with what is learned by it. The observation after a step serves the next step while it is
 * fresh and nothing was done since: within an outage every observation costs clients time.
 */
public final class Observer implements Observations {

    private static final Duration FRESH = Duration.ofSeconds(1);
    /** A probe ends by itself long before, whatever does not answer. */
    private static final Duration OBSERVATION = Duration.ofMinutes(5);

    private static final Duration QUESTION = Duration.ofSeconds(15);

    private final ClusterSpec cluster;
    private final StateProbe probe;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final ExecutionNotes notes;
    private final MasterLog masters;
    private final NamedTwice namedTwice;
    private final Set<InstanceLocation> places = new LinkedHashSet<>();
    private Patience patience = Patience.NONE;
    private ClusterState last;
    private long lastAt;

    public Observer(
            ClusterSpec cluster,
            StateProbe probe,
            Sleeper sleeper,
            InstantSource clock,
            ExecutionNotes notes,
            MasterLog masters,
            NamedTwice namedTwice) {
        this.cluster = cluster;
        this.probe = probe;
        this.sleeper = sleeper;
        this.clock = clock;
        this.notes = notes;
        this.masters = masters;
        this.namedTwice = namedTwice;
        places.addAll(cluster.masterLocations());
    }

    /** Adds locations that a plan names. */
    public void lookAt(List<InstanceLocation> more) {
        if (places.addAll(more)) {
            last = null;
        }
    }

    /** Gives the last observation if it is fresh, else observes. */
    public ClusterState current() throws InterruptedException {
        boolean fresh = last != null && sleeper.nanoTime() - lastAt < FRESH.toNanos();
        return fresh ? last : look();
    }

    /** Gives what to do where nothing at all is seen. */
    public void patience(Patience how) {
        patience = how;
    }

    /** Observes. */
    public ClusterState look() throws InterruptedException {
        return patience.sighted(observed(), this::observed);
    }

    private ClusterState observed() throws InterruptedException {
        places.addAll(notes.places());
        ClusterState asked = once(ask(List.copyOf(places)));
        lastAt = sleeper.nanoTime();
        ClusterState state = Succession.checked(notes.watched(asked, lastAt), notes);
        last = state;
        masters.add(state);
        state.standby().ifPresent(r -> places.add(r.location()));
        if (state.master().isPresent() && state.conflicts().isEmpty()) {
            notes.masterReported(state, lastAt);
        }
        return state;
    }

    /** A server that is seen under two names is observed under one, and the names are reported as a conflict. */
    private ClusterState once(ClusterState seen) throws InterruptedException {
        Optional<NamedTwice.Pair> twice = namedTwice.in(seen);
        if (twice.isEmpty()) {
            return seen;
        }
        ClusterState once =
                ask(places.stream().filter(p -> !p.equals(twice.get().other())).toList());
        List<String> conflicts = new ArrayList<>(once.conflicts());
        conflicts.add(twice.get().conflict(once));
        return once.toBuilder().conflicts(conflicts).build();
    }

    /** A probe of the caller's own that fails has seen nothing: that is unknown, and no reason to leave a move in the middle. */
    private ClusterState ask(List<InstanceLocation> at) throws InterruptedException {
        try {
            ObservationRequest request = ObservationRequest.builder(cluster)
                    .instances(at)
                    .timeout(QUESTION)
                    .fenced(notes.fencedPlaces())
                    .build();
            ClusterState seen = CallerCode.call("the probe", sleeper, OBSERVATION, () -> probe.observe(request));
            seen.version().ifPresent(notes::versionReported);
            return seen;
        } catch (GpFailoverException e) {
            return Unseen.state(at, clock.instant(), e.getMessage());
        }
    }

    /**
     * Observes as if a fence held the server at a location, and remembers nothing of it: whether one does is to be verified yet.
     */
    public ClusterState besideFenced(InstanceLocation held) throws InterruptedException {
        return probe.observe(ObservationRequest.builder(cluster)
                .instances(List.copyOf(places))
                .timeout(QUESTION)
                .fenced(Set.of(held))
                .build());
    }

    @Override
    public ClusterState now() throws InterruptedException {
        return look();
    }

    @Override
    public InstanceState only(InstanceLocation at) throws InterruptedException {
        ClusterState state = ask(List.of(at));
        masters.add(state);
        return state.instance(at)
                .orElseGet(() -> Unseen.server(at, clock.instant(), "the probe did not tell of " + at));
    }

    /** Says that something was done, so that the last observation no longer holds. */
    public void outdated() {
        last = null;
    }

    /** Gives the last observation whatever its age; observes if there is none. */
    public ClusterState latest() throws InterruptedException {
        return last == null ? look() : last;
    }
}
