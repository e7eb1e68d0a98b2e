package io.github.gpfailover.testkit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The clusters that a test made, on whatever thread: those that are open, and of the closed ones those that violated an invariant.
 *
 * <p>It exists since a test that makes thousands of clusters can't keep them all. A cluster belongs to the watch of the thread that made
 * it; if that has none, to the only one that is open. Thread-safe.
 */
final class ClusterWatch {

    private static final ThreadLocal<ClusterWatch> OWN = new ThreadLocal<>();
    private static final Set<ClusterWatch> OPEN = new LinkedHashSet<>();
    private static final ClusterWatch NOBODY = new ClusterWatch();

    private final Set<SimulatedCluster> open = new LinkedHashSet<>();
    private final List<SimulatedCluster> violated = new ArrayList<>();

    private ClusterWatch() {}

    /** Begins to watch what this thread makes, unless it is watched already. */
    static void begin() {
        if (OWN.get() == null) {
            ClusterWatch watch = new ClusterWatch();
            OWN.set(watch);
            synchronized (OPEN) {
                OPEN.add(watch);
            }
        }
    }

    /** Ends the watch of this thread, and gives the clusters that violated an invariant. */
    static List<SimulatedCluster> end() {
        ClusterWatch watch = OWN.get();
        OWN.remove();
        if (watch == null) {
            return List.of();
        }
        synchronized (OPEN) {
            OPEN.remove(watch);
        }
        List<SimulatedCluster> left;
        synchronized (watch) {
            left = List.copyOf(watch.open);
        }
        left.forEach(SimulatedCluster::judgeEnd);
        synchronized (watch) {
            return List.copyOf(watch.violated);
        }
    }

    static ClusterWatch current() {
        ClusterWatch own = OWN.get();
        if (own != null) {
            return own;
        }
        synchronized (OPEN) {
            return OPEN.size() == 1 ? OPEN.iterator().next() : NOBODY;
        }
    }

    void made(SimulatedCluster cluster) {
        if (this != NOBODY) {
            synchronized (this) {
                open.add(cluster);
            }
        }
    }

    void ended(SimulatedCluster cluster) {
        boolean bad = !cluster.truth().violations().isEmpty();
        synchronized (this) {
            if (open.remove(cluster) && bad) {
                violated.add(cluster);
            }
        }
    }
}
