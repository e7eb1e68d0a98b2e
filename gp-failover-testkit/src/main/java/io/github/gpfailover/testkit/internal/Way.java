package io.github.gpfailover.testkit.internal;

import java.util.List;
import java.util.stream.Collectors;

/** The way from the controller to a host, which may lead through others. */
record Way(World world, List<SimHost> between, SimHost to) {

    /** Tells whether a connection can be held over it. */
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

    /** Says for people which hosts it leads through, if it does. */
    String named() {
        return between.isEmpty()
                ? ""
                : between.stream().map(h -> h.name.value()).collect(Collectors.joining(", then ", " through ", ""));
    }
}
