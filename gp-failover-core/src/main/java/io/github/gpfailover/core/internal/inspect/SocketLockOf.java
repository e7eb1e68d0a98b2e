package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/** What is known of a server's socket lock file, and of the process that it names. */
public record SocketLockOf(InstanceLocation at) implements Question<SocketLock> {

    @Override
    public SocketLock ask(LiveInspection hosts) throws InterruptedException {
        String path = hosts.dialect().lockFile(at);
        try {
            CommandResult text = hosts.run(at.host(), Command.of("cat", path));
            if (!text.exitedZero()) {
                boolean there =
                        hosts.run(at.host(), Command.of("test", "-e", path)).exitedZero();
                return there
                        ? new SocketLock(SocketLock.State.UNCLEAR, "it can't be read: " + text.lastLine())
                        : SocketLock.absent();
            }
            Optional<LockFile> lock = LockFile.parse(text.stdout());
            if (lock.isEmpty()) {
                return new SocketLock(SocketLock.State.UNCLEAR, "it names no process: " + Checks.shown(text.stdout()));
            }
            return heldBy(lock.get(), hosts.run(at.host(), ProcessTable.QUESTION), at);
        } catch (TransportException e) {
            return SocketLock.absent();
        }
    }

    private static SocketLock heldBy(LockFile lock, CommandResult ps, InstanceLocation at) {
        ProcessTable table;
        try {
            table = ProcessTable.parse(at.host(), ps.stdout());
        } catch (UnreadableOutputException e) {
            return new SocketLock(SocketLock.State.UNCLEAR, e.getMessage());
        }
        if (!table.whole(ps)) {
            return new SocketLock(SocketLock.State.UNCLEAR, "the host's process table is not proved whole");
        }
        String names = "it names process " + lock.pid() + " of " + lock.dataDirectory();
        return table.rows().stream()
                .filter(r -> r.pid() == lock.pid())
                .map(r -> new SocketLock(SocketLock.State.HELD, names + ", which runs as: " + r.command()))
                .findFirst()
                .orElse(new SocketLock(SocketLock.State.STALE, names + ", which is gone"));
    }
}
