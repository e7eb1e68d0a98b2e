package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.StandbyConfig;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.Optional;

/**
 * Exists to read from a standby's file which server it follows (recording 26; {@code postgresql.auto.conf} of 7 was not recorded): the catalog and what was seen before may be of
 * another time, this is what the standby itself goes by.
 */
final class StandbyMarker {

    private StandbyMarker() {}

    /** The server that the last {@code primary_conninfo} names; empty if there is none that names host and port. */
    static Optional<Upstream> upstream(HostName on, String file, String text) {
        try {
            StandbyConfig config = StandbyConfig.read(on, file, text);
            return config.port().isPresent()
                    ? config.host().map(h -> new Upstream(h, config.port().getAsInt()))
                    : Optional.empty();
        } catch (UnreadableOutputException e) {
            return Optional.empty();
        }
    }
}
