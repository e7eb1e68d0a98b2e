package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a file is there; empty where the host can't determine it. */
public record FileThere(HostName on, String path) implements Question<Optional<Boolean>> {

    @Override
    public Optional<Boolean> ask(LiveInspection hosts) throws InterruptedException {
        try {
            OptionalInt said = hosts.run(on, Command.of("test", "-e", path)).exitCode();
            return said.isPresent() && said.getAsInt() <= 1 ? Optional.of(said.getAsInt() == 0) : Optional.empty();
        } catch (TransportException e) {
            return Optional.empty();
        }
    }
}
