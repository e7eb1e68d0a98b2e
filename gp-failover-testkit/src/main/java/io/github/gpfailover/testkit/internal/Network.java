package io.github.gpfailover.testkit.internal;

import java.util.HashSet;
import java.util.Set;

/** The model of the network: which packets arrive past cut links, and past routes that lead nowhere. */
public final class Network {

    private final Set<String> cuts = new HashSet<>();
    private int routes;

    Network() {}

    /** Cuts one direction. */
    void cut(SimHost from, SimHost to) {
        cuts.add(from.name.value() + '>' + to.name.value());
    }

    /** Heals one direction. */
    void heal(SimHost from, SimHost to) {
        cuts.remove(from.name.value() + '>' + to.name.value());
    }

    /** Heals all links; routes stay, as they are no fault of a link. */
    void heal() {
        cuts.clear();
    }

    /** Gives a host an unreachable route to an address; answers whether it had none. */
    boolean route(SimHost at, String address) {
        boolean added = at.unreachable.add(address);
        routes += added ? 1 : 0;
        return added;
    }

    /** Takes a host's unreachable route to an address away; answers whether it had one. */
    boolean unroute(SimHost at, String address) {
        boolean removed = at.unreachable.remove(address);
        at.routeOrigin.remove(address);
        routes -= removed ? 1 : 0;
        return removed;
    }

    /** A kernel that ends takes its routes with it. */
    void forgetRoutes(SimHost at) {
        routes -= at.unreachable.size();
        at.unreachable.clear();
        at.routeOrigin.clear();
    }

    /** Says whether every packet arrives, power aside: the quick answer to most questions. */
    public boolean quiet() {
        return routes == 0 && cuts.isEmpty();
    }

    /** Says whether no link between two hosts is cut, in either direction. */
    boolean linked(SimHost a, SimHost b) {
        return a == b
                || cuts.isEmpty()
                || !(cuts.contains(a.name.value() + '>' + b.name.value())
                        || cuts.contains(b.name.value() + '>' + a.name.value()));
    }

    /** Says whether a host has no route to another's address. A host's route to itself is not ruled by its routes. */
    public boolean noRoute(SimHost from, SimHost to, String address) {
        return routes > 0 && from != to && from.unreachable.contains(address);
    }

    /** Says whether packets get from one host to another, whatever becomes of the answers. */
    public boolean sends(SimHost from, SimHost to) {
        return from.on
                && to.on
                && (from == to
                        || (!cuts.contains(from.name.value() + '>' + to.name.value())
                                && !noRoute(from, to, to.address)));
    }

    /**
     * Says whether a connection holds that a host opened from one of its addresses to what another's name stands for: both have power, and packets
     * arrive in both directions. Replies are packets too, so an unreachable route on the host that was called ends it as well
     * (recordings 88, 90).
     */
    public boolean carries(SimHost from, String source, SimHost to) {
        return carries(from, source, to, to.address);
    }

    private boolean carries(SimHost from, String source, SimHost to, String address) {
        if (!from.on || !to.on) {
            return false;
        }
        return from == to
                || quiet()
                || (linked(from, to) && !noRoute(from, to, address) && !to.unreachable.contains(source));
    }

    /** Gives the address that a new connection comes from: the first that gets an answer; null if none does. */
    public String source(SimHost from, SimHost to) {
        return source(from, to, to.address);
    }

    private String source(SimHost from, SimHost to, String address) {
        for (String source : from.addresses) {
            if (carries(from, source, to, address)) {
                return source;
            }
        }
        return null;
    }

    /** Says whether one host can open a connection to what another's name stands for. */
    public boolean connected(SimHost from, SimHost to) {
        return connected(from, to, to.address);
    }

    /** Says whether one host can open a connection to an address of another. */
    public boolean connected(SimHost from, SimHost to, String address) {
        return quiet() ? from.on && to.on : source(from, to, address) != null;
    }
}
