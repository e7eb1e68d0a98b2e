package io.github.gpfailover.testkit;

import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.internal.CommandRunner;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happens at one command: before it, in its place, within it, and to its answer. Parts that are null do nothing.
 *
 * @param before what happens before it is sent
 * @param rule what answers in its place
 * @param fault how it goes wrong
 * @param answer what is made of its answer
 */
record Strike(
        @Nullable Runnable before,
        @Nullable CommandRule rule,
        CommandRunner.@Nullable Fault fault,
        @Nullable UnaryOperator<CommandResult> answer) {

    static Strike of(CommandFault fault) {
        return new Strike(null, null, fault.order(), null);
    }

    static Strike before(Runnable what) {
        return new Strike(what, null, null, null);
    }

    static Strike answering(UnaryOperator<CommandResult> answer) {
        return new Strike(null, null, null, answer);
    }

    static Strike instead(CommandRule rule) {
        return new Strike(null, rule, null, null);
    }
}
