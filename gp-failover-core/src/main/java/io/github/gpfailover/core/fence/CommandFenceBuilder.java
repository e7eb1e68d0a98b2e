package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The builder of a fence. Not thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class CommandFenceBuilder {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    final Given given = new Given();
    final HostName host;

    @Nullable
    HostName runOn;

    @Nullable
    List<String> command;

    @Nullable
    List<String> check;

    @Nullable
    List<String> release;

    @Nullable
    String prints;

    @Nullable
    String input;

    final Map<String, String> variables = new LinkedHashMap<>();
    final List<String> secrets = new ArrayList<>();

    @Nullable
    Duration timeout;

    @Nullable
    Duration within;

    boolean leavesRunning;

    CommandFenceBuilder(HostName host) {
        this.host = host;
    }

    /**
     * Gives the command that takes the host out.
     *
     * @param words program and arguments, which reports show
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if there is no program
     * @throws IllegalStateException if it was given already
     */
    public CommandFenceBuilder command(String... words) {
        given.once("command");
        command = words(words);
        return this;
    }

    /**
     * Gives the command that shows, by exit status 0, that the host is out. It must only read.
     *
     * @param words program and arguments, which reports show
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if there is no program
     * @throws IllegalStateException if it was given already
     */
    public CommandFenceBuilder check(String... words) {
        given.once("check");
        check = words(words);
        return this;
    }

    /**
     * Says which line the check must print, beside exit status 0.
     *
     * @param line the whole line, without blanks at its ends
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is blank or has more lines
     * @throws IllegalStateException if it was said already
     */
    public CommandFenceBuilder checkPrints(String line) {
        given.once("checkPrints");
        prints = Checks.sentence(line, "line").strip();
        return this;
    }

    /**
     * Gives the command that lets the host in again.
     *
     * @param words program and arguments, which reports show
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if there is no program
     * @throws IllegalStateException if it was given already
     */
    public CommandFenceBuilder release(String... words) {
        given.once("release");
        release = words(words);
        return this;
    }

    /**
     * Says on which host the commands run, through the engine's transport: journaled and reported as every command. Without it they
     * run on the controller, where the engine can't count them.
     *
     * @param other the host
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not a host name, or the host that is to be taken out
     * @throws IllegalStateException if it was said already
     */
    public CommandFenceBuilder runOn(String other) {
        given.once("runOn");
        HostName name = HostName.of(other);
        if (name.equals(host)) {
            throw new IllegalArgumentException(
                    "runOn was " + other + ", the host that is to be taken out: name one that goes on");
        }
        runOn = name;
        return this;
    }

    /**
     * Gives what each command reads on standard input, such as a password. It is never shown.
     *
     * @param text the text
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalStateException if it was given already
     */
    public CommandFenceBuilder secretInput(String text) {
        given.once("secretInput");
        input = Checks.notNull(text, "secret input");
        secret(text.strip());
        return this;
    }

    /**
     * Sets an environment variable for each command. Its value is never shown; on another host, root may see it while the command
     * is started, which it can't with {@link #secretInput}.
     *
     * @param name the variable
     * @param value its value
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalStateException if that variable was set already
     */
    public CommandFenceBuilder secretVariable(String name, String value) {
        given.once("secretVariable " + name);
        variables.put(Checks.notNull(name, "variable"), Checks.notNull(value, "value"));
        secret(value);
        return this;
    }

    /**
     * Says how long each command may take.
     *
     * @param time the time
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if it was said already
     */
    public CommandFenceBuilder timeout(Duration time) {
        given.once("timeout");
        timeout = Checks.positive(time, "timeout");
        return this;
    }

    /**
     * Says how long after the command the check may take to come true.
     *
     * @param time the time
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if it was said already
     */
    public CommandFenceBuilder within(Duration time) {
        given.once("within");
        within = Checks.positive(time, "within");
        return this;
    }

    /**
     * Says that the old master may go on running, as behind a switch port that was shut: then what answers there does not contradict the
     * check.
     *
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public CommandFenceBuilder leavesRunning() {
        given.once("leavesRunning");
        leavesRunning = true;
        return this;
    }

    /**
     * Makes the fence.
     *
     * @return the fence
     * @throws IllegalStateException if the command or the check is missing
     * @throws IllegalArgumentException if a variable's name is not one
     */
    public CommandFence build() {
        if (command == null || check == null) {
            throw new IllegalStateException("the fence has no " + (command == null ? "command" : "check")
                    + ": a fence that can't show its effect is none; write .command(...) and .check(...)");
        }
        return new CommandFence(this);
    }

    Command command(List<String> words, boolean mutating) {
        Command.Builder b = Command.builder(words).timeout(timeout == null ? TIMEOUT : timeout);
        variables.forEach(b::variable);
        if (input != null) {
            b.secretStdin(input);
        }
        return mutating ? b.mutating().build() : b.build();
    }

    private void secret(String text) {
        if (!text.isEmpty()) {
            secrets.add(text);
        }
    }

    private static List<String> words(String... words) {
        // Checked here, so that the fault is where it was written.
        return Command.builder(List.of(words)).build().program();
    }
}
