package io.github.gpfailover.testkit.internal;

import java.util.List;
import java.util.stream.Collectors;

/** The route from the controller to a host, which may lead through others. */
record Way(World world, List<SimHost> between, SimHost to) {

    /** Says whether a connection can be held over it. */
    boolean answers() {
        SimHost from = world.controller;
        for (SimHost next : between) {
            if (next.hung || !world.connected(from, next)) {
                return false;
            }
            from = next;
        }
        return world.connected(from, to);
    }

    /** Says which host has no route to the next, and so knows at once that it can't reach it; null if none has. */
    SimHost withoutRoute() {
        SimHost from = world.controller;
        for (SimHost next : between) {
            if (world.network.noRoute(from, next, next.address)) {
                return from;
            }
            from = next;
        }
        return world.network.noRoute(from, to, to.address) ? from : null;
    }

    /** Says for people which hosts it leads through, if it does. */
    String named() {
        return between.isEmpty()
                ? ""
                : between.stream().map(h -> h.name.value()).collect(Collectors.joining(", then ", " through ", ""));
    }
}
