package io.github.gpfailover.core.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.probe.Progress;
import io.github.gpfailover.core.internal.probe.StateMerge;
import io.github.gpfailover.core.internal.probe.Witnesses;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A probe that asks several sources at once, and makes one snapshot of what they report.
 *
 * <p>It exists because each source has lied or been silent when it mattered: {@code gpstate -f} said {@code streaming} 38 s after a host
 * lost power (recording {@code a0}), a refused port hid a session that wrote on (recordings {@code b3} to {@code b6}), and a host that
 * the controller could not reach was a living master to its segments (recordings {@code 84} to {@code 87}).
 *
 * <ul>
 *   <li>All sources are asked side by side under one deadline. One that fails or is late has seen nothing; the others count.
 *   <li>Sources are merged in the order of trust in which they were given. All evidence is kept, each with its source.
 *   <li>Where they contradict each other, {@link ClusterState#conflicts()} says so, and what they contradict each other in is unknown. A
 *       server that one source proves stopped and another hears is never {@code STOPPED}.
 * <li>A server that nobody could see, or that keeps the sources waiting for a second, is observed from the segment hosts and the other
 * masters' hosts, if {@link Builder#witnesses} were given. Where one of them reaches it, its processes are observed through that host.
 * </ul>
 *
 * <p>Only reads. Thread-safe if its sources are.
 *
 * @since 0.1
 */
@Stable
public final class CompositeStateProbe implements StateProbe {

    // A source asks each location some questions one after the other, and the standby that the catalog names after
    // that.
    private static final int QUESTIONS = 8;

    /** A host that answers does so in less; the witnesses' questions cost it nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private record Named(String name, StateProbe probe) {}

    private final List<Named> sources;
    private final Optional<CommandTransport> witnesses;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Optional<Duration> deadline;
    // The catalog is gone with the master, and then its segment hosts are most needed.
    private volatile Set<HostName> segmentHosts = Set.of();
    private volatile @Nullable GreenplumVersion lastVersion;

    private CompositeStateProbe(Builder b) {
        sources = List.copyOf(b.sources);
        witnesses = Optional.ofNullable(b.witnesses);
        sleeper = b.sleeper;
        clock = b.clock;
        deadline = Optional.ofNullable(b.deadline);
    }

    /**
     * Gives the probe that an engine has by default: {@link CommandStateProbe} over the transport, with the segment hosts as
     * witnesses.
     *
     * @param transport how hosts are reached; stays the caller's to close
     * @param sleeper how time passes
     * @param clock stamps the evidence
     * @return the probe
     * @throws NullPointerException if one is null
     */
    public static CompositeStateProbe over(CommandTransport transport, Sleeper sleeper, InstantSource clock) {
        return builder(sleeper, clock)
                .source("commands", new CommandStateProbe(transport, sleeper, clock))
                .witnesses(transport)
                .build();
    }

    /**
     * Begins a probe. Defaults: no witnesses, and a deadline of eight times the time of a single question.
     *
     * @param sleeper how time passes
     * @param clock stamps the evidence
     * @return a builder
     * @throws NullPointerException if one is null
     */
    public static Builder builder(Sleeper sleeper, InstantSource clock) {
        return new Builder(Checks.notNull(sleeper, "sleeper"), Checks.notNull(clock, "clock"));
    }

    /**
     * Asks all sources, and the witnesses for what no source could see.
     *
     * @param request what to observe
     * @return one snapshot, with the locations asked for first, in their order
     * @throws NullPointerException if the request is null
     * @throws InterruptedException if the thread was interrupted
     */
    @Override
    public ClusterState observe(ObservationRequest request) throws InterruptedException {
        Checks.notNull(request, "request");
        Duration within = deadline.orElse(request.timeout().multipliedBy(QUESTIONS));
        Progress progress = new Progress(sleeper);
        AtomicReference<List<StateMerge.Seen>> seen = new AtomicReference<>();
        AtomicReference<List<Sighting>> early = new AtomicReference<>(List.of());
        if (witnesses.isEmpty()) {
            seen.set(sources(request, within, progress));
        } else {
            Sleeper.Task<Boolean> own = () -> {
                try {
                    seen.set(sources(request, within, progress));
                } finally {
                    progress.over();
                }
                return true;
            };
            Sleeper.Task<Boolean> others = () -> {
                if (!progress.awaitEnd(SILENCE)) {
                    early.set(whileSilent(request, progress));
                }
                return true;
            };
            List<Optional<Boolean>> unused = sleeper.together(List.of(own, others), within.plusSeconds(1));
        }
        List<StateMerge.Seen> all = seen.get() != null
                ? seen.get()
                : sources.stream()
                        .map(s -> silent(s.name(), request, "gave no answer in time"))
                        .toList();
        ClusterState merged = StateMerge.of(all, request.instances(), clock.instant());
        remember(merged);
        if (witnesses.isEmpty()) {
            return merged;
        }
        Optional<GreenplumVersion> version = merged.version().or(() -> Optional.ofNullable(lastVersion));
        return new Witnesses(witnesses.get(), sleeper, clock)
                .asked(merged, request, segmentHosts, Dialects.toAskWith(request.cluster(), version), early.get());
    }

    /** Asks the witnesses about what does not answer the controller either, beside its own questions. */
    private List<Sighting> whileSilent(ObservationRequest request, Progress progress) throws InterruptedException {
        Optional<GreenplumVersion> version = progress.version().or(() -> Optional.ofNullable(lastVersion));
        Set<HostName> hosts = new LinkedHashSet<>(request.cluster().segmentHosts());
        hosts.addAll(segmentHosts);
        hosts.addAll(progress.hosts());
        return new Witnesses(witnesses.orElseThrow(), sleeper, clock)
                .sightings(
                        request,
                        progress.open(request.instances()),
                        hosts,
                        Dialects.toAskWith(request.cluster(), version),
                        List.of());
    }

    private List<StateMerge.Seen> sources(ObservationRequest request, Duration within, Progress progress)
            throws InterruptedException {
        List<Sleeper.Task<StateMerge.Seen>> tasks = new ArrayList<>();
        for (Named source : sources) {
            tasks.add(() -> seen(source, request, progress));
        }
        List<Optional<StateMerge.Seen>> ended = sleeper.together(tasks, within);
        List<StateMerge.Seen> seen = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            String name = sources.get(i).name();
            seen.add(ended.get(i)
                    .orElseGet(
                            () -> silent(name, request, "gave no answer within " + within.toMillis() / 1000.0 + " s")));
        }
        return seen;
    }

    private StateMerge.Seen seen(Named source, ObservationRequest request, Progress progress)
            throws InterruptedException {
        try {
            ClusterState state = source.probe() instanceof CommandStateProbe commands
                    ? commands.observe(request, Optional.of(progress))
                    : source.probe().observe(request);
            return StateMerge.Seen.by(source.name(), state);
        } catch (RuntimeException e) {
            // A probe of the caller's own may throw anything; that is not seeing, and no reason to be blind.
            // Its text may hold an address with a password in it; ours never do.
            String words = e instanceof GpFailoverException ? ": " + e.getMessage() : "";
            return silent(source.name(), request, "failed with " + e.getClass().getName() + words);
        }
    }

    private StateMerge.Seen silent(String source, ObservationRequest request, String why) {
        HostName about = request.cluster().master().host();
        Evidence nothing = new Evidence(Evidence.Kind.TRANSPORT, about, source, "the source " + why, clock.instant());
        return StateMerge.Seen.nothing(source, nothing);
    }

    private void remember(ClusterState state) {
        state.version().ifPresent(v -> lastVersion = v);
        if (!state.segments().isEmpty()) {
            Set<HostName> hosts = new LinkedHashSet<>();
            for (CatalogRow row : state.segments()) {
                hosts.add(row.location().host());
            }
            if (!hosts.equals(segmentHosts)) {
                segmentHosts = Set.copyOf(hosts);
            }
        }
    }

    /** The builder of a probe. Not thread-safe. */
    public static final class Builder {

        private final Given given = new Given();
        private final Sleeper sleeper;
        private final InstantSource clock;
        private final List<Named> sources = new ArrayList<>();
        private @Nullable CommandTransport witnesses;
        private @Nullable Duration deadline;

        private Builder(Sleeper sleeper, InstantSource clock) {
            this.sleeper = sleeper;
            this.clock = clock;
        }

        /**
         * Adds a source. The first one is trusted most: what it reports of catalog, stream and positions is taken where others report
         * it too.
         *
         * @param name its name in evidence and conflicts, such as {@code sql}
         * @param probe the source
         * @return this builder
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if the name was given already
         */
        public Builder source(String name, StateProbe probe) {
            Checks.sentence(name, "source name");
            Checks.notNull(probe, "probe");
            if (sources.stream().anyMatch(s -> s.name().equals(name))) {
                throw new IllegalArgumentException("source " + name + " was given twice: give each its own name");
            }
            sources.add(new Named(name, probe));
            return this;
        }

        /**
         * Says how the segment hosts and the other masters' hosts are reached, which are asked about a server that no source could
         * see. A transport with {@link CommandTransport#through} also observes that server's processes through them.
         *
         * @param transport how hosts are reached; stays the caller's to close
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder witnesses(CommandTransport transport) {
            given.once("witnesses");
            witnesses = Checks.notNull(transport, "witnesses");
            return this;
        }

        /**
         * Says how long all sources together may take.
         *
         * @param time the time; what is later is not waited for
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it is not positive
         * @throws IllegalStateException if it was said already
         */
        public Builder deadline(Duration time) {
            given.once("deadline");
            deadline = Checks.positive(time, "deadline");
            return this;
        }

        /**
         * Makes the probe.
         *
         * @return the probe
         * @throws IllegalStateException if it has no source
         */
        public CompositeStateProbe build() {
            if (sources.isEmpty()) {
                throw new IllegalStateException("the probe has no source: write .source(name, probe) before .build()");
            }
            return new CompositeStateProbe(this);
        }
    }
}
