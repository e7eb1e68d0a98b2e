package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.internal.config.HostSettings;
import io.github.gpfailover.ssh.internal.config.JumpHost;
import io.github.gpfailover.ssh.internal.route.Hop;
import io.github.gpfailover.ssh.internal.route.Route;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The route to each host, put together from what the caller set, what the OpenSSH settings say, and the defaults. It exists so that these
 * three meet in one place. Thread-safe.
 */
final class Routes {

    private static final int DEFAULT_PORT = 22;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final SshConfig config;
    private final Map<HostName, SshEndpoint> endpoints;
    private final Map<HostName, List<HostName>> jumps;
    private final Optional<String> user;
    private final Optional<Duration> connectTimeout;
    private final Map<HostName, Route> known = new ConcurrentHashMap<>();

    Routes(
            SshConfig config,
            Map<HostName, SshEndpoint> endpoints,
            Map<HostName, List<HostName>> jumps,
            Optional<String> user,
            Optional<Duration> connectTimeout) {
        this.config = config;
        this.endpoints = Map.copyOf(endpoints);
        this.jumps = Map.copyOf(jumps);
        this.user = user;
        this.connectTimeout = connectTimeout;
    }

    /** Gives the route to a host. */
    Route to(HostName host) {
        return known.computeIfAbsent(host, h -> to(named(h), h, new LinkedHashSet<>()));
    }

    /**
     * Gives the route to a host that leads through another one of the cluster, which is logged in to as for its own commands.
     */
    Route through(HostName jump, HostName host) {
        return to(jump).to(hop(named(host), settings(host.value(), host), host));
    }

    private Route to(JumpHost stop, HostName target, Set<String> seen) {
        if (!seen.add(stop.host())) {
            throw new TransportException(
                    Reason.CONFIGURATION,
                    target,
                    "the way there leads in a circle, over " + seen + " and " + stop.host()
                            + " again; fix ProxyJump or jump(...),"
                            + " for example with 'ProxyJump none' for the jump host itself",
                    null);
        }
        HostSettings settings = settings(stop.host(), target);
        Hop last = seen.size() == 1 ? hop(stop, settings, target) : passing(stop, target);
        List<HostName> own = jumps.get(last.host());
        if (own == null && settings.proxyCommand().isPresent()) {
            throw new TransportException(
                    Reason.CONFIGURATION,
                    target,
                    "the way to " + stop.host() + " is a ProxyCommand, or a ProxyJump with a token ("
                            + settings.proxyCommand().get()
                            + "), which is not followed here, and connecting past it would be another way than ssh's; write"
                            + " ProxyJump before it, or 'ProxyCommand none' if there is a direct way, or call jump(...) of"
                            + " the transport's builder",
                    null);
        }
        List<JumpHost> through = own == null
                ? settings.jumps().orElse(List.of())
                : own.stream().map(Routes::named).toList();
        if (through.isEmpty()) {
            return new Route(List.of(last));
        }
        Route way = to(through.get(0), target, seen);
        for (JumpHost next : through.subList(1, through.size())) {
            way = way.to(passing(next, target));
        }
        return way.to(last);
    }

    /** Gives the hop to the host itself: what the caller says of users outweighs the settings file. */
    private Hop hop(JumpHost stop, HostSettings settings, HostName target) {
        return hop(stop, settings, target, stop.user().or(() -> user).or(settings::user));
    }

    /** Gives a hop that is only gone through: the caller's user is one of the cluster's hosts, so the settings file goes first. */
    private Hop passing(JumpHost stop, HostName target) {
        HostSettings settings = settings(stop.host(), target);
        return hop(stop, settings, target, stop.user().or(settings::user).or(() -> user));
    }

    private Hop hop(JumpHost stop, HostSettings settings, HostName target, Optional<String> as) {
        try {
            HostName name = name(stop.host());
            SshEndpoint set = endpoints.get(name);
            SshEndpoint endpoint = set != null
                    ? new SshEndpoint(
                            name, set.address(), set.port(), stop.user().orElse(set.user()))
                    : new SshEndpoint(
                            name,
                            settings.hostName().orElse(stop.host()),
                            stop.port().orElse(settings.port().orElse(DEFAULT_PORT)),
                            as.orElse(System.getProperty("user.name")));
            return new Hop(
                    endpoint,
                    settings.identityFiles(),
                    connectTimeout.or(settings::connectTimeout).orElse(DEFAULT_TIMEOUT),
                    settings.keys());
        } catch (IllegalArgumentException e) {
            throw new TransportException(
                    Reason.CONFIGURATION,
                    target,
                    "what is set for " + stop.host() + " can't be used: " + e.getMessage(),
                    e);
        }
    }

    private HostSettings settings(String host, HostName target) {
        try {
            return config.settingsFor(host, user.orElse(System.getProperty("user.name")));
        } catch (SshConfigException e) {
            throw new TransportException(Reason.CONFIGURATION, target, String.valueOf(e.getMessage()), e);
        }
    }

    private static JumpHost named(HostName host) {
        return new JumpHost(Optional.empty(), host.value(), OptionalInt.empty());
    }

    // A jump host may be written as an IPv6 address, which no host of a cluster is called by.
    private static HostName name(String host) {
        return HostName.of(host.indexOf(':') < 0 ? host : "ip6" + host.replaceAll("[^0-9A-Za-z]+", "-"));
    }
}
