package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.LogTrouble;
import io.github.gpfailover.error.TransportException;
import java.util.Optional;

/** The last thing in a server's log that keeps a stream from running; empty if there is none, or it could not be read. */
public record LogTroubleOf(InstanceLocation at) implements Question<Optional<LogTrouble>> {

    @Override
    public Optional<LogTrouble> ask(LiveInspection hosts) throws InterruptedException {
        try {
            return LogTrouble.last(
                    hosts.run(at.host(), hosts.dialect().logEnd(at)).stdout());
        } catch (TransportException e) {
            return Optional.empty();
        }
    }
}
