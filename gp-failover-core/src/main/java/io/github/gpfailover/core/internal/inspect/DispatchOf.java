package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.error.TransportException;
import java.time.Duration;
import java.util.List;

/** What comes of a read that goes through every segment. Writes nothing. */
public record DispatchOf(InstanceLocation master, List<CatalogRow> primaries) implements Question<DispatchAnswer> {

    /** A healthy cluster answers in some milliseconds; while a master hangs, clients wait for this too. */
    private static final Duration DISPATCHED_READ = Duration.ofSeconds(5);

    @Override
    public DispatchAnswer ask(LiveInspection hosts) throws InterruptedException {
        try {
            return DispatchAnswer.read(
                    hosts.run(master.host(), hosts.dialect().dispatchedRead(master, DISPATCHED_READ)),
                    primaries.size());
        } catch (TransportException e) {
            return DispatchAnswer.unread(e);
        }
    }
}
