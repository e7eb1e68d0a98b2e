package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each server reported of itself last: version and recovery. It exists so that only the first observation of a server asks for these
 * before the rest; they seldom change.
 */
public final class SessionMemory {

    /** What a server said of itself. */
    record Introduction(GreenplumVersion version, boolean inRecovery) {

        boolean speaksLike(Introduction other) {
            return version.product() == other.version.product()
                    && version.major() == other.version.major()
                    && inRecovery == other.inRecovery;
        }
    }

    private final Map<InstanceLocation, Introduction> known = new ConcurrentHashMap<>();

    Optional<Introduction> of(InstanceLocation at) {
        return Optional.ofNullable(known.get(at));
    }

    void keep(InstanceLocation at, Introduction introduction) {
        known.put(at, introduction);
    }

    void forget(InstanceLocation at) {
        known.remove(at);
    }
}
