package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.stability.Evolving;

/**
 * What a command does and answers on a simulated host, written by a test.
 *
 * <p>For a program that the model does not have, such as a power switch's, and for answers that it would not give. Called where the
 * program would run, so only if the host answers. Given to {@link CommandCondition#instead(CommandRule)}.
 *
 * @since 0.1
 */
@Evolving
@FunctionalInterface
public interface CommandRule {

    /**
     * Runs the command.
     *
     * @param host the host that it was sent to
     * @param command the command
     * @return its end; {@link CommandResult#elapsed()} passes in virtual time, up to the command's time-out
     * @throws InterruptedException if the thread was interrupted
     * @throws io.github.gpfailover.error.TransportException if the transport is to fail
     */
    CommandResult run(HostName host, Command command) throws InterruptedException;
}
