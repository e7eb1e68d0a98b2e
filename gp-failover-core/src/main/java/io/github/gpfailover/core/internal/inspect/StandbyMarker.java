package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import java.util.Optional;

/**
 * Exists to read from a standby's file which server it follows (recording 26; {@code postgresql.auto.conf} of 7 was not recorded): the catalog and what was seen before may be of
 * another time, this is what the standby itself goes by.
 */
final class StandbyMarker {

    private static final String HOST = "host=";
    private static final String PORT = "port=";

    private StandbyMarker() {}

    /** The server that the last {@code primary_conninfo} names; empty if there is none that names host and port. */
    static Optional<Upstream> upstream(String text) {
        return text.lines()
                .filter(l -> l.strip().startsWith("primary_conninfo"))
                .reduce((first, last) -> last)
                .flatMap(StandbyMarker::server);
    }

    private static Optional<Upstream> server(String line) {
        String host = "";
        String port = "";
        for (String word :
                line.substring(line.indexOf('=') + 1).replace('\'', ' ').strip().split("\\s+", -1)) {
            if (word.startsWith(HOST)) {
                host = word.substring(HOST.length());
            } else if (word.startsWith(PORT)) {
                port = word.substring(PORT.length());
            }
        }
        try {
            return Optional.of(new Upstream(HostName.of(host), Integer.parseInt(port)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
