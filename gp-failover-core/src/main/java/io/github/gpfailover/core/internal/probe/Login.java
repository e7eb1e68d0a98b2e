package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.DialectFallback;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.UnsupportedVersionException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.Optional;

/**
 * A login to a server by {@code psql}, in the dialect of the version that the server reports. It exists because that version is known only
 * once the server was asked.
 */
final class Login {

    private static final String VERSION = "version|";

    /**
     * The answer.
     *
     * @param dialect the dialect of the version reported; the one that was asked in where none was reported, or none is known for it
     * @param result how the last question ended
     * @param refusal what a server that takes no session said
     * @param version the version reported
     * @param stranger why the server is of no product that is known; empty where it is, or reported nothing
     */
    record Answer(
            Dialect dialect,
            CommandResult result,
            LoginRefusal refusal,
            Optional<GreenplumVersion> version,
            Optional<String> stranger) {}

    private final ClusterSpec cluster;
    private final CommandTransport transport;
    private final Duration timeout;
    private final ReportedVersions told;

    Login(ClusterSpec cluster, CommandTransport transport, Duration timeout, ReportedVersions told) {
        this.cluster = cluster;
        this.transport = transport;
        this.timeout = timeout;
        this.told = told;
    }

    /** The dialect of the version that the server reported last; the one to ask in where it has reported none. */
    Dialect expected(InstanceLocation at) {
        return told.at(at).map(v -> Dialects.of(cluster, v)).orElseGet(() -> Dialects.toAskWith(cluster));
    }

    /** Asks for an observation; what the transport meets comes out as {@code TransportException}. */
    Answer ask(InstanceLocation at) throws InterruptedException {
        DialectFallback.Answer there = DialectFallback.to(d -> run(at, d), expected(at), cluster);
        Dialect spoken = there.dialect();
        CommandResult result = there.result();
        Answer first = read(at, spoken, result);
        boolean otherWords = !first.dialect().observationSql().equals(spoken.observationSql());
        if (result.exitedZero() || !tookSession(result) || !otherWords) {
            return first;
        }
        // The version is the first thing it reports; the next question may have names that its PostgreSQL doesn't know.
        return read(at, first.dialect(), run(at, first.dialect()));
    }

    private Answer read(InstanceLocation at, Dialect spoken, CommandResult result) {
        LoginRefusal refusal = LoginRefusal.parse(result.stderr());
        Optional<String> text = tookSession(result)
                ? result.stdout().lines().findFirst().map(l -> l.substring(VERSION.length()))
                : refusal.version();
        Optional<GreenplumVersion> version = text.flatMap(Dialects::version);
        if (text.isEmpty()) {
            return new Answer(spoken, result, refusal, version, Optional.empty());
        }
        try {
            Dialect own = Dialects.of(cluster, text.get());
            version.ifPresent(v -> told.keep(at, v));
            return new Answer(own, result, refusal, version, Optional.empty());
        } catch (UnsupportedVersionException e) {
            // A version without a dialect is in the observed state, and whoever acts on it refuses it by name.
            Optional<String> stranger = version.isPresent() ? Optional.empty() : Optional.of(e.getMessage());
            return new Answer(spoken, result, refusal, version, stranger);
        }
    }

    private static boolean tookSession(CommandResult result) {
        return result.stdout().startsWith(VERSION);
    }

    private CommandResult run(InstanceLocation at, Dialect dialect) throws InterruptedException {
        return transport.execute(at.host(), dialect.observe(at).within(timeout));
    }
}
