package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.StandbyConfig;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.Optional;

/**
 * A reader of the file that says which server a standby follows (recording 26; {@code postgresql.auto.conf} of 7 was not recorded). It
 * exists because the catalog and earlier observations may be of another time, and the standby goes by this file.
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
