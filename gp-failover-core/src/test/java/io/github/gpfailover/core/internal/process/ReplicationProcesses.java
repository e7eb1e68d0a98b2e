package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.cluster.ServerProcess.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The wal senders and wal receivers in a host's process table, with the position that their titles show (recording 82:
 * {@code wal receiver process streaming 0/24000128}). They show a stream without a session.
 *
 * <p>A title is written when something is sent or received: it outlives a connection that has died silently (recording a0).
 *
 * @param senders the wal senders
 * @param receivers the wal receivers
 */
public record ReplicationProcesses(List<Stream> senders, List<Stream> receivers) {

    /**
     * One of them.
     *
     * @param pid its process id
     * @param ppid its parent's process id: its postmaster, unless that is gone
     * @param port the port of its instance; 0 if its title has none
     * @param streamed up to where it says that it streamed; empty while it does not stream
     */
    public record Stream(int pid, int ppid, int port, Optional<Lsn> streamed) {}

    /**
     * Copies the lists.
     *
     * @param senders the wal senders
     * @param receivers the wal receivers
     */
    public ReplicationProcesses {
        senders = List.copyOf(senders);
        receivers = List.copyOf(receivers);
    }

    /** Finds them among a host's processes. */
    public static ReplicationProcesses of(ProcessTable table) {
        List<Stream> senders = new ArrayList<>();
        List<Stream> receivers = new ArrayList<>();
        for (ProcessTable.Row row : table.rows()) {
            ServerTitle title = ServerTitle.of(row.command());
            if (title != null && (title.kind() == Kind.WAL_SENDER || title.kind() == Kind.WAL_RECEIVER)) {
                Optional<Lsn> streamed =
                        new ServerProcess(Math.max(2, row.pid()), row.ppid(), title.kind(), row.command()).streamed();
                (title.kind() == Kind.WAL_SENDER ? senders : receivers)
                        .add(new Stream(row.pid(), row.ppid(), title.port(), streamed));
            }
        }
        return new ReplicationProcesses(senders, receivers);
    }
}
