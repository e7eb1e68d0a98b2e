package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The site's own power or network control: one command that takes a host out, and another that shows that it is out.
 *
 * <p>It exists for hosts that nobody reaches and whose power or switch port somebody controls: IPMI, a hypervisor, a cloud's program. The
 * exit status of the first command proves nothing; only the check does, by exit status 0 and, if given, by a line that it must print. A
 * check that says "off" while the host shows a sign of life proves nothing either, unless the fence {@linkplain
 * CommandFenceBuilder#leavesRunning() leaves it running}. It is about one host: on another old master it does nothing.
 *
 * <pre>{@code
 * Fence power = CommandFence.builder("mdw")
 *         .command("ipmitool", "-H", "mdw-ipmi", "-U", "fence", "-E", "chassis", "power", "off")
 *         .check("ipmitool", "-H", "mdw-ipmi", "-U", "fence", "-E", "chassis", "power", "status")
 *         .checkPrints("Chassis Power is off")
 *         .secretVariable("IPMI_PASSWORD", password)
 *         .runOn("smdw")
 *         .build();
 * }</pre>
 *
 * <p>Commands are argument lists; no shell reads them. Arguments are shown in reports, so a secret belongs into {@link
 * CommandFenceBuilder#secretInput} or {@link CommandFenceBuilder#secretVariable}, which are never shown: where a program prints it, {@code (secret)} stands in
 * its place. Repeating it is as harmless as the command is. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class CommandFence implements Fence {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
    private static final HostName HERE = HostName.of("localhost");

    private final HostName host;
    private final Optional<HostName> runOn;
    private final Command command;
    private final Command check;
    private final Optional<Command> release;
    private final Optional<String> prints;
    private final List<String> secrets;
    private final Duration within;
    private final boolean leavesRunning;

    CommandFence(CommandFenceBuilder b) {
        host = b.host;
        runOn = Optional.ofNullable(b.runOn);
        command = b.command(Given.needed(b.command, "command"), true);
        check = b.command(Given.needed(b.check, "check"), false);
        release = Optional.ofNullable(b.release).map(words -> b.command(words, true));
        prints = Optional.ofNullable(b.prints);
        secrets = List.copyOf(b.secrets);
        within = b.within == null ? WITHIN : b.within;
        leavesRunning = b.leavesRunning;
    }

    /**
     * Begins a fence. Defaults: commands run on the controller, 30 s each; the check may take another 30 s to come true.
     *
     * @param host the host that the command takes out
     * @return a builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not a host name
     */
    public static CommandFenceBuilder builder(String host) {
        return new CommandFenceBuilder(HostName.of(host));
    }

    @Override
    public String name() {
        return "CommandFence";
    }

    @Override
    public List<String> describe(FenceContext context) {
        List<String> all = new ArrayList<>();
        if (!context.oldMaster().host().equals(host)) {
            all.add("nothing is run: this fence is of " + host);
            return all;
        }
        all.add(where() + ": " + command);
        all.add(where() + ": " + check + "   (must end with 0"
                + prints.map(p -> " and print '" + p + "'").orElse("") + ")");
        return all;
    }

    /** Says that the engine can't see what is done where the command runs on the controller. */
    @Override
    public boolean actsOutside() {
        return runOn.isEmpty();
    }

    @Override
    public boolean leavesRunning() {
        return leavesRunning;
    }

    /** A check that holds while the host is well proves nothing, and neither does one that can't be run. */
    @Override
    public List<String> obstacles(FenceContext context) throws InterruptedException {
        if (!context.oldMaster().host().equals(host)) {
            return List.of(otherHost(context));
        }
        try {
            CommandResult said = run(context, check);
            return said.exitedZero() && printed(said)
                    ? List.of("the check '" + check + "' says that " + host
                            + " is out although it serves: it proves nothing; it said: " + shown(said))
                    : List.of();
        } catch (TransportException e) {
            return List.of("the check '" + check + "' could not be run: " + e.getMessage());
        }
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        if (!context.oldMaster().host().equals(host)) {
            return FenceProof.missing(otherHost(context), List.of());
        }
        String done;
        try {
            CommandResult said = run(context, command);
            done = "'" + command + "' ended with " + said.exitText() + ": " + shown(said);
        } catch (TransportException e) {
            done = "'" + command + "': " + e.getMessage();
        }
        long began = context.sleeper().nanoTime();
        FenceProof proof = verify(context);
        while (!proof.fenced() && context.sleeper().nanoTime() - began < within.toNanos()) {
            context.sleeper().sleep(BETWEEN_CHECKS);
            proof = verify(context);
        }
        return proof.withStatement(done + "; " + proof.statement());
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        if (!context.oldMaster().host().equals(host)) {
            return FenceProof.missing(otherHost(context), List.of());
        }
        CommandResult said;
        try {
            said = run(context, check);
        } catch (TransportException e) {
            return FenceProof.missing("the check '" + check + "' could not be run: " + e.getMessage(), List.of());
        }
        String words =
                "the check '" + check + "' on " + where() + " ended with " + said.exitText() + ": " + shown(said);
        if (!said.exitedZero() || !printed(said)) {
            return FenceProof.missing(
                    words + prints.map(p -> "; it must print '" + p + "'").orElse(""), List.of());
        }
        Optional<String> life = leavesRunning ? Optional.empty() : life(context);
        if (life.isPresent()) {
            return FenceProof.missing(words + ", but " + host + " shows a sign of life: " + life.get(), List.of());
        }
        return FenceProof.holds(
                words,
                List.of(new Evidence(
                        Evidence.Kind.FENCE, host, "'" + check + "' on " + where(), shown(said), context.now())));
    }

    /** Lifts it by the command that was given for it; without one it is only checked whether the host is still out. */
    @Override
    public List<String> release(FenceContext context) throws InterruptedException {
        if (!context.oldMaster().host().equals(host)) {
            return List.of();
        }
        try {
            CommandResult now = run(context, check);
            if (!now.exitedZero() || !printed(now)) {
                return List.of();
            }
            if (release.isEmpty()) {
                return List.of(host + " is still out (" + shown(now)
                        + ") and no command was given that lifts it: do it by hand");
            }
            CommandResult said = run(context, release.get());
            CommandResult after = run(context, check);
            return after.exitedZero() && printed(after)
                    ? List.of(host + " is still out after '" + release.get() + "', which ended with " + said.exitText()
                            + ": " + shown(said))
                    : List.of();
        } catch (TransportException e) {
            return List.of("whether " + host + " is still out can't be told: " + e.getMessage());
        }
    }

    private Optional<String> life(FenceContext context) throws InterruptedException {
        return SignOfLife.of(context.observe(), host);
    }

    private CommandResult run(FenceContext context, Command what) throws InterruptedException {
        if (runOn.isPresent()) {
            return context.transport().execute(runOn.get(), what);
        }
        try (CommandTransport local = LocalTransport.create(HERE)) {
            return local.execute(HERE, what);
        }
    }

    private boolean printed(CommandResult said) {
        return prints.isEmpty() || said.stdout().lines().anyMatch(l -> l.strip().equals(prints.get()));
    }

    private String shown(CommandResult said) {
        String line = said.lastLine();
        for (String secret : secrets) {
            line = line.replace(secret, "(secret)");
        }
        return line.isEmpty() ? "nothing was printed" : line;
    }

    private String where() {
        return runOn.map(HostName::toString).orElse("the controller");
    }

    private String otherHost(FenceContext context) {
        return "this fence is of " + host + ", but the old master is on "
                + context.oldMaster().host();
    }

    /** Returns name and host; no arguments. */
    @Override
    public String toString() {
        return name() + "(" + host + ")";
    }
}
