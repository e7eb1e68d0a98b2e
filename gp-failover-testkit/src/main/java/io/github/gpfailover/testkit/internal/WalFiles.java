package io.github.gpfailover.testkit.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log files that a directory has. A timeline's first one begins as a copy of the one before. */
public final class WalFiles {

    private static final Pattern NAME = Pattern.compile("pg_xlog/([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})");
    private static final long SEGMENTS_A_NUMBER = (1L << 32) / WalPosition.SEGMENT;

    private WalFiles() {}

    /** Gives the name of the file that holds a position. */
    public static String name(int timeline, long position) {
        long segment = position / WalPosition.SEGMENT;
        return Texts.hex8(timeline) + Texts.hex8(segment / SEGMENTS_A_NUMBER) + Texts.hex8(segment % SEGMENTS_A_NUMBER);
    }

    /** Says whether a directory has a file of that name, as it stands below the directory. */
    static boolean has(ServerDirectory directory, String name) {
        Matcher file = NAME.matcher(name);
        if (!file.matches()) {
            return false;
        }
        long segment = Long.parseLong(file.group(2), 16) * SEGMENTS_A_NUMBER + Long.parseLong(file.group(3), 16);
        long timeline = Long.parseLong(file.group(1), 16);
        return timeline <= Integer.MAX_VALUE && has(directory, (int) timeline, segment * WalPosition.SEGMENT);
    }

    /** Gives the position at which the file of that name begins; -1 if the directory has no such file. */
    public static long position(ServerDirectory directory, String name) {
        Matcher file = NAME.matcher(name);
        if (!has(directory, name) || !file.matches()) {
            return -1;
        }
        return (Long.parseLong(file.group(2), 16) * SEGMENTS_A_NUMBER + Long.parseLong(file.group(3), 16))
                * WalPosition.SEGMENT;
    }

    /** Says whether a directory has the file of a timeline that holds a position. */
    public static boolean has(ServerDirectory directory, int timeline, long position) {
        long from = start(directory, timeline);
        long segment = position / WalPosition.SEGMENT;
        return from >= 0
                && segment * WalPosition.SEGMENT >= directory.oldestKept
                && segment >= from / WalPosition.SEGMENT
                && segment <= Math.max(from, end(directory, timeline) - 1) / WalPosition.SEGMENT;
    }

    /** Gives where a timeline begins in a directory's log; -1 if it is not in it. */
    private static long start(ServerDirectory directory, int timeline) {
        long start = -1;
        for (WalSpan span = WalSpan.before(directory.wal, directory.position); span != null; span = span.below) {
            start = span.run.timeline == timeline ? span.start : start;
        }
        return start;
    }

    /** Gives where a timeline ends in a directory's log. */
    public static long end(ServerDirectory directory, int timeline) {
        long end = directory.position;
        for (WalSpan span = WalSpan.before(directory.wal, end); span != null; span = span.below) {
            if (span.run.timeline == timeline) {
                return end;
            }
            end = span.start;
        }
        return 0;
    }
}
