package io.github.gpfailover.core.transport;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.stability.Evolving;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transport that hands each host's commands to another transport.
 *
 * <p>It exists for clusters whose hosts are not all reached alike: the controller's own machine directly, the others over SSH, a power switch
 * by a client of its own. A host without a route is {@code UNKNOWN_HOST}, unless there is a transport for all others. Closing it
 * closes each transport once. As safe for threads as the transports are.
 *
 * @since 0.1
 */
@Evolving
public final class RoutingTransport implements CommandTransport {

    private final Map<HostName, CommandTransport> routes;
    private final @Nullable CommandTransport others;

    private RoutingTransport(Map<HostName, CommandTransport> routes, @Nullable CommandTransport others) {
        this.routes = Map.copyOf(routes);
        this.others = others;
    }

    /**
     * Begins a transport without routes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TransportException {@code UNKNOWN_HOST} if there is no route to the host, and what the host's transport throws
     * @throws NullPointerException if an argument is null
     */
    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return to(host, command).execute(host, command);
    }

    /**
     * {@inheritDoc}
     *
     * @throws TransportException {@code UNKNOWN_HOST} if there is no route to the host, and what the host's transport throws
     * @throws NullPointerException if an argument is null
     */
    @Override
    public CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        return to(host, command).execute(host, command, listener);
    }

    /**
     * Gives the route through a host that the transport of that host has.
     *
     * @param host the host to go through
     * @return that route; empty if there is no transport for the host, or it has none
     * @throws NullPointerException if the host is null
     */
    @Override
    public Optional<CommandTransport> through(HostName host) {
        return Optional.ofNullable(routes.getOrDefault(Checks.notNull(host, "host"), others))
                .flatMap(t -> t.through(host));
    }

    /** Closes all transports, each once, also if one fails. */
    @Override
    public void close() {
        Set<CommandTransport> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(routes.values());
        if (others != null) {
            all.add(others);
        }
        RuntimeException first = null;
        for (CommandTransport transport : all) {
            try {
                transport.close();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private CommandTransport to(HostName host, Command command) {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
        CommandTransport transport = routes.getOrDefault(host, others);
        if (transport == null) {
            throw new TransportException(
                    Reason.UNKNOWN_HOST,
                    host,
                    "'" + command + "' was not run: there is no route to " + host + ", only to " + routes.keySet()
                            + "; add one by route(...), or otherwise(...) for all others",
                    null);
        }
        return transport;
    }

    /** Gathers the routes. Not thread-safe. */
    public static final class Builder {

        private final Map<HostName, CommandTransport> routes = new LinkedHashMap<>();
        private @Nullable CommandTransport others;

        private Builder() {}

        /**
         * Hands commands for a host to a transport.
         *
         * @param host the host, as commands name it
         * @param transport the transport that reaches it
         * @return this builder
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if it is not a host name
         * @throws IllegalStateException if the host has a route already
         */
        public Builder route(String host, CommandTransport transport) {
            HostName name = HostName.of(host);
            if (routes.putIfAbsent(name, Checks.notNull(transport, "transport")) != null) {
                throw new IllegalStateException("a route to " + name + " was given already");
            }
            return this;
        }

        /**
         * Hands commands for all other hosts to a transport.
         *
         * @param transport the transport
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if one was given already
         */
        public Builder otherwise(CommandTransport transport) {
            if (others != null) {
                throw new IllegalStateException("a transport for all other hosts was given already");
            }
            others = Checks.notNull(transport, "transport");
            return this;
        }

        /**
         * Makes the transport.
         *
         * @return the transport
         * @throws IllegalStateException if it would reach no host
         */
        public RoutingTransport build() {
            if (routes.isEmpty() && others == null) {
                throw new IllegalStateException("there is no route: add one by route(...) or otherwise(...)");
            }
            return new RoutingTransport(routes, others);
        }
    }
}
