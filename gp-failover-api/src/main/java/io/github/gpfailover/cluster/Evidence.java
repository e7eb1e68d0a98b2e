package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.time.Instant;

/**
 * One thing that was seen about a host: by what means, from where, and when.
 *
 * <p>It exists so that a verdict such as "the old master is stopped" can be checked by whoever reads the report. Immutable and
 * thread-safe.
 *
 * @param kind by what means it was seen
 * @param about the host that it says something about
 * @param source the command and the host that it ran on, or the person who attested
 * @param statement what was seen, one sentence
 * @param at when, by the controller's clock
 * @since 0.1
 */
@Stable
public record Evidence(Kind kind, HostName about, String source, String statement, Instant at) {

    /** By what means something was seen. */
    public enum Kind {
        /** The process table of the host itself: the only kind that can prove a server stopped. */
        PROCESS_TABLE,
        /** What a server answered to a login. */
        LOGIN,
        /** A row of the cluster's catalog or of its statistics views. */
        CATALOG,
        /** What {@code gpstate} or another utility printed. */
        UTILITY,
        /** A file on the host, such as a lock file or {@code pg_control}. */
        FILE,
        /**
         * What the transport met before the command ran, such as a refused connection: never proof that a server stopped.
         */
        TRANSPORT,
        /** What a fence did and verified. */
        FENCE,
        /** What a person stated. */
        ATTESTATION
    }

    /**
     * Checks the parts.
     *
     * @param kind by what means it was seen
     * @param about the host that it says something about
     * @param source the command and the host that it ran on, or the person who attested
     * @param statement what was seen, one sentence
     * @param at when, by the controller's clock
     * @throws NullPointerException if a part is null
     */
    public Evidence {
        Checks.notNull(kind, "kind");
        Checks.notNull(about, "about");
        Checks.notNull(source, "source");
        Checks.notNull(statement, "statement");
        Checks.notNull(at, "at");
    }

    /** Returns the statement with its source. */
    @Override
    public String toString() {
        return about + ": " + statement + " (" + source + ")";
    }
}
