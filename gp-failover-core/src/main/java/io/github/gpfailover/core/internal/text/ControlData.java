package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.util.Locale;

/**
 * Exists because a stopped instance can still tell whose copy it is, how it ended, and how far it got: {@code
 * pg_controldata}.
 *
 * @param systemIdentifier the cluster's number; two directories with different ones are not copies of each other
 * @param clusterState such as {@code in production}, {@code in archive recovery} or {@code shut down}
 * @param timeline the timeline of the latest checkpoint; rises only at the first checkpoint after a promotion
 * @param checkpoint where the latest checkpoint is
 */
public record ControlData(String systemIdentifier, String clusterState, int timeline, Lsn checkpoint) {

    private static final String COMMAND = "pg_controldata";

    /**
     * Reads what {@code pg_controldata} printed.
     *
     * @throws UnreadableOutputException if a row that is needed is missing or odd, or the file's checksum does not
     *     match
     */
    public static ControlData parse(HostName host, CommandResult result) {
        String stdout = result.stdout();
        // The program prints the rows of a damaged file all the same, below this warning.
        if (stdout.toLowerCase(Locale.ROOT).contains("crc checksum does not match")) {
            throw unreadable(host, "a control file whose checksum matches", "Calculated CRC checksum does not match");
        }
        String identifier = row(host, result, "Database system identifier:");
        String state = row(host, result, "Database cluster state:");
        String timeline = row(host, result, "Latest checkpoint's TimeLineID:");
        String checkpoint = row(host, result, "Latest checkpoint location:");
        if (!identifier.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw unreadable(host, "a number as 'Database system identifier'", identifier);
        }
        try {
            return new ControlData(identifier, state, Integer.parseInt(timeline), Lsn.parse(checkpoint));
        } catch (IllegalArgumentException e) {
            throw unreadable(
                    host, "a timeline and a location of the latest checkpoint", timeline + " and " + checkpoint);
        }
    }

    private static String row(HostName host, CommandResult result, String label) {
        String stdout = result.stdout();
        int at = stdout.startsWith(label) ? 0 : stdout.indexOf("\n" + label) + 1;
        int end = stdout.indexOf('\n', at);
        // A row without its newline may be cut in the middle of its value.
        if ((at == 0 && !stdout.startsWith(label)) || end < 0) {
            String found = result.lastLine();
            throw unreadable(host, "the row '" + label + "'", found);
        }
        String value = stdout.substring(at + label.length(), end).strip();
        if (value.isEmpty()) {
            throw unreadable(host, "a value for '" + label + "'", label);
        }
        return value;
    }

    private static UnreadableOutputException unreadable(HostName host, String expected, String line) {
        return new UnreadableOutputException(host, COMMAND, expected, line);
    }
}
