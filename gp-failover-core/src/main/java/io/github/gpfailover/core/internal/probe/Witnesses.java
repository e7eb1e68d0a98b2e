package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.cluster.Sighting.Answer;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.inspect.Vantage;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The questions to other hosts about a server that nobody could see. They exist because a master that the controller can't reach may well
 * be writing on the segments (recordings 84 to 87). All are asked side by side. Where one reaches the server's host, its processes are
 * observed through that one.
 */
public final class Witnesses {

    // Each witness has one question; what is found is observed through the first ones that reach it.
    private static final int QUESTIONS = 2;
    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_THROUGH = 2;

    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final List<String> conflicts = new ArrayList<>();

    public Witnesses(CommandTransport transport, Sleeper sleeper, InstantSource clock) {
        this.transport = transport;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * Gives the state with what the witnesses add to it; the same one if every server was seen.
     *
     * @param s what the controller's own sources saw
     * @param request what was asked for
     * @param segmentHosts the segments' hosts, as far as they are known
     * @param dialect how a server is asked
     * @param early what witnesses have reported already within this observation; they are not asked again about the same server
     */
    public ClusterState asked(
            ClusterState s,
            ObservationRequest request,
            Set<HostName> segmentHosts,
            Dialect dialect,
            List<Sighting> early)
            throws InterruptedException {
        // What sources contradict each other in has been seen; a further observation would only take one side.
        List<InstanceLocation> unseen = s.instances().stream()
                .filter(i -> i.liveness().isUnknown())
                .map(InstanceState::location)
                .filter(l -> s.conflicts().stream().noneMatch(c -> c.contains(l.toString())))
                .toList();
        if (unseen.isEmpty()) {
            return s;
        }
        Set<HostName> hosts = new LinkedHashSet<>(request.cluster().segmentHosts());
        hosts.addAll(segmentHosts);
        s.instances().stream()
                .filter(i -> !i.liveness().isUnknown())
                .forEach(i -> hosts.add(i.location().host()));
        List<Sighting> sightings = new ArrayList<>(s.sightings());
        early.stream().filter(e -> unseen.contains(e.server())).forEach(sightings::add);
        sightings.addAll(sightings(request, unseen, hosts, dialect, early));
        List<InstanceState> instances = new ArrayList<>();
        List<InstanceProbe.Seen> found = new ArrayList<>();
        for (InstanceState i : s.instances()) {
            if (unseen.contains(i.location())) {
                InstanceProbe.Seen now = seenBy(i, sightings, request);
                found.add(now);
                instances.add(now.instance());
            } else {
                instances.add(i);
            }
        }
        ClusterState all = with(s, instances, found, sightings);
        List<String> both = new ArrayList<>(all.conflicts());
        both.addAll(conflicts);
        return all.toBuilder().conflicts(both).build();
    }

    /** Asks each host about each server that is on another one, but for what was reported already; all side by side. */
    public List<Sighting> sightings(
            ObservationRequest request,
            List<InstanceLocation> servers,
            Set<HostName> hosts,
            Dialect dialect,
            List<Sighting> told)
            throws InterruptedException {
        Vantage vantage = new Vantage(transport, request.cluster(), dialect, clock);
        List<Sleeper.Task<Sighting>> tasks = new ArrayList<>();
        for (InstanceLocation server : servers) {
            for (HostName host : hosts) {
                boolean known = told.stream()
                        .anyMatch(t -> t.server().equals(server) && t.from().equals(host));
                if (!known && !host.equals(server.host())) {
                    tasks.add(() -> vantage.look(host, server, request.timeout()));
                }
            }
        }
        return answers(tasks, request.timeout().multipliedBy(QUESTIONS));
    }

    /** A large cluster's hosts are asked in turns, so that no crowd of threads and logins is made; all within one time. */
    private List<Sighting> answers(List<Sleeper.Task<Sighting>> tasks, Duration within) throws InterruptedException {
        List<Sighting> all = new ArrayList<>();
        long began = sleeper.nanoTime();
        for (int from = 0; from < tasks.size(); from += MOST_AT_ONCE) {
            Duration left = within.minusNanos(sleeper.nanoTime() - began);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            sleeper.together(tasks.subList(from, Math.min(tasks.size(), from + MOST_AT_ONCE)), left)
                    .forEach(x -> x.ifPresent(all::add));
        }
        return all;
    }

    private ClusterState with(
            ClusterState s, List<InstanceState> instances, List<InstanceProbe.Seen> found, List<Sighting> sightings) {
        boolean oneMaster =
                instances.stream().filter(i -> i.role() == InstanceRole.MASTER).count() <= 1;
        // A master that could only be seen through a witness has the cluster's catalog, if it is the only one.
        Optional<InstanceProbe.Seen> master = found.stream()
                .filter(x -> x.instance().role() == InstanceRole.MASTER)
                .findFirst();
        List<CatalogRow> catalog = master.map(InstanceProbe.Seen::catalog).orElse(s.catalog());
        Optional<ReplicationState> stream = master.isPresent() ? master.get().replication() : s.replication();
        ClusterState state = ClusterState.builder(clock.instant())
                .version(s.version().or(() -> master.flatMap(InstanceProbe.Seen::version)))
                .instances(instances)
                .catalog(oneMaster ? catalog : List.of())
                .replication(oneMaster ? stream : Optional.empty())
                .conflicts(s.conflicts())
                .sightings(sightings)
                .evidence(s.evidence())
                .build();
        Set<String> conflicts = new LinkedHashSet<>(s.conflicts());
        conflicts.addAll(
                Conflicts.addedTo(state.toBuilder().conflicts(List.of()).build())
                        .conflicts());
        return state.toBuilder().conflicts(List.copyOf(conflicts)).build();
    }

    /** What is known of a server by those that see it: its processes through one of them, else at least that it speaks. */
    private InstanceProbe.Seen seenBy(InstanceState unknown, List<Sighting> sightings, ObservationRequest request)
            throws InterruptedException {
        List<Sighting> ofIt = sightings.stream()
                .filter(x -> x.server().equals(unknown.location()))
                .toList();
        List<Evidence> contradicted = new ArrayList<>();
        List<Sighting> reaching =
                ofIt.stream().filter(Sighting::hostReached).limit(MOST_THROUGH).toList();
        Optional<Sighting> heard = ofIt.stream().filter(Sighting::serverSpoke).findFirst();
        for (Sighting sighting : reaching) {
            Optional<InstanceProbe.Seen> looked = through(sighting.from(), unknown, request);
            if (looked.isEmpty()) {
                continue;
            }
            if (!looked.get().instance().liveness().isStopped() || heard.isEmpty()) {
                return looked.get();
            }
            // A name may lead two hosts to two locations: what one of them hears is not proved stopped by the other.
            contradicted.addAll(looked.get().instance().liveness().evidence());
            conflicts.add(unknown.location() + " has no process by the table seen through " + sighting.from() + ", but "
                    + heard.get());
            break;
        }
        List<Evidence> evidence = new ArrayList<>(unknown.liveness().evidence());
        evidence.addAll(contradicted);
        ofIt.forEach(x -> evidence.add(
                new Evidence(kind(x), unknown.location().host(), "psql on " + x.from(), x.toString(), x.at())));
        boolean speaks = ofIt.stream().anyMatch(Sighting::serverSpoke);
        InstanceState state = unknown.toBuilder()
                .liveness(speaks && contradicted.isEmpty() ? Liveness.running(evidence) : Liveness.unknown(evidence))
                .role(contradicted.isEmpty() ? role(ofIt, request) : InstanceRole.UNKNOWN)
                .build();
        return new InstanceProbe.Seen(state, List.of(), Optional.empty(), Optional.empty());
    }

    private Optional<InstanceProbe.Seen> through(HostName witness, InstanceState unknown, ObservationRequest request)
            throws InterruptedException {
        Optional<CommandTransport> way = transport.through(witness);
        if (way.isEmpty()) {
            return Optional.empty();
        }
        InstanceProbe.Seen all = new InstanceProbe(
                        request,
                        way.get(),
                        clock,
                        new LastAnswer(),
                        new ReportedVersions(),
                        new Suspects(),
                        Optional.of(sleeper))
                .look(unknown.location());
        InstanceState seen = all.instance();
        if (seen.liveness().isUnknown()) {
            return Optional.empty();
        }
        List<Evidence> evidence = new ArrayList<>();
        for (Evidence e : seen.liveness().evidence()) {
            evidence.add(new Evidence(e.kind(), e.about(), e.source() + ", through " + witness, e.statement(), e.at()));
        }
        evidence.addAll(unknown.liveness().evidence());
        InstanceState state = seen.toBuilder()
                .liveness(new Liveness(seen.liveness().status(), evidence))
                .build();
        return Optional.of(new InstanceProbe.Seen(state, all.catalog(), all.replication(), all.version()));
    }

    // A master that recovers from a crash refuses as a standby does, so an answer from afar makes no standby of it.
    private static InstanceRole role(List<Sighting> ofIt, ObservationRequest request) {
        return ofIt.stream().anyMatch(x -> x.answer() == Answer.TAKES_SESSIONS)
                ? request.masterRole(ofIt.get(0).server())
                : InstanceRole.UNKNOWN;
    }

    private static Evidence.Kind kind(Sighting x) {
        return x.serverSpoke() ? Evidence.Kind.LOGIN : Evidence.Kind.TRANSPORT;
    }
}
