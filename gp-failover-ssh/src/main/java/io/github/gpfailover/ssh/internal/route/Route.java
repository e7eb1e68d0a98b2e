package io.github.gpfailover.ssh.internal.route;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The hops to a host in order, the last one the host itself. It exists because a host may be reached through others. Two lists of hops to one host
 * are two routes, with a connection each.
 *
 * @param hops at least one
 */
public record Route(List<Hop> hops) {

    /**
     * Copies the list.
     *
     * @param hops at least one
     */
    public Route {
        hops = List.copyOf(hops);
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("a route needs a hop");
        }
    }

    /** Gives the host that the route leads to. */
    public Hop target() {
        return hops.get(hops.size() - 1);
    }

    /** Says whether another host stands before the target. */
    public boolean jumps() {
        return hops.size() > 1;
    }

    /** Gives the route to the host before the target. */
    public Route before() {
        return new Route(hops.subList(0, hops.size() - 1));
    }

    /** Gives the route that goes on from this target to another host. */
    public Route to(Hop next) {
        List<Hop> longer = new ArrayList<>(hops);
        longer.add(next);
        return new Route(longer);
    }

    /** Gives the route for people: the target, then what it goes through. */
    @Override
    public String toString() {
        return jumps()
                ? target() + " through "
                        + before().hops.stream().map(Hop::toString).collect(Collectors.joining(", then "))
                : target().toString();
    }
}
