package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/** What stands at a data directory's path; a host that can't be asked gives unknown. */
public record DirectoryAt(InstanceLocation at) implements Question<DirectoryState> {

    @Override
    public DirectoryState ask(LiveInspection hosts) throws InterruptedException {
        try {
            // pg_control first: within an outage one question is better than two.
            CommandResult control = hosts.run(at.host(), hosts.dialect().controlData(at));
            if (control.exitedZero()) {
                return present(at, control);
            }
            CommandResult there = hosts.run(
                    at.host(), Command.of("test", "-e", at.dataDirectory().path()));
            if (there.exitCode().isEmpty() || there.exitCode().getAsInt() > 1) {
                return DirectoryState.unknown("'test -e' ended with " + there.exitText());
            }
            return there.exitedZero()
                    ? new DirectoryState(DirectoryState.Presence.PRESENT, Optional.empty(), control.lastLine())
                    : DirectoryState.absent();
        } catch (TransportException e) {
            return DirectoryState.unknown(e.getMessage());
        }
    }

    private static DirectoryState present(InstanceLocation at, CommandResult control) {
        try {
            ControlData data = ControlData.parse(at.host(), control);
            return new DirectoryState(DirectoryState.Presence.PRESENT, Optional.of(data), "");
        } catch (UnreadableOutputException e) {
            return new DirectoryState(DirectoryState.Presence.PRESENT, Optional.empty(), e.getMessage());
        }
    }
}
