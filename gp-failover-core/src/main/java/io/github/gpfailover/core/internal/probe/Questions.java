package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Two questions to one host, asked at the same time where that can be. They exist because within an outage each question costs clients
 * time.
 *
 * @param transport reaches the hosts
 * @param timeout how long a question may take
 * @param sideBySide what does things side by side; empty to ask one after the other, and the second only where it is needed
 */
record Questions(CommandTransport transport, Duration timeout, Optional<Sleeper> sideBySide) {

    /** How a question ended. */
    record Asked(Optional<CommandResult> ended, Optional<TransportException> trouble) {

        /** Gives the answer, or throws what the transport met. */
        CommandResult result() {
            return ended.orElseThrow(trouble::orElseThrow);
        }
    }

    /** How the first question ended, and the second if it was asked. */
    record Both(Asked first, Optional<Asked> second) {}

    /** Asks one. */
    CommandResult ask(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command.within(timeout));
    }

    /** Asks the first question, and the second beside it where that can be. */
    Both ask(HostName host, Sleeper.Task<Asked> first, Command second, Duration within) throws InterruptedException {
        if (sideBySide.isEmpty()) {
            return new Both(first.run(), Optional.empty());
        }
        List<Optional<Asked>> ended = sideBySide.get().together(List.of(first, () -> asked(host, second)), within);
        return new Both(
                ended.get(0).orElseGet(() -> notEnded(host)),
                Optional.of(ended.get(1).orElseGet(() -> notEnded(host))));
    }

    /** Asks one, and keeps what the transport met. */
    Asked asked(HostName host, Command command) throws InterruptedException {
        try {
            return new Asked(Optional.of(ask(host, command)), Optional.empty());
        } catch (TransportException e) {
            return new Asked(Optional.empty(), Optional.of(e));
        }
    }

    private Asked notEnded(HostName host) {
        TransportException late = new TransportException(
                TransportException.Reason.TIMEOUT,
                host,
                "a question to " + host + " had not ended after " + timeout.toSeconds() + " s",
                null);
        return new Asked(Optional.empty(), Optional.of(late));
    }
}
