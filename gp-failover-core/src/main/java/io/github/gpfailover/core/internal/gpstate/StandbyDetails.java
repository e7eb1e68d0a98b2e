package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answer of {@code gpstate -f} on the standby. It is read whole or not at all: only its closing ruler distinguishes a complete answer
 * from one that was cut off.
 *
 * <p>It is what the master says. 38 seconds after the standby's host lost power it still said {@code streaming} and {@code
 * sync}, beside a status that could not be determined (recording a0).
 *
 * @param configured whether the catalog names a standby
 * @param location its location, by its address; present if configured
 * @param pid its postmaster's process id; empty if none was found
 * @param status what its host reported; present if configured
 * @param replication the stream; empty if there is none, or more than one
 * @param moreThanOneRow whether the master has more than one stream, as while a copy is taken
 * @param firstUnplaced the first line that is not known
 */
public record StandbyDetails(
        boolean configured,
        Optional<InstanceLocation> location,
        OptionalInt pid,
        Optional<Status> status,
        Optional<ReplicationRow> replication,
        boolean moreThanOneRow,
        Optional<String> firstUnplaced) {

    /** The standby's host's report on its process. */
    public enum Status {
        /** Its process runs. Says nothing about the stream. */
        PASSIVE,
        /** Its host answered: no process. */
        NOT_RUNNING,
        /** Its host did not answer, or its process id is not sure. */
        UNDETERMINED
    }

    private static final String HEADING = "-pg_stat_replication";
    private static final String NO_ENTRIES = "No entries found.";
    private static final String ADDRESS = "Standby address";
    private static final String DIRECTORY = "Standby data directory";
    private static final String PORT = "Standby port";
    private static final String PID = "Standby PID";
    private static final String STATUS = "Standby status";
    private static final List<String> LABELS = List.of(ADDRESS, DIRECTORY, PORT, PID, STATUS);

    /** Reads what {@code gpstate -f} printed. */
    public static StandbyDetails parse(HostName host, CommandResult result) {
        return new Reader(GpstateOutput.read(host, "-f", result)).read();
    }

    private enum DirectoryChecks {
        PROLOGUE,
        STANDBY,
        HEADING,
        STREAM,
        END
    }

    /** A reader that remembers in which block of the output it is. */
    private static final class Reader {

        private final GpstateOutput output;
        private final Map<String, Row> standby = new HashMap<>();
        private final Map<String, String> stream = new HashMap<>();
        private DirectoryChecks place = DirectoryChecks.PROLOGUE;
        private boolean configured;
        private boolean none;
        private boolean many;

        Reader(GpstateOutput output) {
            this.output = output;
        }

        StandbyDetails read() {
            for (UtilityLine line : output.lines()) {
                take(line);
            }
            if (place == DirectoryChecks.PROLOGUE) {
                throw output.missing("'Standby master details' or 'Standby master instance not configured'");
            }
            Optional<InstanceLocation> location = Optional.empty();
            Optional<Status> status = Optional.empty();
            if (configured) {
                for (String label : LABELS) {
                    if (!standby.containsKey(label)) {
                        throw output.missing("the row '" + label + "'");
                    }
                }
                location = Optional.of(location());
                status = Optional.of(status(standby.get(STATUS)));
            }
            OptionalInt pid = pid(status);
            Optional<ReplicationRow> replication = replication();
            return new StandbyDetails(configured, location, pid, status, replication, many, output.firstUnplaced());
        }

        private void take(UtilityLine line) {
            String text = line.text().strip();
            switch (place) {
                case PROLOGUE -> {
                    configured = GpstateOutput.says(text, "Standby ", " details");
                    if (configured || GpstateOutput.says(text, "Standby ", " instance not configured")) {
                        place = DirectoryChecks.STANDBY;
                    } else {
                        output.unplaced(line);
                    }
                }
                case STANDBY -> {
                    if (text.equals(HEADING)) {
                        place = DirectoryChecks.HEADING;
                    } else {
                        takeStandby(line, Row.of(line));
                    }
                }
                case HEADING -> {
                    place = GpstateOutput.isRuler(text) ? DirectoryChecks.STREAM : place;
                    output.unplaced(line);
                }
                case STREAM -> takeStream(line, text);
                case END -> output.unplaced(line);
            }
        }

        private void takeStandby(UtilityLine line, Row row) {
            if (!LABELS.contains(row.label())) {
                output.unplaced(line);
            } else if (standby.put(row.label(), row) != null) {
                throw output.unreadable("one row '" + row.label() + "'", row.toString());
            }
        }

        private void takeStream(UtilityLine line, String text) {
            if (GpstateOutput.isRuler(text)) {
                place = DirectoryChecks.END;
                return;
            }
            none |= text.equals(NO_ENTRIES);
            many |= line.level() == UtilityLine.Level.WARNING
                    && text.startsWith("pg_stat_replication shows more than 1 row");
            boolean placed = text.equals(NO_ENTRIES);
            for (String label : ReplicationRow.LABELS) {
                if (text.startsWith(label)) {
                    placed = true;
                    if (stream.put(label, text.substring(label.length()).strip()) != null) {
                        throw output.unreadable("one line '" + label + "'", text);
                    }
                }
            }
            if (!placed) {
                output.unplaced(line);
            }
        }

        private InstanceLocation location() {
            Row directory = standby.get(DIRECTORY);
            String address = standby.get(ADDRESS).value();
            return output.location(address, directory.value(), standby.get(PORT).value());
        }

        private Status status(Row row) {
            return switch (row.value()) {
                case "Standby host passive" -> Status.PASSIVE;
                case "Standby process not running" -> Status.NOT_RUNNING;
                case "Status could not be determined" -> Status.UNDETERMINED;
                default -> throw output.unreadable("a 'Standby status' that is known", row.value());
            };
        }

        // "684", "0", "684   <error>" or "Error getting status from host smdw" (dialects §7).
        private OptionalInt pid(Optional<Status> status) {
            if (status.isEmpty()) {
                return OptionalInt.empty();
            }
            String first = standby.get(PID).value().split("\\s", 2)[0];
            int number = 0;
            if (!first.isEmpty() && first.chars().allMatch(c -> c >= '0' && c <= '9') && first.length() <= 9) {
                number = Integer.parseInt(first);
            }
            if (status.get() == Status.PASSIVE && number < 1) {
                throw output.unreadable(
                        "a process id as 'Standby PID' of a passive standby",
                        standby.get(PID).value());
            }
            return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
        }

        private Optional<ReplicationRow> replication() {
            if (place == DirectoryChecks.STANDBY) {
                throw output.missing("the heading '" + HEADING + "'");
            }
            if (place == DirectoryChecks.HEADING) {
                throw output.missing("the ruler below '" + HEADING + "'");
            }
            if ((none && many) || ((none || many) && !stream.isEmpty())) {
                throw output.unreadable("either a stream or none", stream.isEmpty() ? NO_ENTRIES : stream.toString());
            }
            if (!none && !many) {
                for (String label : ReplicationRow.LABELS) {
                    if (!stream.containsKey(label)) {
                        throw output.missing("the line '" + label + "' or '" + NO_ENTRIES + "'");
                    }
                }
            }
            if (place != DirectoryChecks.END) {
                throw output.missing("the closing ruler");
            }
            return stream.isEmpty() ? Optional.empty() : Optional.of(ReplicationRow.of(output, stream));
        }
    }
}
