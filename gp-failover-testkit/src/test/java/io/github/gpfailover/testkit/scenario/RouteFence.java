package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import java.util.ArrayList;
import java.util.List;

/** A fence as small as it can be: cuts the route from given hosts to the old master's one address, as in recordings 88 to 90. */
public final class RouteFence implements Fence {

    private final String address;
    private final List<HostName> hosts;

    public RouteFence(String address, String... hosts) {
        this.address = address;
        this.hosts = List.of(hosts).stream().map(HostName::of).toList();
    }

    @Override
    public String name() {
        return "RouteFence";
    }

    @Override
    public List<String> describe(FenceContext context) {
        return hosts.stream()
                .map(h -> h + ": ip route add unreachable " + address + "/32")
                .toList();
    }

    @Override
    public boolean actsOutside() {
        return false;
    }

    @Override
    public boolean leavesRunning() {
        return true;
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        for (HostName host : hosts) {
            context.transport()
                    .execute(
                            host,
                            Command.builder(List.of("sudo", "-n", "ip", "route", "add", "unreachable", address + "/32"))
                                    .mutating()
                                    .build());
        }
        return verify(context);
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        List<Evidence> evidence = new ArrayList<>();
        for (HostName host : hosts) {
            CommandResult route =
                    context.transport().execute(host, Command.of("ip", "-o", "route", "show", address + "/32"));
            if (!route.stdout().startsWith("unreachable " + address)) {
                return FenceProof.missing(host + " has no route to nowhere for " + address, List.of());
            }
            evidence.add(new Evidence(
                    Evidence.Kind.FENCE, host, "ip route on " + host, "no way to " + address, context.now()));
        }
        return FenceProof.holds("no way to " + address + " from " + hosts, evidence);
    }
}
