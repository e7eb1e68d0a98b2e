package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import java.util.Optional;

/** Whether a fault detector outside the cluster is set up; empty where the server can't be asked, or its product has none. */
public record ExternalDetectorOf(InstanceLocation master) implements Question<Optional<Boolean>> {

    @Override
    public Optional<Boolean> ask(LiveInspection hosts) throws InterruptedException {
        Optional<Command> question = hosts.dialect().externalDetector(master);
        if (question.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Numbers.read(hosts, master, question.get()) > 0);
        } catch (TransportException | UnreadableOutputException e) {
            return Optional.empty();
        }
    }
}
