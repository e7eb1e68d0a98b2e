package io.github.gpfailover.core.internal.fence;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was observed before anything is done about an old master's routes, and what can be proved from it.
 *
 * @param hosts the hosts that are to be cut off from it
 * @param sessions the sessions on the segments
 * @param own the addresses of the cluster's own hosts
 * @param addresses the addresses to cut off
 * @param reasons why that can't be done; empty if it can
 */
public record RouteGround(
        List<RouteHost.Ground> hosts,
        List<SegmentSessions.Seen> sessions,
        Set<String> own,
        Set<String> addresses,
        List<String> reasons) {

    /** The names of the hosts. */
    public Set<HostName> names() {
        Set<HostName> all = new LinkedHashSet<>();
        hosts.forEach(g -> all.add(g.host()));
        return all;
    }

    /** Which hosts let this login change no routes. */
    public List<String> mayNot() {
        return hosts.stream()
                .filter(g -> g.fault().isEmpty() && g.root().isEmpty())
                .map(
                        g -> g.host()
                                + " lets this login change no routes: allow it sudo -n ip without a password, or log in as root")
                .toList();
    }

    /** Which routes are missing. */
    public List<String> unrouted(Survey survey) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (RouteHost.Shown shown : survey.routes(names())) {
            shown.fault().ifPresent(all::add);
            Set<String> open = new LinkedHashSet<>(addresses);
            open.removeAll(shown.all());
            if (shown.fault().isEmpty() && !open.isEmpty()) {
                all.add(shown.host() + " has no unreachable route to " + open);
            }
        }
        return all;
    }

    /** Which sessions are from none of the cluster's hosts. */
    public List<String> strangers() {
        return strangers(sessions);
    }

    /** Which of some sessions are from none of the cluster's hosts. */
    public List<String> strangers(List<SegmentSessions.Seen> now) {
        return now.stream()
                .flatMap(s -> s.sessions().stream())
                .filter(s -> stranger(s, own))
                .map(s -> s + " is left, and is from none of the cluster's hosts")
                .toList();
    }

    // Replication and the fault detector's questions come from hosts of the cluster, as do people's utility sessions
    // there.
    public static boolean stranger(SegmentSessions.Session session, Set<String> own) {
        return !session.address().isEmpty() && !Ipv4.isLoopback(session.address()) && !own.contains(session.address());
    }

    /** The proof that the old master is cut off. */
    public FenceProof proof(FenceContext context, List<InstanceLocation> segments, String statement) {
        List<Evidence> evidence = new ArrayList<>();
        for (RouteHost.Ground g : hosts) {
            evidence.add(new Evidence(
                    Evidence.Kind.FENCE,
                    context.oldMaster().host(),
                    "ip route show on " + g.host(),
                    "unreachable from " + g.host() + ": " + addresses,
                    context.now()));
        }
        for (InstanceLocation segment : segments) {
            evidence.add(new Evidence(
                    Evidence.Kind.FENCE,
                    context.oldMaster().host(),
                    "pg_stat_activity of " + segment.host() + ":" + segment.port(),
                    "no session from elsewhere than the cluster's hosts",
                    context.now()));
        }
        return FenceProof.holds(statement, evidence);
    }
}
