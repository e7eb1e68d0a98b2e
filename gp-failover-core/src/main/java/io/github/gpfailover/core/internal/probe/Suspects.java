package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.process.InstanceProcesses.Doubts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes that were in doubt at the observation before. It exists so that the next one asks the kernel of them beside the process
 * table, and not after it: within an outage each round costs clients time. Nothing that was answered is kept.
 */
public final class Suspects {

    private static final Doubts NONE = new Doubts(List.of(), List.of());

    private final Map<InstanceLocation, Doubts> last = new ConcurrentHashMap<>();

    Doubts of(InstanceLocation at) {
        return last.getOrDefault(at, NONE);
    }

    void keep(InstanceLocation at, Doubts doubts) {
        if (doubts.none()) {
            last.remove(at);
        } else {
            last.put(at, doubts);
        }
    }
}
