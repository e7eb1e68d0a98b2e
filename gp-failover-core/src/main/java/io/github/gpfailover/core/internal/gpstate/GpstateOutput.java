package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.core.internal.text.UtilityOutput;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The output of one gpstate call. It exists so that all readers of gpstate refuse failed, empty, cut-off and garbled output alike.
 */
final class GpstateOutput {

    private static final String GPSTATE = "gpstate";
    private static final String FAILED = "gpstate failed. (Reason='";
    private static final String FAILED_END = "') exiting...";
    private static final String SHORTEST_RULER = "-".repeat(10);

    private final HostName host;
    private final String command;
    private final UtilityOutput output;
    private final List<UtilityLine> lines;
    private final UnexpectedLine unplaced = new UnexpectedLine();

    private GpstateOutput(HostName host, String command, UtilityOutput output) {
        this.host = host;
        this.command = command;
        this.output = output;
        lines = ownLines();
        output.firstUnplaced().ifPresent(unplaced::note);
    }

    // A log may quote lines of other utilities, which are not gpstate's own.
    private List<UtilityLine> ownLines() {
        int own = 0;
        for (UtilityLine line : output.lines()) {
            if (line.utility().equals(GPSTATE)) {
                own++;
            } else {
                unplaced.note(line.text());
            }
        }
        return own == output.lines().size()
                ? output.lines()
                : output.lines().stream()
                        .filter(l -> l.utility().equals(GPSTATE))
                        .toList();
    }

    static GpstateOutput read(HostName host, String option, CommandResult result) {
        String command = "gpstate " + option;
        if (result.stdout().isBlank()) {
            throw new UnreadableOutputException(host, command, "the log lines of a utility", quote(result.lastLine()));
        }
        GpstateOutput read = new GpstateOutput(host, command, UtilityOutput.read(host, command, result.stdout()));
        for (UtilityLine line : read.lines) {
            if (line.level().failure() && line.text().startsWith(FAILED)) {
                throw new GpstateFailedException(host, command, reason(line.text()));
            }
        }
        if (read.output.cut()) {
            throw new UnreadableOutputException(host, command, "all of the output", "… bytes left out …");
        }
        return read;
    }

    List<UtilityLine> lines() {
        return lines;
    }

    /** Makes the exception for something that is not there: gpstate's own reason where it gave one. */
    GpFailoverException missing(String expected) {
        if (output.failure().isPresent()) {
            return new GpstateFailedException(host, command, output.failure().get());
        }
        List<UtilityLine> all = output.lines();
        return unreadable(expected + " before the end", all.get(all.size() - 1).text());
    }

    /** Makes the exception for something that is there, and is odd. */
    UnreadableOutputException unreadable(String expected, String found) {
        return new UnreadableOutputException(host, command, expected, quote(found));
    }

    /**
     * Notes a line that the reader has no place for. What gpstate prints around every answer, and warnings, have their place: {@link
     * #warnings()}.
     */
    void unplaced(UtilityLine line) {
        if (line.level() != UtilityLine.Level.WARNING && !isFrame(line.text())) {
            unplaced.note(line.text());
        }
    }

    /** Gives the first line that no reader has a place for. */
    Optional<String> firstUnplaced() {
        return unplaced.first();
    }

    /** Gives all that gpstate warned of, without the frames around it; a row as {@code label = value}. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (UtilityLine line : lines) {
            if (line.level() == UtilityLine.Level.WARNING && !isFrame(line.text())) {
                warnings.add(Row.of(line).toString());
            }
        }
        return warnings;
    }

    /** Refuses an output that ends in the middle of a line. */
    void requireWholeLastLine(CommandResult result) {
        if (!result.stdout().endsWith("\n")) {
            throw missing("the end of the last line");
        }
    }

    /** Reads host, directory and port of an instance. */
    InstanceLocation location(String address, String directory, String port) {
        try {
            return InstanceLocation.of(address, Integer.parseInt(port), directory);
        } catch (IllegalArgumentException e) {
            throw unreadable("a host, port and data directory", address + " " + port + " " + directory);
        }
    }

    private static String quote(String text) {
        return UnexpectedLine.quote(text, 0, text.length());
    }

    /** Reads a number of a row. */
    int number(Row row) {
        try {
            return Integer.parseInt(row.value());
        } catch (NumberFormatException e) {
            throw unreadable("a number as '" + row.label() + "'", row.value());
        }
    }

    /** Says whether a text is one of the lines of dashes that frame a block, whatever else was printed behind it. */
    static boolean isRuler(String text) {
        if (!text.startsWith("-") && !text.startsWith(" ")) {
            return false;
        }
        int newline = text.indexOf('\n');
        String dashes = (newline < 0 ? text : text.substring(0, newline)).strip();
        if (!dashes.startsWith(SHORTEST_RULER)) {
            return false;
        }
        for (int i = 0; i < dashes.length(); i++) {
            if (dashes.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    /** Says whether a text is part of the frame of answers and has no content: the first lines, rulers and stars. */
    static boolean isFrame(String text) {
        String line = text.strip();
        return line.isEmpty()
                || line.startsWith("*****")
                || isRuler(line)
                || line.startsWith("Starting gpstate with args:")
                || (line.contains(" Version: '")
                        && (line.startsWith("local ") || line.startsWith("master ") || line.startsWith("coordinator ")))
                || says(line, "Obtaining Segment details from ", "...")
                || line.equals("Gathering data from segments...");
    }

    /** Says whether a text is a phrase in which a product of version 7 says coordinator instead of master. */
    static boolean says(String text, String before, String after) {
        int start = before.length();
        int length = text.length() - after.length() - start;
        return text.startsWith(before)
                && text.endsWith(after)
                && ((length == "master".length() && text.regionMatches(true, start, "master", 0, length))
                        || (length == "coordinator".length()
                                && text.regionMatches(true, start, "coordinator", 0, length)));
    }

    private static String reason(String text) {
        int end = text.lastIndexOf(FAILED_END);
        return text.substring(FAILED.length(), end < FAILED.length() ? text.length() : end)
                .strip();
    }
}
