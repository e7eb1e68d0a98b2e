package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.internal.CommandWrappers;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.UnknownCommandException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** One command as its program sees it: arguments in, texts and exit status out, and what it does as time passes. */
public final class Call {

    private static final long MILLI = 1_000_000L;
    private static final int SOCKET_LINE = 5;

    private record Step(long delay, LongSupplier release, Runnable action) {}

    /** The world that it acts on. */
    public final World world;
    /** The host that it runs on. */
    public final SimHost host;
    /** The program and its arguments. */
    public List<String> words;
    /** The command as it came. */
    public final Command command;
    /** Its standard output. */
    public final StringBuilder out = new StringBuilder(256);
    /** Its standard error. */
    public final StringBuilder err = new StringBuilder(0);
    /** Its process number. */
    public final int pid;
    /** Its exit status. */
    public int exit;

    /** What goes wrong with the command that it carries, or null. */
    public CommandRunner.Fault fault;
    /** What answers in the place of the command that it carries, or null. */
    public CommandResult instead;

    private final int powerLosses;
    private final boolean sourced;
    private final List<String> session;
    private boolean root;
    private Deque<Step> steps;
    private long since;

    /** Begins a call. */
    public Call(World world, SimHost host, Command command, List<String> words) {
        this.world = world;
        this.host = host;
        this.command = command;
        this.words = words;
        pid = host.newPid();
        powerLosses = host.powerLosses;
        CommandWrappers.Unwrapped read = CommandWrappers.read(command.program());
        sourced = command.environmentScript().isPresent() || read.script().isPresent();
        session =
                command.session().map(s -> List.of(s.dataDirectory(), s.host())).orElse(read.session());
        root = host.isRoot;
        since = world.time.now();
    }

    /**
     * Reads an environment variable, or "": the command's own, or the login's. Behind the product's script nothing of the login's chooses
     * a server, as {@link CommandWrappers#SOURCING} has it.
     */
    public String variable(String name) {
        String value = command.environment().get(name);
        if (value != null) {
            return value;
        }
        if (sourced && (name.startsWith("PG") || name.startsWith("PSQL") || name.endsWith("_DATA_DIRECTORY"))) {
            return name.equals("PGHOST") ? socket() : "";
        }
        return host.login.variables.getOrDefault(name, "");
    }

    /** Says whether the product's script is sourced for it. */
    public boolean sourced() {
        return sourced;
    }

    private String socket() {
        String file = session.isEmpty() ? null : host.read(session.get(0) + '/' + ServerDirectory.PID_FILE);
        if (file == null) {
            return "";
        }
        String directory = file.lines().skip(SOCKET_LINE - 1).findFirst().orElse("");
        return directory.startsWith("/") ? directory : session.get(1);
    }

    /** Goes on as root with another program: what sudo does. */
    public void asRoot(List<String> program) {
        words = program;
        root = true;
    }

    /** Says whether it runs as root. */
    public boolean root() {
        return root;
    }

    /** Has something happen so many milliseconds after what was added before. */
    public void after(long millis, Runnable action) {
        add(new Step(millis * MILLI, null, action));
    }

    /** Has so many milliseconds pass. */
    public void takes(long millis) {
        after(millis, () -> {});
    }

    /** Has something happen when the given time has come; it is asked again after each event. */
    public void await(LongSupplier release, Runnable action) {
        add(new Step(0, release, action));
    }

    /** Never ends. */
    public void hang() {
        await(() -> Long.MAX_VALUE, () -> {});
    }

    /** Says that no recording covers this. */
    public UnknownCommandException unknown(String why) {
        return new UnknownCommandException(host.name, command, why);
    }

    /** Says whether something is still to happen. */
    public boolean pending() {
        return steps != null && !steps.isEmpty();
    }

    /** Says when the next thing happens, as far as that is known. */
    public long due() {
        Step head = steps.peek();
        return head.release == null ? since + head.delay : head.release.getAsLong();
    }

    /** Says whether the next thing waits for something that an event may change. */
    public boolean waiting() {
        return steps.peek().release != null;
    }

    /** Does the next thing. */
    public void step() {
        since = world.time.now();
        steps.poll().action.run();
    }

    /** Says whether its host lost power since it began. */
    public boolean powerLost() {
        return host.powerLosses != powerLosses;
    }

    /** Goes on without anybody waiting for its end. */
    public void detach() {
        if (!pending() || powerLost()) {
            return;
        }
        long due = due();
        if (due == Long.MAX_VALUE) {
            // A server goes on with a statement whose client is gone: what it waits for may still come.
            world.left.add(this);
            return;
        }
        world.time.at(due, () -> {
            if (!powerLost() && pending()) {
                if (due() <= world.time.now()) {
                    step();
                }
                detach();
            }
        });
    }

    /** Goes on if what it waits for has come; answers whether it need not be checked again. */
    boolean resumed() {
        if (powerLost()) {
            return true;
        }
        boolean now = due() != Long.MAX_VALUE;
        if (now) {
            detach();
        }
        return now;
    }

    private void add(Step step) {
        if (steps == null) {
            steps = new ArrayDeque<>(4);
        }
        steps.add(step);
    }
}
