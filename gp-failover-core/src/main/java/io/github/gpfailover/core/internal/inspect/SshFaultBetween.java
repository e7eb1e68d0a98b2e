package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/** Why one host gets no command run on another by ssh without a password; empty if it does. */
public record SshFaultBetween(HostName from, HostName to) implements Question<Optional<String>> {

    @Override
    public Optional<String> ask(LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult said = hosts.run(
                    from,
                    PlainCommand.plain("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", to.value(), "true"));
            return said.exitedZero() ? Optional.empty() : Optional.of(said.lastLine());
        } catch (TransportException e) {
            return Optional.of("it could not be tried: " + e.getMessage());
        }
    }
}
