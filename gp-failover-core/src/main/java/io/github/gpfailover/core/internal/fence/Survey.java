package io.github.gpfailover.core.internal.fence;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One question to all hosts, or to all segments, side by side. It exists so that a late host is reported as late and is never left out.
 */
public final class Survey {

    private final FenceContext context;
    private final long end;

    public Survey(FenceContext context, Duration within) {
        this.context = context;
        this.end = context.sleeper().nanoTime() + within.toNanos();
    }

    /** What the hosts report of themselves. */
    public List<RouteHost.Ground> grounds(Collection<HostName> hosts, Set<String> names) throws InterruptedException {
        return each(
                hosts,
                h -> () -> at(h).look(names),
                h -> new RouteHost.Ground(h, Optional.empty(), Set.of(), Set.of(), Optional.of(late(h.toString()))));
    }

    /** The routes of the hosts. */
    public List<RouteHost.Shown> routes(Collection<HostName> hosts) throws InterruptedException {
        return each(
                hosts,
                h -> () -> at(h).shown(),
                h -> new RouteHost.Shown(h, Set.of(), Set.of(), Optional.of(late(h.toString()))));
    }

    /** Sets routes on the hosts that were observed before. */
    public List<RouteHost.Change> add(List<RouteHost.Ground> grounds, Set<String> addresses)
            throws InterruptedException {
        return each(
                grounds,
                g -> () -> at(g.host()).add(g.root().orElseThrow(), addresses),
                // What it did before it fell silent is not known, so it is to be lifted too.
                g -> new RouteHost.Change(
                        g.host(), addresses, List.of(late(g.host().toString()))));
    }

    /** Lifts routes on hosts; addresses by host. */
    public List<RouteHost.Change> lift(List<RouteHost.Ground> grounds, Function<HostName, Set<String>> addresses)
            throws InterruptedException {
        return each(
                grounds,
                g -> () -> g.root().isPresent()
                        ? at(g.host()).lift(g.root().get(), addresses.apply(g.host()))
                        : new RouteHost.Change(
                                g.host(),
                                Set.of(),
                                List.of(g.fault()
                                        .orElse(g.host() + " lets this login change no routes, with or without sudo"))),
                g -> new RouteHost.Change(
                        g.host(), Set.of(), List.of(late(g.host().toString()))));
    }

    /** The sessions on the segments. */
    public List<SegmentSessions.Seen> sessions(Collection<InstanceLocation> segments, Dialect dialect)
            throws InterruptedException {
        return each(
                segments,
                s -> () -> new SegmentSessions(s, dialect, context.transport()).look(),
                s -> new SegmentSessions.Seen(s, List.of(), false, Optional.of(late(s.host() + ":" + s.port()))));
    }

    /** Ends sessions on segments; gives what went wrong. */
    public List<String> end(Collection<InstanceLocation> segments, Dialect dialect, Set<String> addresses)
            throws InterruptedException {
        List<String> those = List.copyOf(addresses);
        List<Optional<String>> ended = each(
                segments,
                s -> () -> new SegmentSessions(s, dialect, context.transport()).end(those),
                s -> Optional.of(late(s.host() + ":" + s.port())));
        return ended.stream().flatMap(Optional::stream).toList();
    }

    /** The addresses of the old master's own host, by itself or through a host that reaches it; empty if nobody could ask it. */
    public Set<String> addressesOf(InstanceLocation server) throws InterruptedException {
        List<Sleeper.Task<Set<String>>> ways = new ArrayList<>();
        for (Reach.Way way : Reach.ways(context, context.state(), server)) {
            ways.add(() -> {
                try {
                    return new RouteHost(server.host(), way.transport()).addresses();
                } catch (GpFailoverException e) {
                    return Set.of();
                }
            });
        }
        Set<String> all = new LinkedHashSet<>();
        context.sleeper().together(ways, left()).forEach(a -> a.ifPresent(all::addAll));
        return all;
    }

    private RouteHost at(HostName host) {
        return new RouteHost(host, context.transport());
    }

    private <X, T> List<T> each(Collection<X> of, Function<X, Sleeper.Task<T>> task, Function<X, T> whenLate)
            throws InterruptedException {
        List<X> those = List.copyOf(of);
        List<Sleeper.Task<T>> tasks = those.stream().map(task).toList();
        List<Optional<T>> ended =
                tasks.isEmpty() ? List.of() : context.sleeper().together(tasks, left());
        List<T> all = new ArrayList<>();
        for (int i = 0; i < those.size(); i++) {
            X one = those.get(i);
            all.add(ended.get(i).orElseGet(() -> whenLate.apply(one)));
        }
        return all;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, end - context.sleeper().nanoTime()));
    }

    private static String late(String who) {
        return who + " gave no answer in time";
    }
}
