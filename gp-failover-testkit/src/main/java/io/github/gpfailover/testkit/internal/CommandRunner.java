package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.internal.rule.Rules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in virtual time: the way to the host, what was ordered to go wrong, the program, its end or its time-out. */
public final class CommandRunner {

    private static final long CONNECT_NANOS = 5_000_000_000L;

    /**
     * What goes wrong with the next command of a program on a host: whether before its effect, whether it hangs, its exit status
     * if {@code exits} says that it has one, and its text if not null.
     */
    public record Fault(boolean before, boolean hang, boolean exits, int exit, String stdout) {}

    private final World world;
    private final Rules rules = new Rules();
    private final Map<String, Deque<Fault>> faults = new HashMap<>();

    /** Makes a runner. */
    public CommandRunner(World world) {
        this.world = world;
    }

    /** Orders a fault. */
    public void failNext(String host, String program, Fault fault) {
        faults.computeIfAbsent(host + ' ' + program, k -> new ArrayDeque<>()).add(fault);
    }

    /** Runs a command to its end. */
    public CommandResult run(HostName name, Command command) {
        SimTime time = world.time;
        long began = time.now();
        SimHost host = world.host(name.value());
        String end = "failed";
        try {
            if (host == null) {
                throw new TransportException(Reason.UNKNOWN_HOST, name, "there is no such host", null);
            }
            CommandResult result = run(host, command, began + command.timeout().toNanos());
            end = result.exitText();
            return result;
        } catch (TransportException e) {
            end = e.reason().name();
            throw e;
        } finally {
            world.log.command(began, name, command, end, time.now() - began);
            world.check();
        }
    }

    private CommandResult run(SimHost host, Command command, long deadline) {
        SimTime time = world.time;
        long began = time.now();
        if (!world.connected(world.controller, host)) {
            time.advanceTo(Math.min(deadline, began + CONNECT_NANOS));
            throw new TransportException(Reason.CONNECT, host.name, "no connection could be made", null);
        }
        Call call = new Call(world, host, command, Rules.words(command));
        Fault fault = faults.isEmpty() ? null : take(host, call.words.get(0));
        if (host.hung || (fault != null && fault.hang)) {
            time.advanceTo(deadline);
            throw timeout(host, command);
        }
        if (fault != null && fault.before) {
            return before(host, fault, began);
        }
        rules.run(world, host, call);
        world.check();
        finish(call, deadline);
        Duration elapsed = Duration.ofNanos(time.now() - began);
        if (fault != null) {
            return after(call, fault, elapsed);
        }
        return CommandResult.of(call.exit, call.out.toString(), call.err.toString(), elapsed);
    }

    private void finish(Call call, long deadline) {
        SimTime time = world.time;
        while (call.pending()) {
            long due = call.due();
            long stop = call.waiting() ? Math.min(due, Math.max(time.now(), time.nextEvent())) : due;
            if (stop > deadline) {
                time.advanceTo(deadline);
                call.detach();
                throw timeout(call.host, call.command);
            }
            time.advanceTo(stop);
            if (call.powerLost() || call.host.hung || !world.connected(world.controller, call.host)) {
                call.detach();
                throw new TransportException(
                        Reason.LOST, call.host.name, "the connection was lost during '" + call.command + "'", null);
            }
            if (!call.waiting() || call.due() <= time.now()) {
                call.step();
            }
        }
    }

    private static CommandResult before(SimHost host, Fault fault, long began) {
        if (fault.exits) {
            return CommandResult.of(fault.exit, "", "", Duration.ZERO);
        }
        throw new TransportException(
                Reason.LOST, host.name, "the connection was lost at " + SimTime.instant(began), null);
    }

    private static CommandResult after(Call call, Fault fault, Duration elapsed) {
        if (fault.stdout != null) {
            return CommandResult.of(call.exit, fault.stdout, call.err.toString(), elapsed);
        }
        if (fault.exits) {
            return CommandResult.of(fault.exit, half(call.out.toString()), call.err.toString(), elapsed);
        }
        throw new TransportException(
                Reason.LOST, call.host.name, "the connection was lost after '" + call.command + "'", null);
    }

    private static String half(String text) {
        long lines = text.chars().filter(c -> c == '\n').count();
        int end = 0;
        for (long i = 0; i < lines / 2; i++) {
            end = text.indexOf('\n', end) + 1;
        }
        return text.substring(0, end);
    }

    private Fault take(SimHost host, String program) {
        Deque<Fault> queue = faults.get(host.name.value() + ' ' + program);
        return queue == null ? null : queue.poll();
    }

    private static TransportException timeout(SimHost host, Command command) {
        return new TransportException(
                Reason.TIMEOUT,
                host.name,
                "'" + command + "' had not ended after " + command.timeout().toMillis() / 1000.0 + " s",
                null);
    }
}
