package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.internal.rule.CarriedCommand;
import io.github.gpfailover.testkit.internal.rule.Rules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run of a command in virtual time: its route to the host, what was ordered to go wrong, the program, its end or its time-out.
 */
public final class CommandRunner {

    private static final long CONNECT_NANOS = 5_000_000_000L;
    private static final int MOST_BYTES_A_CHARACTER = 3;

    /**
     * What goes wrong with the next command of a program on a host: whether before its effect, whether it hangs, its exit status
     * if {@code exits} says that it has one, and its text if not null.
     */
    public record Fault(boolean before, boolean hang, boolean exits, int exit, String stdout) {}

    /** What answers a command in the place of its program. */
    @FunctionalInterface
    public interface Program {

        /** Runs. */
        CommandResult run() throws InterruptedException;
    }

    private final World world;
    private final int mostOutput;
    private final Rules rules = new Rules();
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private boolean closed;

    /** Makes a runner. */
    public CommandRunner(World world, int mostOutput) {
        this.mostOutput = mostOutput;
        this.world = world;
    }

    /** Orders a fault. */
    public void failNext(String host, String program, Fault fault) {
        faults.computeIfAbsent(host + ' ' + program, k -> new ArrayDeque<>()).add(fault);
    }

    /** Refuses all commands from now on, and loses those that run. */
    public void close() {
        closed = true;
    }

    /**
     * Runs a command to its end, through those hosts if some are named.
     *
     * @param ordered what goes wrong with it; null for what was ordered for its program, if anything
     * @param program what answers in the place of its program; null for nothing
     */
    public CommandResult run(List<HostName> between, HostName name, Command command, Fault ordered, Program program)
            throws InterruptedException {
        SimTime time = world.time;
        long began = time.now();
        String end = "failed";
        try {
            if (closed) {
                throw new TransportException(
                        Reason.NOT_STARTED, name, "'" + command + "' was not run: the transport is closed", null);
            }
            Way way = way(between, name, command);
            CommandResult result = run(way, command, began + command.timeout().toNanos(), ordered, program);
            end = result.exitText();
            return result;
        } catch (TransportException e) {
            end = e.reason().name();
            throw e;
        } finally {
            world.log.command(began, name, CarriedCommand.meant(command), end, time.now() - began);
            world.check();
        }
    }

    private Way way(List<HostName> between, HostName name, Command command) {
        List<SimHost> hosts = between.stream().map(b -> known(b, name, command)).toList();
        return new Way(world, hosts, known(name, name, command));
    }

    private SimHost known(HostName wanted, HostName target, Command command) {
        SimHost host = world.host(wanted.value());
        if (host == null) {
            throw new TransportException(
                    Reason.UNKNOWN_HOST,
                    target,
                    "'" + command + "' was not run: there is no host " + wanted + ", this cluster has "
                            + world.hosts.keySet(),
                    null);
        }
        return host;
    }

    private CommandResult run(Way way, Command command, long deadline, Fault ordered, Program program)
            throws InterruptedException {
        SimTime time = world.time;
        SimHost host = way.to();
        long began = time.now();
        SimHost stuck = way.answers() ? null : way.withoutRoute();
        if (stuck != null) {
            throw new TransportException(
                    Reason.CONNECT,
                    host.name,
                    "'" + command + "' was not run: " + stuck.name + " has no route to host" + way.named(),
                    null);
        }
        if (!way.answers()) {
            time.advanceTo(Math.min(deadline, began + CONNECT_NANOS));
            throw new TransportException(
                    Reason.NO_ANSWER,
                    host.name,
                    "'" + command + "' was not run: no answer came within "
                            + Duration.ofNanos(time.now() - began).toMillis() + " ms while connecting" + way.named()
                            + "; the host may be off or the link cut, which says nothing about its servers",
                    null);
        }
        Call call = new Call(world, host, command, Rules.words(command));
        Optional<CarriedCommand> carried = CarriedCommand.ofPlan(command);
        List<String> words = carried.map(c -> Rules.words(c.command())).orElse(call.words);
        Fault fault = ordered != null || faults.isEmpty() ? ordered : take(host, Rules.program(words));
        boolean within = carried.isPresent() && fault != null && (fault.hang || fault.exits || fault.stdout != null);
        if (host.hung || (fault != null && fault.hang && !within)) {
            time.advanceTo(deadline);
            throw timeout(host, command);
        }
        if (fault != null && fault.before && !within) {
            return before(call, fault);
        }
        startUp(call, way, deadline);
        if (program != null && carried.isEmpty()) {
            return instead(call, way, deadline, program);
        }
        call.fault = within ? fault : null;
        if (program != null) {
            try {
                call.instead = program.run();
            } catch (TransportException e) {
                if (e.mayHaveRun()) {
                    carried.get().leaveUnended(call);
                }
                throw e;
            }
        }
        rules.run(world, host, call);
        world.check();
        finish(call, way, deadline);
        if (!host.login.noise.isEmpty()) {
            // A shell that becomes the program starts twice.
            call.err.insert(
                    0, host.login.noise.repeat(call.command.argv().get(0).equals(call.words.get(0)) ? 1 : 2));
        }
        Duration elapsed = Duration.ofNanos(time.now() - began);
        if (fault != null && !within) {
            return after(call, fault, elapsed);
        }
        return CommandResult.of(call.exit, kept(call.out), kept(call.err), elapsed);
    }

