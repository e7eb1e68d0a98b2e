package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.List;
import java.util.Optional;

/**
 * The terms of a product, and the meaning of what its utilities print. It is the part of a dialect that needs no command: a JDBC session or
 * a report uses it too. Implementations are immutable and thread-safe.
 */
public interface ProductWords {

    /** The product's name in what the utilities print, such as {@code Greenplum}. */
    String productWord();

    /** The term for the server that dispatches: {@code master} or {@code coordinator}. */
    String masterWord();

    /** The path of the script that sets up the product's environment. */
    String environmentScript();

    /** The variables that name the data directory, in the order in which the utilities read them. */
    List<String> dataDirectoryVariables();

    /** The variable that the utilities take the data directory from. */
    default String dataDirectoryVariable() {
        return dataDirectoryVariables().get(0);
    }

    /** The variable that the utilities and psql take the port from. */
    default String portVariable() {
        return "PGPORT";
    }

    /** The option that makes a session need no segment, to be given at its start: {@code -c} in front of it in PGOPTIONS. */
    String utilityOption();

    /** The file that marks a standby, in its data directory. */
    String standbyMarker();

    /** The file in the data directory whose last {@code primary_conninfo} names the server that a standby follows. */
    String primaryConninfoFile();

    /** What the marker is renamed to by a promotion; empty where it is removed. */
    Optional<String> promotedMarker();

    /**
     * The script that asks a server all that an observation needs, one statement a line. Each row begins with what it reports: version,
     * position, timeline, row, replication, and end, which shows that nothing was cut off.
     */
    String observationSql();

    /** The same for a server in recovery: the rows that it has, which are version, position and end. */
    String standbySql();

    /** The name of the function for the position that a master writes at. */
    String currentPositionFunction();

    /** The name of the function for the last position that a standby has received. */
    String receivePositionFunction();

    /** The name of the function for the last position that a standby has replayed. */
    String replayPositionFunction();

    /** The name of the function for the bytes between two positions, the later one first. */
    String positionDiffFunction();

    /** The name of the function for the log file of a position; the file's first 8 digits are the timeline. */
    String walFileNameFunction();

    /**
     * The statement, without a semicolon, that enters a standby into the catalog and answers its dbid; for a utility session on the
     * master.
     *
     * @param standby the standby's location
     * @param address the address that other hosts reach it by
     * @throws IllegalArgumentException if the address is no host name or IP address
     */
    String addStandbySql(InstanceLocation standby, String address);

    /**
     * The statement, without a semicolon, that removes the standby from the catalog; for a utility session on the master.
     */
    String removeStandbySql();

    /** Whether {@code pg_ctl promote} returns only when the promotion is done. */
    boolean promoteWaits();

    /** The stop mode of a {@code pg_ctl stop} that names none. No command of ours leaves it out. */
    String defaultStopMode();

    /**
     * What {@code gpactivatestandby} means by an exit status. For reports only: what was done is judged by observation.
     */
    String activationExit(int status);

    /** Whether direct promotion was verified on a running cluster of this version. */
    boolean directPromotionVerified(GreenplumVersion version);

    /** The directory of the write-ahead log in the data directory. */
    String walDirectory();

    /** The program that prints records of the write-ahead log. */
    String walDumpProgram();

    /** Whether that program takes the size of a log's files from one of them; else it was built with it. */
    boolean walDumpGuessesSize();

    /**
     * Whether making a standby without a copy was verified on a running cluster of this version. Where it was not, it is left out unless
     * a plan asks for it by name.
     */
    boolean joiningVerified(GreenplumVersion version);

    /** Whether {@code pg_rewind} itself lets a server that was not shut down cleanly recover first. */
    boolean rewindRecovers();

    /**
     * Whether a master numbers its distributed transactions under the second in which its postmaster began (recordings e0 and f0 to f3): two
     * masters of one cluster with the same second then take each other's transactions for their own.
     */
    default boolean idsByStartSecond() {
        return false;
    }

    /** What this dialect takes from documentation and source alone, or does not know: a sentence each. */
    List<String> unverified();

    /**
     * The statement, without a semicolon, that counts the settings of a fault detector outside the servers, which promotes standbys
     * by itself: where it answers more than 0, everybody else must keep off. Empty where the product has no such thing.
     */
    default Optional<String> externalFtsQuestion() {
        return Optional.empty();
    }
}
