package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.process.SystemProgram;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The questions about a peer that is gone: whether its host answers, and which connections others still have to it. They exist because a
 * dead standby may be removed only on proof.
 */
final class PeerQuestions {

    private static final Duration QUESTION = Duration.ofSeconds(10);
    private static final Pattern IP =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}");
    private static final String LOOPBACK = "127.";
    private static final int CLIENT_ADDRESS = 2;

    private final Supplier<Dialect> words;
    private final CommandTransport transport;
    private final Optional<Silences> silences;

    PeerQuestions(Supplier<Dialect> words, CommandTransport transport, Optional<Silences> silences) {
        this.silences = silences;
        this.words = words;
        this.transport = transport;
    }

    boolean silent(HostName host) throws InterruptedException {
        // Met by the observation that the decision rests on: asked again, it costs waiting commits the time for
        // connecting.
        if (silences.isPresent() && silences.get().justFound(host)) {
            return true;
        }
        try {
            transport.execute(host, Command.of("true").within(QUESTION));
            return false;
        } catch (TransportException e) {
            return Silences.isSilence(e);
        }
    }

    PeerSockets sockets(InstanceLocation master, CatalogRow standby) throws InterruptedException {
        Set<String> addresses = new LinkedHashSet<>();
        for (String name : new LinkedHashSet<>(
                List.of(standby.address(), standby.location().host().value()))) {
            if (IP.matcher(name).matches()) {
                addresses.add(name);
            } else {
                CommandResult found = ask(master, "getent", "ahostsv4", name);
                found.stdout().lines().map(l -> l.strip().split("\\s+", 2)[0]).forEach(addresses::add);
            }
        }
        // A host with several addresses may come from another than the one that its name stands for.
        CommandResult told = transport.execute(master.host(), words.get().observe(master));
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
            CommandResult listed = SystemProgram.run(transport, master.host(), PeerSockets.list(List.of(), address));
            open += listed.exitedZero() ? (int) listed.stdout().lines().count() : 0;
        }
        return new PeerSockets(Collections.unmodifiableSet(addresses), root(master, first), open);
    }

    // sudo is tried with the program that it will be needed for: sudoers may allow no other.
    private Optional<List<String>> root(InstanceLocation master, String address) throws InterruptedException {
        if (ask(master, "id", "-u").stdout().strip().equals("0")) {
            return Optional.of(List.of());
        }
        List<String> sudo = List.of("sudo", "-n");
        return SystemProgram.run(transport, master.host(), PeerSockets.list(sudo, address))
                        .exitedZero()
                ? Optional.of(sudo)
                : Optional.empty();
    }

    private CommandResult ask(InstanceLocation at, String... words) throws InterruptedException {
        return transport.execute(
                at.host(),
                Command.builder(List.of(words))
                        .variable("LC_ALL", "C")
                        .timeout(QUESTION)
                        .build());
    }
}