    private CommandResult instead(Call call, Way way, long deadline, Program program) throws InterruptedException {
        CommandResult result = program.run();
        long end = world.time.now() + result.elapsed().toNanos();
        world.time.advanceTo(Math.min(end, deadline));
        if (end > deadline) {
            throw timeout(call.host, call.command);
        }
        if (call.powerLost() || call.host.hung || closed || !way.answers()) {
            throw lost(call, closed ? "the transport was closed" : "the connection broke");
        }
        return result;
    }

    private void startUp(Call call, Way way, long deadline) throws InterruptedException {
        long ready = world.time.now() + call.host.login.slow.toNanos();
        if (ready > deadline) {
            world.time.advanceTo(deadline);
            throw timeout(call.host, call.command);
        }
        if (ready > world.time.now()) {
            world.time.advanceTo(ready);
            if (call.powerLost() || call.host.hung || closed || !way.answers()) {
                throw lost(call, closed ? "the transport was closed" : "the connection broke");
            }
        }
    }

    private void finish(Call call, Way way, long deadline) throws InterruptedException {
        SimTime time = world.time;
        while (call.pending()) {
            long due = call.due();
            // Whatever happens meanwhile may end the wait before its time.
            long stop = Math.min(due, Math.max(time.now(), time.nextEvent()));
            if (stop > deadline) {
                time.advanceTo(deadline);
                call.detach();
                throw timeout(call.host, call.command);
            }
            time.advanceTo(stop);
            if (call.powerLost() || call.host.hung || closed || !way.answers()) {
                call.detach();
                throw lost(call, closed ? "the transport was closed" : "the connection broke");
            }
            if (Thread.interrupted()) {
                call.detach();
                throw new InterruptedException("interrupted during '" + call.command + "' on " + call.host.name);
            }
            if (call.due() <= time.now()) {
                call.step();
                world.check();
            }
        }
    }

    private static CommandResult before(Call call, Fault fault) {
        if (fault.exits) {
            return CommandResult.of(fault.exit, "", "", Duration.ZERO);
        }
        throw lost(call, "the connection broke");
    }

    private static CommandResult after(Call call, Fault fault, Duration elapsed) {
        if (fault.stdout != null) {
            return CommandResult.of(call.exit, fault.stdout, call.err.toString(), elapsed);
        }
        if (fault.exits) {
            return CommandResult.of(fault.exit, half(call.out.toString()), call.err.toString(), elapsed);
        }
        throw lost(call, "the connection broke");
    }

    private static TransportException lost(Call call, String why) {
        return new TransportException(
                Reason.LOST,
                call.host.name,
                why + " while '" + call.command + "' ran; it may have taken effect, look before you run it again",
                null);
    }

    /** As much as any transport keeps. */
    private String kept(StringBuilder text) {
        if (text.length() <= mostOutput / MOST_BYTES_A_CHARACTER) {
            return text.toString();
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        BoundedOutput output = new BoundedOutput(mostOutput);
        output.add(bytes, bytes.length);
        return output.text();
    }

    static String half(String text) {
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
                "'" + command + "' had not ended after " + command.timeout().toMillis() / 1000.0
                        + " s; it may have taken effect, look before you run it again",
                null);
    }
}
