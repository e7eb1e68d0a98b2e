package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.LogTrouble;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The questions that single steps ask beyond the observation. It is an interface because a preview answers them from its model where the
 * plan would have changed the answer by then. All of them only read.
 *
 * <p>What the transport meets comes out as {@link io.github.gpfailover.error.TransportException}, unless a method says otherwise.
 */
public interface Inspection {

    /** Whether the answers are those of a model, since the plan would have changed the cluster by now. */
    default boolean foresees() {
        return false;
    }

    /** What stands at a data directory's path; a host that can't be asked gives unknown. */
    DirectoryState directory(InstanceLocation at) throws InterruptedException;

    /**
     * What speaks for and against making a standby of a directory that is there; what could not be asked is said so in the answer.
     *
     * @param master the master, as it was observed
     */
    JoinFacts oldDirectory(InstanceLocation at, InstanceState master) throws InterruptedException;

    /**
     * Whether the log of a directory and that of its master are the same right before the fork; empty if they are, else how they differ or
     * why that could not be determined.
     */
    Optional<String> logDiffers(JoinFacts facts, Lsn fork) throws InterruptedException;

    /** How a master answers a login like that of a standby's receiver. */
    ReplicationLogin replicationLogin(HostName from, InstanceLocation master) throws InterruptedException;

    /** The IPv4 address that a host's name stands for on another; empty where that can't be determined. */
    Optional<String> address(HostName from, HostName of) throws InterruptedException;

    /** Gives a host's own IPv4 addresses with their prefix lengths; empty if they can't be determined. */
    List<String> networks(HostName host) throws InterruptedException;

    /**
     * The text of a file; empty if it is not there.
     *
     * @throws io.github.gpfailover.error.TransportException if the host can't be asked
     * @throws io.github.gpfailover.error.UnreadableOutputException if the file is there, and can't be read
     */
    Optional<String> file(HostName host, String path) throws InterruptedException;

    /** Whether a file is there; empty where the host can't determine it. */
    Optional<Boolean> there(HostName host, String path) throws InterruptedException;

    /** What is known of a server's socket lock file, and of the process that it names. */
    SocketLock socketLock(InstanceLocation at) throws InterruptedException;

    /**
     * Which processes of its host can't be distinguished from those of a server, so that nobody could prove it stopped; empty if all can.
     *
     * @param known the other servers that are known, whose processes are theirs
     */
    List<String> unprovable(InstanceLocation at, List<InstanceLocation> known) throws InterruptedException;

    /** What one host sees of a server on another; empty where the plan would have changed it by now. */
    Optional<Sighting> sight(HostName from, InstanceLocation server) throws InterruptedException;

    /** The second in which a server's postmaster began, by its {@code postmaster.pid}; empty where that is not there or can't be read. */
    OptionalLong startSecond(InstanceLocation at) throws InterruptedException;

    /** The last thing in a server's log that keeps a stream from running; empty if there is none, or it could not be read. */
    Optional<LogTrouble> logTrouble(InstanceLocation at) throws InterruptedException;

    /** The prefixes of the distributed ids that segments keep. */
    IdPrefixes idPrefixes(List<CatalogRow> primaries) throws InterruptedException;

    /** What a server says that refuses a session; empty if it takes one, or can't be asked. */
    Optional<LoginRefusal> refusal(InstanceLocation at) throws InterruptedException;

    /** The server that a standby follows, by its marker file; empty where that can't be read. */
    Optional<Upstream> upstream(InstanceLocation standby) throws InterruptedException;

    /** What a server says to the master's host, where the controller can't see it. */
    Answer answer(InstanceLocation master, InstanceLocation server) throws InterruptedException;

    /** Whether a fault detector outside the cluster is set up; empty where the server can't be asked, or its product has none. */
    Optional<Boolean> externalDetector(InstanceLocation master) throws InterruptedException;

    /** The rows of a table; empty if there is no such table. */
    OptionalLong rows(InstanceLocation master, String table) throws InterruptedException;

    /** The answer of {@code gpstate -s}. */
    ClusterStatus status(InstanceLocation master) throws InterruptedException;

    /** The answer of {@code gpstate -f}. */
    StandbyDetails standbyDetails(InstanceLocation master) throws InterruptedException;

    /** What a host has installed and set. */
    HostEnvironment environment(HostName host, InstanceLocation at) throws InterruptedException;

    /** How large a data directory is; a host that can't be asked gives an unknown size. */
    DiskSpace directorySize(InstanceLocation at) throws InterruptedException;

    /** What is free where a data directory is or will be; a host that can't be asked gives an unknown size. */
    DiskSpace freeSpace(InstanceLocation at) throws InterruptedException;

    /**
     * What a host's clock says, in seconds since 1970; empty where it can't be determined. For notes, never for a decision.
     */
    OptionalLong epochSecond(HostName host) throws InterruptedException;

    /** Why one host gets no command run on another by ssh without a password; empty if it does. */
    Optional<String> sshFault(HostName from, HostName to) throws InterruptedException;

    /** Whether a host is silent to the controller; one that refuses in any way is not. */
    boolean silent(HostName host) throws InterruptedException;

    /** What the master's host has of connections to its standby's host. */
    PeerSockets sockets(InstanceLocation master, CatalogRow standby) throws InterruptedException;

    /** What comes of a read that goes through every segment. Writes nothing. */
    DispatchAnswer dispatch(InstanceLocation master, List<CatalogRow> primaries) throws InterruptedException;

    /** Writes through a table of the session's own on every segment and reads it back; gives what prevents it, empty if nothing does. */
    List<String> dispatchFaults(InstanceLocation master, List<CatalogRow> primaries) throws InterruptedException;
}
