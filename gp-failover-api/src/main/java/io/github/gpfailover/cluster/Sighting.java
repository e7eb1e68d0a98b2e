package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;

/**
 * What one host sees of a server on another.
 *
 * <p>It exists because "I can't reach it" says as much about the network as about the server: with the link between the two masters cut, both
 * still wrote on the same segments (recordings 84 to 87). A server that any segment host can reach must not be called dead, and may be
 * stopped through that host. Immutable and thread-safe.
 *
 * @param from the host that asked
 * @param server the server that it asked
 * @param answer what it met there
 * @param statement what it met, literally, one line
 * @param at when, by the controller's clock
 * @since 0.1
 */
@Evolving
public record Sighting(HostName from, InstanceLocation server, Answer answer, String statement, Instant at) {

    /** What a host meets that asks a server for a session. */
    public enum Answer {
        /** The server took a session: it can write. */
        TAKES_SESSIONS,
        /** The server refused as a standby does. */
        STANDBY,
        /** The server refused otherwise, so it is there: starting, stopping, or it does not let that host in. */
        REFUSES,
        /** The host is up, and nothing listens at the port. Sessions may have outlived their postmaster (recordings b3 to b6). */
        NOT_LISTENING,
        /** No answer came, or no route leads there. Says nothing about the server. */
        SILENT,
        /** The host that was to ask could not be asked itself. */
        NOT_ASKED
    }

    /**
     * Checks the parts.
     *
     * @param from the host that asked
     * @param server the server that it asked
     * @param answer what it met there
     * @param statement what it met, literally, one line
     * @param at when, by the controller's clock
     * @throws NullPointerException if a part is null
     */
    public Sighting {
        Checks.notNull(from, "from");
        Checks.notNull(server, "server");
        Checks.notNull(answer, "answer");
        Checks.notNull(statement, "statement");
        Checks.notNull(at, "at");
    }

    /**
     * Says whether the server itself spoke.
     *
     * @return true if it took or refused a session
     */
    public boolean serverSpoke() {
        return answer == Answer.TAKES_SESSIONS || answer == Answer.STANDBY || answer == Answer.REFUSES;
    }

    /**
     * Says whether the server's host was reached from there, so that it can be reached through that host.
     *
     * @return true if the server spoke, or its host said that nothing listens
     */
    public boolean hostReached() {
        return serverSpoke() || answer == Answer.NOT_LISTENING;
    }

    /** Returns who saw what. */
    @Override
    public String toString() {
        String seen = switch (answer) {
            case TAKES_SESSIONS -> "takes sessions";
            case STANDBY -> "answers as a standby";
            case REFUSES -> "answers, and refuses";
            case NOT_LISTENING -> "does not listen, its host answers";
            case SILENT -> "does not answer";
            case NOT_ASKED -> "could not be observed from there";
        };
        return "seen from " + from + ", " + server.host() + ":" + server.port() + " " + seen
                + (statement.isEmpty() ? "" : " (" + statement + ")");
    }
}
