package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.internal.CommandRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults that are ordered at commands of one cluster. Each command passes through here. Thread-safe. */
final class CommandHooks {

    /** How a command is run with what strikes within it; either part may be null. */
    interface Run {
        CommandResult run(CommandRunner.@Nullable Fault fault, CommandRunner.@Nullable Program rule)
                throws InterruptedException;
    }

    private final VirtualClock clock;
    private final List<CommandHook> hooks = new ArrayList<>();

    CommandHooks(VirtualClock clock) {
        this.clock = clock;
    }

    VirtualClock clock() {
        return clock;
    }

    CommandCondition when(String words) {
        if (Checks.notNull(words, "words").isBlank()) {
            throw new IllegalArgumentException("words was blank but must be part of a command, such as pg_ctl promote");
        }
        return new CommandCondition(this, words, c -> c.toString().contains(words));
    }

    CommandCondition when(Predicate<Command> which) {
        return new CommandCondition(this, "a command is a certain one", Checks.notNull(which, "which"));
    }

    synchronized CommandHook add(CommandHook hook) {
        hooks.add(hook);
        return hook;
    }

    CommandResult run(HostName host, Command command, Run run) throws InterruptedException {
        List<CommandHook> struck = struck(host, command);
        if (struck.isEmpty()) {
            return run.run(null, null);
        }
        struck.forEach(CommandHook::begin);
        try {
            CommandRunner.Fault fault = null;
            CommandRule rule = null;
            for (CommandHook hook : struck) {
                Strike strike = hook.strike();
                if (strike.before() != null) {
                    strike.before().run();
                }
                fault = fault == null ? strike.fault() : fault;
                rule = rule == null ? strike.rule() : rule;
            }
            CommandRule chosen = rule;
            CommandResult result = run.run(fault, chosen == null ? null : () -> chosen.run(host, command));
            for (CommandHook hook : struck) {
                result = hook.strike().answer() == null
                        ? result
                        : hook.strike().answer().apply(result);
            }
            return result;
        } finally {
            struck.forEach(CommandHook::end);
        }
    }

    private synchronized List<CommandHook> struck(HostName host, Command command) {
        if (hooks.isEmpty()) {
            return List.of();
        }
        List<CommandHook> struck =
                hooks.stream().filter(h -> h.meets(host, command)).toList();
        hooks.removeIf(CommandHook::over);
        return struck;
    }
}
