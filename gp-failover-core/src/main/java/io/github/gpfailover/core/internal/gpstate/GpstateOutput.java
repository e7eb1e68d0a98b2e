package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.core.internal.text.UtilityOutput;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;

/** Exists so that all readers of gpstate refuse failed, empty, cut-off and garbled output in one way. */
final class GpstateOutput {

    private static final String FAILED = "gpstate failed. (Reason='";
    private static final String FAILED_END = "') exiting...";
    private static final String SHORTEST_RULER = "-".repeat(10);

    private final HostName host;
    private final String command;
    private final UtilityOutput output;
    private final List<UtilityLine> lines;

    private GpstateOutput(HostName host, String command, UtilityOutput output) {
        this.host = host;
        this.command = command;
        this.output = output;
        // A log may quote lines of other utilities, which are not gpstate's own words.
        lines = output.lines().stream()
                .filter(l -> l.utility().equals("gpstate"))
                .toList();
    }

    static GpstateOutput read(HostName host, String option, CommandResult result) {
        String command = "gpstate " + option;
        if (result.stdout().isBlank()) {
            throw new UnreadableOutputException(host, command, "the log lines of a utility", result.lastLine());
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
        return new UnreadableOutputException(host, command, expected, found.strip());
    }

    /** Reads a number of a row. */
    int number(Row row) {
        try {
            return Integer.parseInt(row.value());
        } catch (NumberFormatException e) {
            throw unreadable("a number as '" + row.label() + "'", row.value());
        }
    }

    /** Tells whether a text is one of the lines of dashes that frame a block, whatever else was printed behind it. */
    static boolean isRuler(String text) {
        int newline = text.indexOf('\n');
        String dashes = (newline < 0 ? text : text.substring(0, newline)).strip();
        return dashes.startsWith(SHORTEST_RULER) && dashes.chars().allMatch(c -> c == '-');
    }

    /** Tells whether a text is a phrase in which a product of version 7 says coordinator instead of master. */
    static boolean says(String text, String before, String after) {
        int end = text.length() - after.length();
        if (end < before.length() || !text.startsWith(before) || !text.endsWith(after)) {
            return false;
        }
        return switch (text.substring(before.length(), end)) {
            case "master", "Master", "coordinator", "Coordinator" -> true;
            default -> false;
        };
    }

    private static String reason(String text) {
        int end = text.lastIndexOf(FAILED_END);
        return text.substring(FAILED.length(), end < FAILED.length() ? text.length() : end)
                .strip();
    }
}
