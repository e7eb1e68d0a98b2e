package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/** What a server says that refuses a session; empty if it takes one, or can't be asked. */
public record RefusalOf(InstanceLocation at) implements Question<Optional<LoginRefusal>> {

    @Override
    public Optional<LoginRefusal> ask(LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult said = hosts.run(at.host(), hosts.dialect().observe(at));
            return said.exitedZero() ? Optional.empty() : Optional.of(LoginRefusal.parse(said.stderr()));
        } catch (TransportException e) {
            return Optional.empty();
        }
    }
}
