package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Sighting;
import java.time.Duration;
import java.util.Optional;

/** What one host sees of a server on another; empty where the plan would have changed it by now. */
public record SightingOf(HostName from, InstanceLocation server) implements Question<Optional<Sighting>> {

    private static final Duration SIGHT = Duration.ofSeconds(5);

    @Override
    public Optional<Sighting> ask(LiveInspection hosts) throws InterruptedException {
        return Optional.of(new Vantage(hosts.transport(), hosts.cluster(), hosts.dialect(), hosts.clock())
                .look(from, server, SIGHT));
    }
}
