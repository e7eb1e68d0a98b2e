package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.cluster.Sighting.Answer;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.DialectFallback;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.time.InstantSource;

/**
 * One host's view of a server on another. It exists because a server that the controller does not reach may be seen from there.
 */
public record Vantage(CommandTransport transport, ClusterSpec cluster, Dialect dialect, InstantSource clock) {

    /** Asks. What can't be asked is said so in the sighting. */
    public Sighting look(HostName from, InstanceLocation server, Duration timeout) throws InterruptedException {
        InstanceLocation at = new InstanceLocation(from, server.port(), server.dataDirectory());
        Answer answer;
        String words;
        try {
            CommandResult said = DialectFallback.to(
                            d -> transport.execute(from, d.lookAt(at, server).within(timeout)), dialect, cluster)
                    .result();
            answer = answer(said);
            words = said.exitedZero() ? "" : refusal(said);
        } catch (TransportException e) {
            // A question that did not end had reached the witness, and nothing had come back to it.
            boolean asked = e.reason() == TransportException.Reason.TIMEOUT;
            answer = asked ? Answer.SILENT : Answer.NOT_ASKED;
            words = asked ? "no answer in time" : e.getMessage();
        } catch (RuntimeException e) {
            // One host that a transport of the caller's own stumbles over must not take away what the others see.
            answer = Answer.NOT_ASKED;
            words = "the transport failed with " + e.getClass().getName();
        }
        return new Sighting(from, server, answer, words, clock.instant());
    }

    /** psql asks on its last line whether the server runs; what it met stands on the line that names it. */
    private static String refusal(CommandResult said) {
        return said.stderr()
                .lines()
                .filter(l -> l.contains("could not connect to server") || l.contains("FATAL:"))
                .findFirst()
                .map(String::strip)
                .orElseGet(() -> said.lastLine().strip());
    }

    private static Answer answer(CommandResult said) {
        if (said.exitedZero()) {
            return switch (said.stdout().strip()) {
                case "f" -> Answer.TAKES_SESSIONS;
                case "t" -> Answer.STANDBY;
                default -> Answer.REFUSES;
            };
        }
        return switch (LoginRefusal.parse(said.stderr()).kind()) {
            case STANDBY -> Answer.STANDBY;
            case STARTING, SHUTTING_DOWN, RECOVERING -> Answer.REFUSES;
            case NO_SERVER -> Answer.NOT_LISTENING;
            case OTHER -> {
                if (LoginRefusal.answered(said.stderr())) {
                    yield Answer.REFUSES;
                }
                // psql ends with 2 when it met no server; anything else means that it was not psql that answered.
                yield said.exitCode().isPresent() && said.exitCode().getAsInt() == 2 ? Answer.SILENT : Answer.NOT_ASKED;
            }
        };
    }
}
