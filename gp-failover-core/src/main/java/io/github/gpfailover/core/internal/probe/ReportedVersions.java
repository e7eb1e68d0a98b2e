package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions that servers have reported. They exist so that a server is asked in its own dialect from the second observation on.
 * Thread-safe.
 */
public final class ReportedVersions {

    private final Map<InstanceLocation, GreenplumVersion> versions = new ConcurrentHashMap<>();

    Optional<GreenplumVersion> at(InstanceLocation place) {
        return Optional.ofNullable(versions.get(place));
    }

    void keep(InstanceLocation place, GreenplumVersion version) {
        versions.put(place, version);
    }
}
