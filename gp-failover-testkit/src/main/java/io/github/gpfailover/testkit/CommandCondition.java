package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The first half of an ordered fault: at which commands it strikes. The methods that give a {@link CommandHook} are the second half:
 * what happens then.
 *
 * <p>Begun by {@link SimulatedCluster#when(String)}. Without further words it strikes once, at the next such command on any host. Each
 * setter narrows it. Not thread-safe.
 *
 * <pre>{@code
 * cluster.when("pg_ctl promote").on("smdw").then(CommandFault.lostAfterEffect());
 * cluster.when("pg_ctl stop").on("mdw").before(() -> cluster.cut("mdw", "smdw"));
 * cluster.when("psql").on("sdw1").nth(3).after(() -> cluster.powerOff("sdw1"));
 * cluster.when("outlet").always().instead((host, command) -> CommandResult.of(0, "off\n", "", Duration.ofMillis(20)));
 * }</pre>
 *
 * @since 0.1
 */
@Evolving
public final class CommandCondition {

    private final CommandHooks hooks;
    private final String words;
    private final Set<HostName> hosts = new LinkedHashSet<>();
    private Predicate<Command> which;
    private int first = 1;
    private long most = 1;

    CommandCondition(CommandHooks hooks, String words, Predicate<Command> which) {
        this.hooks = hooks;
        this.words = words;
        this.which = which;
    }

    /**
     * Strikes on these hosts only.
     *
     * @param names the hosts, as commands are sent to them
     * @return this condition
     * @throws NullPointerException if a name is null
     * @throws IllegalArgumentException if one is not a host name
     */
    public CommandCondition on(String... names) {
        for (String name : names) {
            hosts.add(HostName.of(name));
        }
        return this;
    }

    /**
     * Strikes only at commands that say of themselves that they change something.
     *
     * @return this condition
     */
    public CommandCondition mutating() {
        which = which.and(Command::mutating);
        return this;
    }

    /**
     * Strikes only at commands that say of themselves that they change nothing.
     *
     * @return this condition
     */
    public CommandCondition asking() {
        which = which.and(c -> !c.mutating());
        return this;
    }

    /**
     * Strikes at that one of the commands first, counted from now.
     *
     * @param number 1 for the next one
     * @return this condition
     * @throws IllegalArgumentException if it is less than 1
     */
    public CommandCondition nth(int number) {
        first = Checks.range(number, "number", 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Strikes at so many of the commands, one after the other.
     *
     * @param count how many
     * @return this condition
     * @throws IllegalArgumentException if it is less than 1
     */
    public CommandCondition times(int count) {
        most = Checks.range(count, "count", 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Strikes at each of the commands, until the hook is lifted.
     *
     * @return this condition
     */
    public CommandCondition always() {
        most = Long.MAX_VALUE;
        return this;
    }

    /**
     * The command goes wrong.
     *
     * @param fault how
     * @return the hook
     * @throws NullPointerException if it is null
     */
    public CommandHook then(CommandFault fault) {
        Checks.notNull(fault, "fault");
        return hooks.add(new CommandHook(this, fault.toString(), Strike.of(fault)));
    }

    /**
     * Something happens right before the command is sent.
     *
     * @param what what happens, such as a verb of the cluster; what it throws reaches who sent the command
     * @return the hook
     * @throws NullPointerException if it is null
     */
    public CommandHook before(Runnable what) {
        return hooks.add(
                new CommandHook(this, "something happens before it", Strike.before(Checks.notNull(what, "what"))));
    }

    /**
     * Something happens right after the command has ended, before whoever sent it hears of that; not if the transport fails.
     *
     * @param what what happens, such as a verb of the cluster; what it throws reaches who sent the command
     * @return the hook
     * @throws NullPointerException if it is null
     */
    public CommandHook after(Runnable what) {
        Checks.notNull(what, "what");
        return answering(result -> {
            what.run();
            return result;
        });
    }

    /**
     * Something happens while the command runs: so much later, whether or not it has ended by then.
     *
     * @param later how long after it was sent
     * @param what what happens, on the thread that moves the time
     * @return the hook
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the time is negative
     */
    public CommandHook during(Duration later, Runnable what) {
        Checks.notNull(what, "what");
        if (Checks.notNull(later, "later").isNegative()) {
            throw new IllegalArgumentException("later was " + later + " but an event can't happen in the past");
        }
        return before(() -> hooks.clock().schedule(later, what));
    }

    /**
     * The command does what it does, and its answer is another one.
     *
     * @param answer makes the answer of the true one; what it throws reaches who sent the command
     * @return the hook
     * @throws NullPointerException if it is null
     */
    public CommandHook answering(UnaryOperator<CommandResult> answer) {
        return hooks.add(
                new CommandHook(this, "its answer is changed", Strike.answering(Checks.notNull(answer, "answer"))));
    }

    /**
     * The command is not run; a rule answers in its place, if the host answers at all. Commands that the rule runs on the cluster do not
     * meet it again.
     *
     * @param rule the rule
     * @return the hook
     * @throws NullPointerException if it is null
     */
    public CommandHook instead(CommandRule rule) {
        return hooks.add(new CommandHook(this, "a rule answers", Strike.instead(Checks.notNull(rule, "rule"))));
    }

    /**
     * The command is not run, and ends so.
     *
     * @param result its end
     * @return the hook
     * @throws NullPointerException if it is null
     */
    public CommandHook instead(CommandResult result) {
        Checks.notNull(result, "result");
        return instead((host, command) -> result);
    }

    boolean meets(HostName host, Command command) {
        return (hosts.isEmpty() || hosts.contains(host)) && which.test(command);
    }

    /** Says whether the command of that number, of those that it meets, is one to strike at. */
    boolean strikesAt(long number) {
        return number >= first && number - first < most;
    }

    boolean endsWith(long number) {
        return number - first >= most - 1;
    }

    CommandCondition copy() {
        CommandCondition copy = new CommandCondition(hooks, words, which);
        copy.hosts.addAll(hosts);
        copy.first = first;
        copy.most = most;
        return copy;
    }

    /** Returns at which commands it strikes, for people. */
    @Override
    public String toString() {
        String where = hosts.isEmpty()
                ? ""
                : " on "
                        + String.join(
                                " or ", hosts.stream().map(HostName::value).toList());
        String often = most == 1
                ? (first == 1 ? "" : ", number " + first)
                : most == Long.MAX_VALUE ? ", always" : ", " + most + " times";
        return "when " + words + where + often;
    }

    List<HostName> hosts() {
        return List.copyOf(hosts);
    }
}
