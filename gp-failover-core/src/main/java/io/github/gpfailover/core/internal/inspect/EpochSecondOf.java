package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.util.OptionalLong;

/**
 * What a host's clock says, in seconds since 1970; empty where it can't be determined. For notes, never for a decision.
 */
public record EpochSecondOf(HostName on) implements Question<OptionalLong> {

    @Override
    public OptionalLong ask(LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult date = hosts.run(on, PlainCommand.plain("date", "+%s"));
            String text = date.stdout().strip();
            return date.exitedZero() && text.matches("[0-9]{1,18}")
                    ? OptionalLong.of(Long.parseLong(text))
                    : OptionalLong.empty();
        } catch (TransportException e) {
            return OptionalLong.empty();
        }
    }
}
