package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.process.SystemProgram;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the master's host has of connections to its standby's host. */
public record PeerSocketsOf(InstanceLocation master, CatalogRow standby) implements Question<PeerSockets> {

    private static final Duration QUESTION = Duration.ofSeconds(10);
    private static final Pattern IP =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}");
    private static final String LOOPBACK = "127.";
    private static final int CLIENT_ADDRESS = 2;

    @Override
    public PeerSockets ask(LiveInspection hosts) throws InterruptedException {
        Set<String> addresses = new LinkedHashSet<>();
        for (String name : new LinkedHashSet<>(
                List.of(standby.address(), standby.location().host().value()))) {
            if (IP.matcher(name).matches()) {
                addresses.add(name);
            } else {
                CommandResult found = question(hosts, "getent", "ahostsv4", name);
                found.stdout().lines().map(l -> l.strip().split("\\s+", 2)[0]).forEach(addresses::add);
            }
        }
        // A host with several addresses may come from another than the one that its name stands for.
        CommandResult told = hosts.run(master.host(), hosts.dialect().observe(master));
        told.stdout()
                .lines()
                .filter(l -> l.startsWith("replication|"))
                .map(l -> l.split("\\|", -1))
                .filter(c -> c.length > CLIENT_ADDRESS)
                .forEach(c -> addresses.add(c[CLIENT_ADDRESS]));
        addresses.removeIf(a -> !IP.matcher(a).matches() || a.startsWith(LOOPBACK) || a.equals("::1"));
        if (addresses.isEmpty()) {
            return new PeerSockets(Set.of(), Optional.empty(), 0);
        }
        String first = addresses.iterator().next();
        int open = 0;
        for (String address : addresses) {
            CommandResult listed =
                    SystemProgram.run(hosts.transport(), master.host(), PeerSockets.list(List.of(), address));
            open += listed.exitedZero() ? (int) listed.stdout().lines().count() : 0;
        }
        return new PeerSockets(Collections.unmodifiableSet(addresses), root(hosts, first), open);
    }

    // sudo is tried with the program that it will be needed for: sudoers may allow no other.
    private Optional<List<String>> root(LiveInspection hosts, String address) throws InterruptedException {
        if (question(hosts, "id", "-u").stdout().strip().equals("0")) {
            return Optional.of(List.of());
        }
        List<String> sudo = List.of("sudo", "-n");
        return SystemProgram.run(hosts.transport(), master.host(), PeerSockets.list(sudo, address))
                        .exitedZero()
                ? Optional.of(sudo)
                : Optional.empty();
    }

    private CommandResult question(LiveInspection hosts, String... words) throws InterruptedException {
        return hosts.run(
                master.host(),
                Command.builder(List.of(words))
                        .variable("LC_ALL", "C")
                        .timeout(QUESTION)
                        .build());
    }
}
