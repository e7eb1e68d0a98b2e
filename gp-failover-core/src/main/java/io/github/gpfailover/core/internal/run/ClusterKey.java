package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.DialectFallback;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.inspect.Silences;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key by which engines of one cluster keep each other out: its system identifier, since two controllers may know a cluster by two names,
 * and two clusters may have one.
 */
final class ClusterKey {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterKey.class);

    /** How long an answer is waited for: that of a host which is there takes less, cold connection and slow login included. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration FULL = Duration.ofSeconds(15);

    private ClusterKey() {}

    /** Gives the key of a cluster that is known by its system identifier. */
    static String ofIdentifier(String identifier) {
        return "system-" + identifier;
    }

    /** Gives the key of a cluster none of whose servers can be asked. */
    static String ofName(ClusterSpec cluster) {
        return "name-" + cluster.name().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /**
     * Asks for the system identifier; empty if no server's directory could be read in time. Nobody is waited for long: a host may be dead,
     * and an identifier that is seen later is taken before the first act; without one nothing is sent. The standby is asked first, since it is
     * the master that is dead more often when a plan runs. So short a silence says nothing of a host, and is not noted.
     *
     * @param hosts the hosts, and which of them were silent just now, so that they are not asked
     */
    static Optional<String> soon(ClusterSpec cluster, Silences hosts) throws InterruptedException {
        return identifier(cluster, hosts, SOON);
    }

    /** Asks as {@link #soon} does, and waits as long for each answer as for any other. */
    static Optional<String> identifier(ClusterSpec cluster, Silences hosts) throws InterruptedException {
        return identifier(cluster, hosts, FULL);
    }

    private static Optional<String> identifier(ClusterSpec cluster, Silences hosts, Duration most)
            throws InterruptedException {
        List<InstanceLocation> servers = new ArrayList<>(cluster.masterLocations());
        Collections.reverse(servers);
        for (InstanceLocation at : servers) {
            if (hosts.justFound(at.host())) {
                continue;
            }
            try {
                CommandResult said = DialectFallback.to(
                                d -> hosts.briefly(at.host(), d.controlData(at).within(most)),
                                Dialects.toAskWith(cluster),
                                cluster)
                        .result();
                if (said.exitedZero()) {
                    return Optional.of(ControlData.parse(at.host(), said).systemIdentifier());
                }
                LOG.debug("no system identifier from {}: {}", at, said.lastLine());
            } catch (GpFailoverException e) {
                LOG.debug("no system identifier from {}: {}", at, e.getMessage());
            }
        }
        return Optional.empty();
    }
}
