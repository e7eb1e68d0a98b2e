package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The hosts themselves, as questions reach them.
 *
 * @param cluster the cluster
 * @param dialects gives the dialect, which may be known only later
 * @param transport reaches the hosts
 * @param clock stamps what was observed
 * @param sleeper does things side by side
 * @param silences the hosts that were found silent, which are not asked again; empty to ask each time
 */
public record LiveInspection(
        ClusterSpec cluster,
        Supplier<Dialect> dialects,
        CommandTransport transport,
        InstantSource clock,
        Sleeper sleeper,
        Optional<Silences> silences)
        implements Inspection {

    /** Makes an inspection that asks each host each time. */
    public LiveInspection(
            ClusterSpec cluster,
            Supplier<Dialect> dialects,
            CommandTransport transport,
            InstantSource clock,
            Sleeper sleeper) {
        this(cluster, dialects, transport, clock, sleeper, Optional.empty());
    }

    @Override
    public <A> A ask(Question<A> question) throws InterruptedException {
        return question.ask(this);
    }

    /** The dialect of the version that a server reported last. */
    Dialect dialect() {
        return dialects.get();
    }

    CommandResult run(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command);
    }
}
