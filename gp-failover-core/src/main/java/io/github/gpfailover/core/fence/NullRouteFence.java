package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.fence.Ipv4;
import io.github.gpfailover.core.internal.fence.OwnAddresses;
import io.github.gpfailover.core.internal.fence.RouteGround;
import io.github.gpfailover.core.internal.fence.RouteHost;
import io.github.gpfailover.core.internal.fence.SegmentSessions;
import io.github.gpfailover.core.internal.fence.Survey;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A fence that cuts the old master off from its segments: an unreachable route to each of its addresses on every segment host and on the new
 * master's host, and its sessions on the segments ended.
 *
 * <p>It exists because an old master that nobody can stop must still not write. A {@code reject} in the segments' {@code pg_hba.conf} does
 * not keep it out: sessions from a dispatcher skip client authentication. Without a route for their answers it could not write again, and the
 * promoted standby could (recordings {@code 88}–{@code 90}).
 *
 * <p>What it knows an old master by: its host's name and its address in the catalog, by what each host takes them for ({@code getent});
 * what its interfaces had, learnt while it was well ({@link #obstacles}) or asked now; the addresses of dispatching sessions on the
 * segments that are of no host of the cluster; and those that were {@linkplain NullRouteFenceBuilder#address given}. It refuses, with the reason,
 * where it can't be sure:
 *
 * <ul>
 * <li>no master has reported its segments to the engine, and none were {@linkplain NullRouteFenceBuilder#segment given}: their ports are not known, so
 *       it can't be shown that no session is left;
 *   <li>the old master's interfaces were never seen, and no address was given;
 *   <li>an address is one of a segment host's, of the new master's, or of the machine that this runs on;
 *   <li>the catalog has an IPv6 address of the old master or of a segment. Only IPv4 routes are set. A session that comes from an
 *       IPv6 address that is not the cluster's is seen, and then nothing is fenced.
 * </ul>
 *
 * <p>All hosts or none: where one can't do it, what was set on the others is lifted again, and the failed ones are named. The routes last
 * until {@link #release} or the host's restart, and are marked ({@code proto 201}), so that only they are ever lifted, by another
 * engine too. The proof is that each host shows a route for each address, and that each segment shows no session from anywhere but the
 * cluster's own hosts. A segment that nothing listens at counts only if its host's process table has no process of it.
 *
 * <p>Needs root on those hosts, by the login itself or {@code sudo -n ip}; iproute2; and {@code getent}. A host that the controller goes
 * through to reach others is not known here: never give its address to the old master. What keeps running behind the fence still takes
 * reads of its own catalog. Thread-safe; one fence can serve an engine for all its time.
 *
 * @since 0.1
 */
@Evolving
public final class NullRouteFence implements Fence {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    // A session that was asked to end does so at its next chance: seen at once in the model, not recorded on a real
    // segment.
    private static final int LOOKS = 20;

    /** What is known of one old master. */
    private record Known(Set<String> names, Set<String> interfaces, Set<String> fenced, Set<HostName> hosts) {

        static final Known NOTHING = new Known(Set.of(), Set.of(), Set.of(), Set.of());

        Known learned(Set<String> moreNames, Set<String> nowInterfaces) {
            return new Known(
                    both(names, moreNames), nowInterfaces.isEmpty() ? interfaces : nowInterfaces, fenced, hosts);
        }

        Known fenced(Set<String> addresses, Set<HostName> on) {
            return new Known(names, interfaces, both(fenced, addresses), both(hosts, on));
        }

        Known free() {
            return new Known(names, interfaces, Set.of(), Set.of());
        }
    }

    private final Set<String> given;
    private final Set<String> without;
    private final List<InstanceLocation> segments;
    private final Duration deadline;
    private final Map<InstanceLocation, Known> known = new ConcurrentHashMap<>();

    NullRouteFence(NullRouteFenceBuilder b) {
        given = Set.copyOf(b.addresses);
        without = Set.copyOf(b.without);
        segments = List.copyOf(b.segments);
        deadline = b.deadline == null ? DEADLINE : b.deadline;
    }

    /**
     * Makes the fence with its defaults.
     *
     * @return the fence
     */
    public static NullRouteFence create() {
        return builder().build();
    }

    /**
     * Begins a fence. Defaults: all is learnt from the cluster, and each of its calls takes 30 s at most.
     *
     * @return a builder
     */
    public static NullRouteFenceBuilder builder() {
        return new NullRouteFenceBuilder();
    }

    @Override
    public String name() {
        return "NullRouteFence";
    }

    @Override
    public boolean actsOutside() {
        return false;
    }

    @Override
    public boolean leavesRunning() {
        return true;
    }

    @Override
    public List<String> describe(FenceContext context) {
        InstanceLocation old = context.oldMaster();
        Set<String> addresses = new TreeSet<>(both(given, known(old).interfaces()));
        addresses.removeAll(without);
        String to = addresses.isEmpty() ? "each address of " + old.host() : String.join(", ", addresses);
        List<String> all = new ArrayList<>();
        for (HostName host : hosts(context)) {
            all.add(host + ": sudo -n ip route add unreachable " + to + " proto 201");
        }
        for (InstanceLocation segment : segments(context)) {
            all.add(segment.host() + ": psql -p " + segment.port() + " (utility mode): end the sessions from " + to);
        }
        return all;
    }

    @Override
    public List<String> obstacles(FenceContext context) throws InterruptedException {
        InstanceLocation old = context.oldMaster();
        Survey survey = new Survey(context, deadline);
        Set<String> names = new LinkedHashSet<>();
        for (CatalogRow row : context.state().catalog()) {
            if (row.isMasterOrStandby() && row.location().equals(old)) {
                names.add(row.address());
            }
        }
        Set<String> interfaces = survey.addressesOf(old);
        known.merge(old, Known.NOTHING.learned(names, interfaces), (was, now) -> was.learned(names, interfaces));
        // A standby that the plan makes first is not known yet.
        RouteGround ground = ground(context, survey);
        List<String> all = new ArrayList<>(ground.reasons());
        all.addAll(ground.mayNot());
        return all;
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        InstanceLocation old = context.oldMaster();
        Survey survey = new Survey(context, deadline);
        RouteGround ground = ground(context, survey);
        List<String> against = new ArrayList<>(ground.reasons());
        against.addAll(ground.mayNot());
        against.addAll(noNewMaster(context));
        if (!against.isEmpty()) {
            return FenceProof.missing("nothing was set: " + String.join("; ", against), List.of());
        }
        Set<HostName> on = ground.names();
        known.merge(
                old, Known.NOTHING.fenced(ground.addresses(), on), (was, now) -> was.fenced(ground.addresses(), on));
        List<RouteHost.Change> changes = survey.add(ground.hosts(), ground.addresses());
        List<String> faults = new ArrayList<>();
        changes.forEach(c -> faults.addAll(c.faults()));
        if (faults.isEmpty()) {
            faults.addAll(ended(context, survey, ground));
        }
        if (faults.isEmpty()) {
            return ground.proof(
                    context, segments(context), "routes to " + ground.addresses() + " are unreachable on " + on);
        }
        return FenceProof.missing(
                "not fenced: " + String.join("; ", faults) + "; " + lifted(context, ground, changes), List.of());
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        Survey survey = new Survey(context, deadline);
        RouteGround ground = ground(context, survey);
        List<String> missing = new ArrayList<>(ground.reasons());
        missing.addAll(noNewMaster(context));
        missing.addAll(ground.unrouted(survey));
        missing.addAll(ground.strangers());
        return missing.isEmpty()
                ? ground.proof(
                        context,
                        segments(context),
                        "each of " + ground.names() + " has an unreachable route to each of " + ground.addresses()
                                + ", and no segment has a session from elsewhere than the cluster's hosts")
                : FenceProof.missing(String.join("; ", missing), List.of());
    }

    @Override
    public List<String> release(FenceContext context) throws InterruptedException {
        InstanceLocation old = context.oldMaster();
        Survey survey = new Survey(context, deadline);
        Known knows = known(old);
        List<RouteHost.Ground> hosts = survey.grounds(both(hosts(context), knows.hosts()), namesOf(old));
        Set<String> addresses = new LinkedHashSet<>(both(given, both(knows.interfaces(), knows.fenced())));
        hosts.forEach(h -> addresses.addAll(h.named()));
        List<String> left = new ArrayList<>();
        survey.lift(hosts, h -> addresses).forEach(c -> left.addAll(c.faults()));
        if (left.isEmpty()) {
            known.computeIfPresent(old, (k, was) -> was.free());
        }
        return left;
    }

    private RouteGround ground(FenceContext context, Survey survey) throws InterruptedException {
        InstanceLocation old = context.oldMaster();
        List<String> reasons = new ArrayList<>();
        Set<HostName> hosts = hosts(context);
        List<InstanceLocation> ports = segments(context);
        if (ports.isEmpty()) {
            reasons.add(
                    "no master has told this engine of its segments, so their ports are not known and nobody can show that no"
                            + " session is left there; call engine.observe() while a master answers, or name them with"
                            + " NullRouteFence.builder().segment(host, port, directory)");
        }
        if (hosts.contains(old.host())) {
            reasons.add(old.host()
                    + " holds the old master and is itself a segment's or the new master's host: it can't be cut off");
        }
        context.segments().stream()
                .filter(s -> s.address().indexOf(':') >= 0)
                .forEach(s -> reasons.add("the catalog has the IPv6 address " + s.address() + " of " + s
                        + ", and only IPv4 routes are set; use another fence"));
        List<RouteHost.Ground> grounds = survey.grounds(hosts, namesOf(old));
        List<SegmentSessions.Seen> sessions = survey.sessions(ports, dialect(context));
        Set<String> own = new LinkedHashSet<>();
        for (RouteHost.Ground g : grounds) {
            g.fault().ifPresent(reasons::add);
            own.addAll(g.own());
            if (g.fault().isEmpty() && g.own().isEmpty()) {
                reasons.add(g.host() + " did not tell its own addresses (ip -o -4 addr show scope global)");
            }
        }
        sessions.forEach(s -> s.fault().ifPresent(reasons::add));
        Set<String> addresses = addresses(context, survey, grounds, sessions, own, reasons);
        return new RouteGround(grounds, sessions, own, addresses, reasons);
    }

    private Set<String> addresses(
            FenceContext context,
            Survey survey,
            List<RouteHost.Ground> grounds,
            List<SegmentSessions.Seen> sessions,
            Set<String> own,
            List<String> reasons)
            throws InterruptedException {
        InstanceLocation old = context.oldMaster();
        Known knows = known(old);
        Set<String> all = new TreeSet<>(both(given, both(knows.interfaces(), knows.fenced())));
        boolean unseen = knows.interfaces().isEmpty() && given.isEmpty();
        if (unseen || reached(context)) {
            // It may have got an address since it was asked last.
            Set<String> now = survey.addressesOf(old);
            all.addAll(now);
            Set<String> both = both(now, knows.interfaces());
            known.merge(old, Known.NOTHING.learned(Set.of(), both), (was, n) -> was.learned(Set.of(), both));
            if (now.isEmpty() && unseen) {
                reasons.add("which addresses " + old.host()
                        + " has was never seen, and it can't be asked now; call engine.observe()"
                        + " while it is well, or name them with NullRouteFence.builder().address(...)");
            }
        }
        grounds.forEach(g -> all.addAll(g.named()));
        Set<String> mine = OwnAddresses.ofThisMachine();
        for (SegmentSessions.Seen seen : sessions) {
            for (SegmentSessions.Session s : seen.sessions()) {
                if (s.dispatched()
                        && Ipv4.is(s.address())
                        && RouteGround.stranger(s, own)
                        && !mine.contains(s.address())) {
                    all.add(s.address());
                }
            }
        }
        all.removeAll(without);
        for (String name : knows.names()) {
            if (name.indexOf(':') >= 0) {
                reasons.add("the catalog has the IPv6 address " + name + " of " + old
                        + ", and only IPv4 routes are set; use another fence");
            }
        }
        for (String address : all) {
            if (Ipv4.isLoopback(address) || mine.contains(address)) {
                reasons.add(address + ", an address of " + old.host()
                        + ", is one of the machine that would be cut off from it");
            }
            grounds.stream()
                    .filter(g -> g.own().contains(address))
                    .forEach(g -> reasons.add(address + ", an address of " + old.host() + ", is one of " + g.host()
                            + " too: it can't be cut off; if it moves, or others never use it, write .without(\""
                            + address
                            + "\")"));
        }
        if (all.isEmpty()) {
            reasons.add("no address of " + old.host() + " is known on any host");
        }
        return all;
    }

    private static boolean reached(FenceContext context) {
        InstanceLocation old = context.oldMaster();
        return context.state()
                        .instance(old)
                        .filter(i -> !i.liveness().isUnknown())
                        .isPresent()
                || context.state().sightingsOf(old).stream().anyMatch(Sighting::hostReached);
    }

    /** Ends the sessions and waits for their end; gives what is left of them. */
    private List<String> ended(FenceContext context, Survey survey, RouteGround ground) throws InterruptedException {
        List<InstanceLocation> taking = ground.sessions().stream()
                .filter(s -> !s.takesNone())
                .map(SegmentSessions.Seen::on)
                .toList();
        List<String> faults = survey.end(taking, dialect(context), ground.addresses());
        if (!faults.isEmpty()) {
            return faults;
        }
        for (int look = 1; ; look++) {
            List<SegmentSessions.Seen> now = survey.sessions(segments(context), dialect(context));
            List<String> left = new ArrayList<>();
            now.forEach(s -> s.fault().ifPresent(left::add));
            left.addAll(ground.strangers(now));
            if (left.isEmpty()) {
                left.addAll(ground.unrouted(survey));
                return left;
            }
            if (look == LOOKS) {
                return left;
            }
            context.sleeper().sleep(BETWEEN_LOOKS);
        }
    }

    private String lifted(FenceContext context, RouteGround ground, List<RouteHost.Change> changes)
            throws InterruptedException {
        // The first deadline may have been used up by the host that failed.
        List<String> left = new ArrayList<>();
        new Survey(context, deadline)
                .lift(
                        ground.hosts(),
                        h -> changes.stream()
                                .filter(c -> c.host().equals(h))
                                .findFirst()
                                .map(RouteHost.Change::done)
                                .orElse(Set.of()))
                .forEach(c -> left.addAll(c.faults()));
        return left.isEmpty()
                ? "what was set on other hosts was lifted again"
                : "AND WHAT WAS SET COULD NOT ALL BE LIFTED AGAIN: " + String.join("; ", left);
    }

    private static List<String> noNewMaster(FenceContext context) {
        return context.newMaster().isPresent()
                ? List.of()
                : List.of(
                        "no standby is known that could become the master, so it is not known which host is to be cut off from "
                                + context.oldMaster());
    }

    private Set<HostName> hosts(FenceContext context) {
        Set<HostName> all = new TreeSet<>();
        segments(context).forEach(s -> all.add(s.host()));
        all.addAll(context.cluster().segmentHosts());
        context.newMaster().ifPresent(n -> all.add(n.host()));
        return all;
    }

    private List<InstanceLocation> segments(FenceContext context) {
        Set<InstanceLocation> all = new LinkedHashSet<>(segments);
        context.segments().forEach(s -> all.add(s.location()));
        return List.copyOf(all);
    }

    private Set<String> namesOf(InstanceLocation old) {
        Set<String> all = new LinkedHashSet<>(Set.of(old.host().value()));
        known(old).names().stream().filter(n -> n.indexOf(':') < 0).forEach(all::add);
        return all;
    }

    private Known known(InstanceLocation old) {
        return known.getOrDefault(old, Known.NOTHING);
    }

    private static Dialect dialect(FenceContext context) {
        return Dialects.spoken(context.cluster(), context.version());
    }

    private static <T> Set<T> both(Set<T> a, Set<T> b) {
        Set<T> all = new LinkedHashSet<>(a);
        all.addAll(b);
        return all;
    }
}
