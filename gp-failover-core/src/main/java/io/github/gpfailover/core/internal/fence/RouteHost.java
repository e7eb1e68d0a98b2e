package io.github.gpfailover.core.internal.fence;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.process.SystemProgram;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The unreachable routes on one host: set, shown and lifted. They are marked with a number of their own ({@code proto}), so that routes of
 * others are never lifted, and those of a dead controller can be. Texts and statuses: iproute2 6.1, seen.
 */
public final class RouteHost {

    /** A number that neither iproute2's {@code rt_protos} nor a routing daemon that is listed there uses. */
    static final String ORIGIN = "201";

    private static final Duration QUESTION = Duration.ofSeconds(10);
    private static final Set<String> ADMINISTRATION = Set.of("ip", "sudo");

    /**
     * What a host reported.
     *
     * @param host the host
     * @param root what goes before {@code ip} to change routes; empty if the login may not
     * @param own its own addresses
     * @param named what the names stand for there
     * @param fault why it could not be asked; empty if it could
     */
    public record Ground(
            HostName host, Optional<List<String>> root, Set<String> own, Set<String> named, Optional<String> fault) {}

    /** What was set on a host, and what went wrong there. */
    public record Change(HostName host, Set<String> done, List<String> faults) {}

    /** The unreachable routes of a host: those with the mark, those without, and why they could not be seen. */
    public record Shown(HostName host, Set<String> marked, Set<String> others, Optional<String> fault) {

        /** All of them. */
        public Set<String> all() {
            Set<String> both = new LinkedHashSet<>(marked);
            both.addAll(others);
            return both;
        }
    }

    private final HostName host;
    private final CommandTransport transport;

    public RouteHost(HostName host, CommandTransport transport) {
        this.host = host;
        this.transport = transport;
    }

    /** Asks what is needed to set routes here; a name without an address here is no fault. */
    public Ground look(Set<String> names) throws InterruptedException {
        try {
            Optional<List<String>> root = root();
            Set<String> own = addresses();
            Set<String> named = new LinkedHashSet<>();
            for (String name : names) {
                named.addAll(
                        Ipv4.is(name)
                                ? Set.of(name)
                                : Ipv4.ofName(ask("getent", "ahostsv4", name).stdout()));
            }
            return new Ground(host, root, own, named, Optional.empty());
        } catch (GpFailoverException e) {
            return new Ground(
                    host, Optional.empty(), Set.of(), Set.of(), Optional.of(host + " could not be asked: " + said(e)));
        }
    }

    /** The host's own addresses; empty if {@code ip} did not report them. */
    public Set<String> addresses() throws InterruptedException {
        CommandResult told = ask("ip", "-o", "-4", "addr", "show", "scope", "global");
        return told.exitedZero() ? Ipv4.ofInterfaces(told.stdout()) : Set.of();
    }

    // sudo is tried with the program that it will be needed for: sudoers may allow no other.
    private Optional<List<String>> root() throws InterruptedException {
        if (ask("id", "-u").stdout().strip().equals("0")) {
            return Optional.of(List.of());
        }
        return ask("sudo", "-n", "ip", "route", "show", "type", "unreachable").exitedZero()
                ? Optional.of(List.of("sudo", "-n"))
                : Optional.empty();
    }

    /** Sets routes; one that is there already is fine. Stops at the first that can't be set. */
    public Change add(List<String> root, Set<String> addresses) throws InterruptedException {
        Set<String> done = new LinkedHashSet<>();
        try {
            Set<String> there = shown().all();
            for (String address : addresses) {
                if (!there.contains(address)) {
                    // Taken for set before it is known: a command whose end is lost may have run, and is lifted then.
                    done.add(address);
                    CommandResult result = SystemProgram.run(transport, host, change(root, "add", address));
                    if (!result.exitedZero()) {
                        return new Change(
                                host,
                                done,
                                List.of(host + " did not take the route to " + address + ": " + result.lastLine()));
                    }
                }
            }
            return new Change(host, done, List.of());
        } catch (GpFailoverException e) {
            return new Change(host, done, List.of(host + " could not be told: " + said(e)));
        }
    }

    /** Lifts routes that have the mark, and checks whether they are gone. */
    public Change lift(List<String> root, Set<String> addresses) throws InterruptedException {
        Set<String> done = new LinkedHashSet<>();
        List<String> faults = new ArrayList<>();
        try {
            Shown before = shown();
            for (String address : addresses) {
                if (before.fault().isPresent() || before.marked().contains(address)) {
                    CommandResult result = SystemProgram.run(transport, host, change(root, "del", address));
                    done.add(address);
                    if (!result.exitedZero()) {
                        faults.add(result.lastLine());
                    }
                }
            }
            Shown after = shown();
            if (after.fault().isPresent()) {
                return new Change(host, done, List.of(after.fault().get()));
            }
            Set<String> left = new LinkedHashSet<>(after.all());
            left.retainAll(addresses);
            List<String> still = new ArrayList<>();
            for (String address : left) {
                still.add(host + " still has an unreachable route to " + address
                        + (after.marked().contains(address)
                                ? ": " + String.join("; ", faults)
                                : ", which this fence did not set; lift it there with: ip route del unreachable "
                                        + address + "/32"));
            }
            done.removeAll(left);
            return new Change(host, done, still);
        } catch (GpFailoverException e) {
            return new Change(
                    host,
                    done,
                    List.of(host + " could not be told to lift its routes to " + addresses + ": " + said(e)));
        }
    }

    /** Shows the routes that there are. */
    public Shown shown() throws InterruptedException {
        try {
            CommandResult result = ask("ip", "-o", "route", "show", "type", "unreachable");
            if (!result.exitedZero()) {
                return unseen("ip ended with " + result.exitText() + ": " + result.lastLine());
            }
            if (!result.stdout().isEmpty() && !result.stdout().endsWith("\n")) {
                // The end of a line that was cut off could pass for the route to a shorter address.
                return unseen("its list was cut off within its last line");
            }
            Set<String> marked = new LinkedHashSet<>();
            Set<String> others = new LinkedHashSet<>();
            for (String line : result.stdout().lines().toList()) {
                Ipv4.Route route = Ipv4.route(line);
                if (route != null) {
                    (route.origin().equals(ORIGIN) ? marked : others).add(route.address());
                }
            }
            return new Shown(host, marked, others, Optional.empty());
        } catch (GpFailoverException e) {
            return unseen(said(e));
        }
    }

    private Shown unseen(String why) {
        return new Shown(host, Set.of(), Set.of(), Optional.of(host + " could not show its routes: " + why));
    }

    /** The command that sets ({@code add}) or lifts ({@code del}) a route. */
    public static Command change(List<String> root, String verb, String address) {
        List<String> words = new ArrayList<>(root);
        words.addAll(List.of("ip", "route", verb, "unreachable", address + "/32", "proto", ORIGIN));
        return english(words).systemProgram().mutating().build();
    }

    private CommandResult ask(String... words) throws InterruptedException {
        Command.Builder question = english(List.of(words));
        return ADMINISTRATION.contains(words[0])
                ? SystemProgram.run(transport, host, question.systemProgram().build())
                : transport.execute(host, question.build());
    }

    private static Command.Builder english(List<String> words) {
        return Command.builder(words).variable("LC_ALL", "C").timeout(QUESTION);
    }

    private static String said(GpFailoverException e) {
        return String.valueOf(e.getMessage());
    }
}
