package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.cluster.Sighting.Answer;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.time.InstantSource;

/** Exists to ask one host what it sees of a server on another. */
public record Vantage(CommandTransport transport, Dialect dialect, InstantSource clock) {

    /** Asks. What can't be asked is said so in the sighting. */
    public Sighting look(HostName from, InstanceLocation server, Duration timeout) throws InterruptedException {
        InstanceLocation at = new InstanceLocation(from, server.port(), server.dataDirectory());
        Answer answer;
        String words;
        try {
            CommandResult said = transport.execute(
                    from, dialect.reachSegment(at, server.host(), server.port()).within(timeout));
            LoginRefusal refusal = LoginRefusal.parse(said.stderr());
            answer = said.exitedZero() ? Answer.TAKES_SESSIONS : answer(refusal, said);
            words = said.exitedZero() ? "" : said.lastLine();
        } catch (TransportException e) {
            // A question that did not end had reached the witness, and nothing had come back to it.
            boolean asked = e.reason() == TransportException.Reason.TIMEOUT;
            answer = asked ? Answer.SILENT : Answer.NOT_ASKED;
            words = asked ? "no answer in time" : e.getMessage();
        }
        return new Sighting(from, server, answer, words, clock.instant());
    }

    private static Answer answer(LoginRefusal refusal, CommandResult said) {
        return switch (refusal.kind()) {
            case STANDBY -> Answer.STANDBY;
            case STARTING, SHUTTING_DOWN, RECOVERING -> Answer.REFUSES;
            case NO_SERVER -> Answer.NOT_LISTENING;
            case OTHER -> {
                if (said.stderr().contains("FATAL:")) {
                    yield Answer.REFUSES;
                }
                // psql ends with 2 when it met no server; anything else means that it was not psql that answered.
                yield said.exitCode().isPresent() && said.exitCode().getAsInt() == 2 ? Answer.SILENT : Answer.NOT_ASKED;
            }
        };
    }
}
