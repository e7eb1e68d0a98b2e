package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The free or used space of a disk, as {@code df -Pk} and {@code du -skL} print it. It exists so that a size that can't be determined is
 * never taken for enough space.
 *
 * @param kibibytes the size; empty if it can't be determined
 * @param whole whether that is all of it; else it is at least that
 * @param note why it can't be determined, or not wholly
 */
public record DiskSpace(OptionalLong kibibytes, boolean whole, String note) {

    // POSIX: one line a file system under -P, sizes in 1024 bytes under -k; a device's name or a mount point may hold
    // blanks.
    private static final Pattern FREE =
            Pattern.compile("\\S.*?\\s(\\d{1,18})\\s+(\\d{1,18})\\s+(-?\\d{1,18})\\s+(?:\\d+%|-)\\s+/.*");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s+\\S.*");
    // Files come and go in the directory of a server that runs; what went is no part of a copy.
    private static final String VANISHED = "No such file or directory";

    /** A size that can't be determined. */
    public static DiskSpace untold(String why) {
        return new DiskSpace(OptionalLong.empty(), false, why);
    }

    /** Reads what {@code df -Pk PATH} calls available. */
    public static DiskSpace free(CommandResult df) {
        String[] lines = df.stdout().strip().split("\\R", -1);
        if (!df.exitedZero() || lines.length != 2) {
            return untold("'df -Pk' ended with " + df.exitText() + ": " + df.lastLine());
        }
        Matcher row = FREE.matcher(lines[1].strip());
        if (!row.matches()) {
            return untold("'df -Pk' printed a row that is not understood: " + lines[1].strip());
        }
        long blocks = Long.parseLong(row.group(1));
        if (blocks == 0) {
            return untold("'df -Pk' tells no size of that file system: " + lines[1].strip());
        }
        // Below 0 where only root may use what is left.
        return new DiskSpace(OptionalLong.of(Math.max(0, Long.parseLong(row.group(3)))), true, "");
    }

    /** Reads the size that {@code du -skL DIRECTORY} printed, which is not whole where something could not be read. */
    public static DiskSpace used(CommandResult du) {
        Matcher row = SIZE.matcher(du.stdout().strip());
        if (!row.matches() || du.exitCode().isEmpty()) {
            return untold("'du -skL' ended with " + du.exitText() + ": " + du.lastLine());
        }
        OptionalLong size = OptionalLong.of(Long.parseLong(row.group(1)));
        List<String> said =
                du.stderr().lines().filter(l -> l.startsWith("du: ")).toList();
        String trouble =
                said.stream().filter(l -> !l.endsWith(VANISHED)).findFirst().orElse("");
        boolean silent = !du.exitedZero() && said.isEmpty();
        return new DiskSpace(
                size, trouble.isEmpty() && !silent, silent ? "'du -skL' ended with " + du.exitText() : trouble);
    }
}
