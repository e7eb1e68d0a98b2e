package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.OwnLines;
import io.github.gpfailover.core.internal.text.TextLines;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.CommandResult;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A master's answer to a login like that of a standby's receiver. It exists so that a standby whose login would be rejected is not made.
 */
public sealed interface ReplicationLogin {

    /**
     * It lets the receiver in, and reports who it is.
     *
     * @param systemIdentifier the cluster's number
     * @param timeline the timeline that it writes
     * @param position where it writes
     */
    record Accepted(String systemIdentifier, int timeline, Lsn position) implements ReplicationLogin {}

    /**
     * The answer of a master whose {@code pg_hba.conf} has no entry for the receiver.
     *
     * @param address the IP address that it sees the standby's host come from
     */
    record NoEntry(String address) implements ReplicationLogin {}

    /**
     * It could not be tried, or failed otherwise.
     *
     * @param why what was said
     */
    record Failed(String why) implements ReplicationLogin {}

    /**
     * Reads what psql printed of {@code IDENTIFY_SYSTEM}, or of a refusal. The text is that of PostgreSQL 15, tried, and of 9.4's
     * source; no recording has them. Never fails: what is not understood is {@link Failed}.
     */
    static ReplicationLogin read(CommandResult said) {
        return Reader.read(said);
    }

    /** The reader of such a login's answer, apart from the kinds that the answer may be of. */
    final class Reader {

        private static final String NO_ENTRY = "no pg_hba.conf entry for replication connection from host \"";
        private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
        private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
        private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");
        private static final int COLUMNS = 4;
        private static final int MOST_COMPLAINTS = 10;

        private Reader() {}

        private static ReplicationLogin read(CommandResult said) {
            if (said.exitedZero()) {
                return row(said.stdout());
            }
            // psql may try twice, with TLS and without: each try must have been refused for want of the same entry.
            List<String> complaints = complaints(said.stderr());
            Optional<String> address = complaints.isEmpty() ? Optional.empty() : address(complaints.get(0));
            if (address.isPresent()
                    && complaints.stream().allMatch(c -> address(c).equals(address))) {
                return new NoEntry(address.get());
            }
            String why = complaints.stream()
                    .filter(c -> address(c).isEmpty())
                    .findFirst()
                    .or(() -> complaints.stream().findFirst())
                    .orElseGet(() -> UnexpectedLine.quote(
                            said.lastLine(), 0, said.lastLine().length()));
            return new Failed(said.exitText() + (why.isEmpty() ? ", and nothing was said" : ": " + why));
        }

        private static ReplicationLogin row(String stdout) {
            TextLines lines = new TextLines(stdout);
            String row = "";
            while (lines.next()) {
                if (!lines.blank()) {
                    boolean odd = !lines.complete()
                            || BoundedOutput.isMark(stdout, lines.start(), lines.end())
                            || !row.isEmpty();
                    if (odd) {
                        return notUnderstood(lines.quote());
                    }
                    row = lines.quote();
                }
            }
            String[] columns = row.split("\\|", -1);
            if (columns.length != COLUMNS || !digits(columns[0], 20) || !digits(columns[1], 10)) {
                return notUnderstood(row);
            }
            try {
                int timeline = Integer.parseInt(columns[1]);
                return timeline < 1 ? notUnderstood(row) : new Accepted(columns[0], timeline, Lsn.parse(columns[2]));
            } catch (IllegalArgumentException e) {
                return notUnderstood(row);
            }
        }

        private static Failed notUnderstood(String line) {
            return new Failed(
                    "the answer to IDENTIFY_SYSTEM was not understood: " + (line.isEmpty() ? "nothing" : line));
        }

        private static boolean digits(String text, int most) {
            return !text.isEmpty() && text.length() <= most && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        private static List<String> complaints(String stderr) {
            List<String> all = new ArrayList<>();
            TextLines lines = new TextLines(stderr);
            while (lines.next() && all.size() < MOST_COMPLAINTS) {
                String line = lines.quote();
                if (OwnLines.psqlComplains(line)) {
                    all.add(line);
                }
            }
            return all;
        }

        private static Optional<String> address(String complaint) {
            int from = complaint.indexOf(NO_ENTRY) + NO_ENTRY.length();
            int to = complaint.indexOf('"', from);
            if (from < NO_ENTRY.length() || to < 0) {
                return Optional.empty();
            }
            String address = complaint.substring(from, to);
            return IPV4.matcher(address).matches() || ipv6(address) ? Optional.of(address) : Optional.empty();
        }

        /** What holds a colon is never resolved as a name. */
        private static boolean ipv6(String address) {
            if (!IPV6.matcher(address).matches() || address.indexOf(':') < 0) {
                return false;
            }
            try {
                return InetAddress.getByName(address) instanceof Inet6Address;
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }
}
