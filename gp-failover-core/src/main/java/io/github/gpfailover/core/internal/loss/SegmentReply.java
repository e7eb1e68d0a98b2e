package io.github.gpfailover.core.internal.loss;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An acting primary's report in utility mode.
 *
 * @param at where it runs, by its own answer
 * @param content its content
 * @param contents how many contents its tables are spread over; 0 where it has no table
 * @param timeline the timeline that it writes
 * @param end how far it has written its log
 * @param files the names of its log's files
 */
public record SegmentReply(InstanceLocation at, int content, int contents, int timeline, Lsn end, Set<String> files) {

    /** Copies the names. */
    public SegmentReply {
        files = Set.copyOf(files);
    }

    /**
     * Reads the answer.
     *
     * @throws UnreadableOutputException if a line is not understood, or the last one is missing
     */
    public static SegmentReply parse(InstanceLocation asked, String text) {
        int content = Integer.MIN_VALUE;
        int contents = 0;
        int timeline = 0;
        Lsn end = null;
        String directory = null;
        boolean whole = false;
        Set<String> files = new LinkedHashSet<>();
        for (String line : text.lines().toList()) {
            String[] p = line.split("\\|", -1);
            try {
                switch (p[0]) {
                    case "content" -> content = Integer.parseInt(p[1]);
                    case "contents" -> contents = Integer.parseInt(p[1]);
                    case "position" -> {
                        end = Lsn.parse(p[1]);
                        timeline = Integer.parseInt(p[2].substring(0, 8), 16);
                        directory = p[3];
                    }
                    case "file" -> files.add(p[1]);
                    // Of its distributed log: no longer asked for, and of no weight where they are reported (recording
                    // g3).
                    case "prepared", "row" -> {}
                    case "end" -> whole = true;
                    default -> throw unreadable(asked, line);
                }
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw unreadable(asked, line);
            }
        }
        if (!whole || end == null || content < 0) {
            throw unreadable(asked, "");
        }
        return new SegmentReply(
                new InstanceLocation(asked.host(), asked.port(), DataDirectory.of(directory)),
                content,
                contents,
                timeline,
                end,
                files);
    }

    @Override
    public String toString() {
        return "content " + content + " on " + at.host() + ":" + at.port();
    }

    private static UnreadableOutputException unreadable(InstanceLocation at, String line) {
        return new UnreadableOutputException(
                at.host(),
                "psql on port " + at.port(),
                "content, position, files and distributed log of a primary",
                UnexpectedLine.quote(line, 0, line.length()));
    }
}
