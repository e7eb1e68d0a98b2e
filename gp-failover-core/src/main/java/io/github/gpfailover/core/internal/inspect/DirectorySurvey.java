package io.github.gpfailover.core.internal.inspect;

import java.util.Set;

/**
 * Exists because a directory is more than its {@code pg_control}: a link, a mount point, leftovers of a backup or of a promotion, and
 * tablespaces elsewhere each forbid something.
 *
 * @param kind what stands at the path
 * @param mount whether a file system is mounted there
 * @param version the first line of PG_VERSION, such as {@code 9.4}; empty if there is none
 * @param files those of the names that were asked for which are there
 * @param tablespaces how many tablespaces it has outside
 */
public record DirectorySurvey(Kind kind, Mount mount, String version, Set<String> files, int tablespaces) {

    /** What stands at a path. */
    public enum Kind {
        /** Nothing. */
        ABSENT,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link, whatever it leads to. */
        LINK,
        /** Something else. */
        OTHER
    }

    /** Whether a file system is mounted at a path. */
    public enum Mount {
        /** One is. */
        YES,
        /** None is. */
        NO,
        /** The host could not tell. */
        UNKNOWN
    }

    /** Copies the names. */
    public DirectorySurvey {
        files = Set.copyOf(files);
    }

    /** Whether a name is there. */
    public boolean has(String file) {
        return files.contains(file);
    }
}
