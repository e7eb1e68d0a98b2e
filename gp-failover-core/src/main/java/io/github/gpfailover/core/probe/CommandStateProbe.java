package io.github.gpfailover.core.probe;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.identity.CatalogNames;
import io.github.gpfailover.core.internal.identity.Identities;
import io.github.gpfailover.core.internal.identity.NameQuestions;
import io.github.gpfailover.core.internal.probe.InstanceProbe;
import io.github.gpfailover.core.internal.probe.LastAnswer;
import io.github.gpfailover.core.internal.probe.Progress;
import io.github.gpfailover.core.internal.probe.ReportedVersions;
import io.github.gpfailover.core.internal.probe.Snapshot;
import io.github.gpfailover.core.internal.probe.Suspects;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A probe that sees a cluster through commands on its hosts: the process table of each host, and a utility session on each running server.
 *
 * <p>It exists as the probe that needs nothing but a transport. For each location it asks {@code ps -ef}; where a postmaster runs, it logs in with
 * {@code psql}; where none runs it reads {@code postmaster.pid} before it calls a server stopped. A standby that the catalog names is observed too.
 * A server is asked in the dialect of the version that it reports; what is of no product that is known
 * is given no role. Nothing is changed on any host. Thread-safe if the transport is.
 *
 * @since 0.1
 */
@Stable
public final class CommandStateProbe implements StateProbe {

    // A location is asked for its processes, a file and a session, each with a time-out of its own.
    private static final int QUESTIONS = 4;

    private final CommandTransport transport;
    private final InstantSource clock;
    private final Optional<Sleeper> sideBySide;
    private final LastAnswer lastAnswer = new LastAnswer();
    private final ReportedVersions told = new ReportedVersions();
    private final Suspects suspects = new Suspects();
    private final Identities identities = new Identities();

    /**
     * Makes a probe that asks one location after the other.
     *
     * @param transport how hosts are reached; stays the caller's to close
     * @param clock stamps the evidence
     * @throws NullPointerException if one is null
     */
    public CommandStateProbe(CommandTransport transport, InstantSource clock) {
        this(transport, Optional.empty(), clock);
    }

    /**
     * Makes a probe that asks all locations side by side, so that a host that does not answer delays no other.
     *
     * @param transport how hosts are reached; stays the caller's to close
     * @param sleeper how time passes
     * @param clock stamps the evidence
     * @throws NullPointerException if one is null
     */
    public CommandStateProbe(CommandTransport transport, Sleeper sleeper, InstantSource clock) {
        this(transport, Optional.of(Checks.notNull(sleeper, "sleeper")), clock);
    }

    private CommandStateProbe(CommandTransport transport, Optional<Sleeper> sideBySide, InstantSource clock) {
        this.transport = Checks.notNull(transport, "transport");
        this.clock = Checks.notNull(clock, "clock");
        this.sideBySide = sideBySide;
    }

    /**
     * Observes the locations asked for, and at the standby that the catalog names if that is another location.
     *
     * @param request what to observe
     * @return what was seen, in the order asked for
     * @throws NullPointerException if the request is null
     * @throws InterruptedException if the thread was interrupted
     */
    @Override
    public ClusterState observe(ObservationRequest request) throws InterruptedException {
        return observe(request, Optional.empty());
    }

    /** Observes, and notes each location as soon as it was seen. */
    ClusterState observe(ObservationRequest request, Optional<Progress> progress) throws InterruptedException {
        InstanceProbe probe = new InstanceProbe(request, transport, clock, lastAnswer, told, suspects, sideBySide);
        NameQuestions questions = new NameQuestions(transport, sideBySide.orElseGet(Sleeper::system));
        CatalogNames names = new CatalogNames(identities, questions);
        return Snapshot.taken(
                request, places -> beside(questions, probe, places, request.timeout(), progress), clock, names);
    }

    /**
     * Observes, and asks beside that about names whose answers are too old: that must not make an observation slower.
     */
    private List<InstanceProbe.Seen> beside(
            NameQuestions questions,
            InstanceProbe probe,
            List<InstanceLocation> places,
            Duration timeout,
            Optional<Progress> progress)
            throws InterruptedException {
        if (sideBySide.isEmpty() || !identities.isOld(questions)) {
            return look(probe, places, timeout, progress);
        }
        AtomicReference<List<InstanceProbe.Seen>> seen = new AtomicReference<>();
        Duration all = timeout.multipliedBy(QUESTIONS).plusSeconds(1);
        sideBySide
                .get()
                .together(
                        List.of(
                                () -> {
                                    seen.set(look(probe, places, timeout, progress));
                                    return true;
                                },
                                () -> {
                                    identities.refresh(questions);
                                    return true;
                                }),
                        all);
        return seen.get() != null
                ? seen.get()
                : places.stream().map(p -> probe.notSeen(p, all)).toList();
    }

    private List<InstanceProbe.Seen> look(
            InstanceProbe probe, List<InstanceLocation> places, Duration timeout, Optional<Progress> progress)
            throws InterruptedException {
        List<Sleeper.Task<InstanceProbe.Seen>> looks = new ArrayList<>();
        for (InstanceLocation location : places) {
            looks.add(() -> {
                InstanceProbe.Seen one = probe.look(location);
                progress.ifPresent(p -> p.seen(one));
                return one;
            });
        }
        List<InstanceProbe.Seen> seen = new ArrayList<>();
        if (sideBySide.isEmpty() || looks.size() < 2) {
            for (Sleeper.Task<InstanceProbe.Seen> look : looks) {
                seen.add(look.run());
            }
            return seen;
        }
        Duration all = timeout.multipliedBy(QUESTIONS);
        List<Optional<InstanceProbe.Seen>> ended = sideBySide.get().together(looks, all);
        for (int i = 0; i < ended.size(); i++) {
            InstanceLocation at = places.get(i);
            seen.add(ended.get(i).orElseGet(() -> probe.notSeen(at, all)));
        }
        return seen;
    }
}
