package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The commands of one product version, and the terms that they use. It exists so that every difference between the products stands in one
 * place. Implementations are immutable and thread-safe.
 */
public interface Dialect extends ProductWords {

    /** How {@code pg_ctl} stops a server. */
    enum StopMode {
        /** Ends sessions and writes a shutdown checkpoint. */
        FAST,
        /** Ends everything at once; the server recovers at its next start. */
        IMMEDIATE
    }

    /** Asks a server for version, position, catalog and replication, in a utility session that needs no segment. */
    Command observe(InstanceLocation at);

    /** Takes the standby out of the cluster; runs on the master's host. */
    Command removeStandby(InstanceLocation master, Duration timeout);

    /** Takes the standby out of the catalog alone, in a utility session: its server and directory are left as they are (b2). */
    Command removeStandbyFromCatalog(InstanceLocation master);

    /** Makes a standby; runs on the master's host. */
    Command addStandby(InstanceLocation master, InstanceLocation standby, Duration timeout);

    /** Runs the vendor's activation; on the standby's host. */
    Command activateByUtility(InstanceLocation standby, Duration timeout);

    /**
     * Promotes a standby without the vendor's utility; on the standby's host. Whether the promotion is done when it returns:
     * {@link #promoteWaits()}; whether the server takes sessions then, only an observation can show.
     */
    Command promote(InstanceLocation standby);

    /** Forces a checkpoint, in a utility session. On a master that writes much it takes minutes. */
    Command checkpoint(InstanceLocation at, Duration timeout);

    /**
     * Writes one small record into a master's log, in a utility session, so that an idle stream moves. A transaction that takes an id
     * and changes nothing writes its commit record and waits for no standby (PostgreSQL's documentation of {@code txid_current()};
     * no recording has it).
     */
    Command heartbeat(InstanceLocation master);

    /** Stops a server and waits. */
    Command stop(InstanceLocation at, StopMode mode, Duration wait);

    /** Starts a server that was a master, and waits. */
    Command start(InstanceLocation at, Duration wait);

    /** Runs {@code gpstate} with one option, on the master's host. */
    Command gpstate(InstanceLocation master, String option);

    /** Reads {@code pg_control}. */
    Command controlData(InstanceLocation at);

    /** Asks whether the process lives that a data directory's {@code postmaster.pid} names. */
    Command status(InstanceLocation at);

    /** Asks the installed product for its version, on any host. */
    Command installedVersion();

    /** Prints where the programs are that are on the path with the product's script sourced, a line each; silent about the others. */
    Command locate(InstanceLocation at, List<String> programs);

    /** Makes a table, unless it is there already, and fills it, over all segments. */
    Command writeRows(InstanceLocation master, String table, boolean create, int rows, Duration timeout);

    /** Counts the rows of a table. */
    Command countRows(InstanceLocation master, String table);

    /** Asks whether a table exists, from the catalog alone. */
    Command tableExists(InstanceLocation master, String table);

    /** Reads one row of every segment, and writes nothing. */
    Command dispatchedRead(InstanceLocation master, Duration timeout);

    /** Writes rows through a table that ends with the session, and prints how many of them each segment holds. */
    Command dispatchedWrite(InstanceLocation master, int rows, Duration timeout);

    /** Asks a server on another host, in a utility session, whether it is in recovery: what a witness sees of it. */
    Command lookAt(InstanceLocation from, InstanceLocation server);

    /** Asks one segment for a sign of life, from the master's host. */
    Command reachSegment(InstanceLocation master, HostName segmentHost, int port);

    /** Counts the settings of a fault detector outside the cluster; empty where the product has none. */
    Optional<Command> externalDetector(InstanceLocation master);

    /**
     * Lists the sessions on one segment, its replication too, in a utility session on the segment's own host: a row of {@code
     * session}, pid, the client's address (empty for a local one), number of the dispatching session, user; then {@code end}.
     */
    Command segmentSessions(InstanceLocation segment);

    /** Ends the sessions on one segment that come from some addresses, which must be plain IPv4 addresses. */
    Command endSegmentSessions(InstanceLocation segment, List<String> addresses);

    /** Stops a server in fast mode and starts it again as what its directory says, a master or a standby, and waits (recording f7). */
    Command restart(InstanceLocation at, Duration wait);

    /**
     * Lists the newest distributed ids that one segment keeps, in a utility session on its own host: {@code row} and a record whose fourth
     * column is the id; then {@code end}. Only where {@link #idsByStartSecond()}.
     */
    Command idPrefixes(InstanceLocation segment);

    /** Prints the end of a server's log, bounded; on its host. */
    Command logEnd(InstanceLocation at);

    /** The commands that make a standby of a directory that is there. */
    JoinCommands joining();

    /** The questions by which it is proved that a standby lacks nothing. */
    LossCommands loss();

    /** The path of the socket's lock file, which outlives a killed server. */
    default String lockFile(InstanceLocation at) {
        return "/tmp/.s.PGSQL." + at.port() + ".lock";
    }

    /** Renames without ever overwriting. */
    default Command rename(String from, String to) {
        return Command.builder(List.of("mv", "-nT", "--", from, to)).mutating().build();
    }
}
