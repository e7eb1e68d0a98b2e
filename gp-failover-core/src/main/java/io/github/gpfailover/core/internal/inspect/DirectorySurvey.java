package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.script.DirectoryScripts;
import io.github.gpfailover.core.internal.text.TextLines;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a directory holds besides its {@code pg_control}: a link, a mount point, leftovers of a backup or of a promotion, tablespaces
 * elsewhere. It exists because each of these forbids something.
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
        /** The host could not determine it. */
        UNKNOWN
    }

    /** Copies the names. */
    public DirectorySurvey {
        files = Set.copyOf(files);
    }

    /**
     * Reads what {@link DirectoryScripts#SURVEY} printed. The exit status means nothing.
     *
     * @throws UnreadableOutputException if a line is not understood, missing, there twice or out of its order, or the end is not there
     */
    public static DirectorySurvey parse(HostName host, CommandResult result) {
        return new Reader(host, result).read();
    }

    /** Whether a name is there. */
    public boolean has(String file) {
        return files.contains(file);
    }

    /** The same but for a name. */
    public DirectorySurvey without(String file) {
        Set<String> others = new HashSet<>(files);
        others.remove(file);
        return new DirectorySurvey(kind, mount, version, others, tablespaces);
    }

    /** A reader that takes the lines in the only order in which they can come. */
    private static final class Reader {

        private final HostName host;
        private final CommandResult result;
        private final TextLines lines;

        Reader(HostName host, CommandResult result) {
            this.host = host;
            this.result = result;
            this.lines = new TextLines(result.stdout());
        }

        DirectorySurvey read() {
            Kind kind = one(Kind.class, next("kind="));
            Mount mount = one(Mount.class, next("mount="));
            String version = next("version=");
            Set<String> files = new HashSet<>();
            Set<String> tablespaces = new HashSet<>();
            boolean more = lines.next();
            while (more && take("file=", files)) {
                more = lines.next();
            }
            while (more && take("tablespace=", tablespaces)) {
                more = lines.next();
            }
            if (!more || !lines.complete() || !lines.line().equals(DirectoryScripts.END)) {
                throw unreadable("'" + DirectoryScripts.END + "'", more);
            }
            if (lines.next()) {
                throw unreadable("nothing after '" + DirectoryScripts.END + "'", true);
            }
            return new DirectorySurvey(kind, mount, version, files, tablespaces.size());
        }

        private boolean take(String label, Set<String> names) {
            if (!lines.complete() || !lines.startsWith(label)) {
                return false;
            }
            String name = lines.rest(label.length());
            if (name.isEmpty() || !names.add(name)) {
                throw unreadable("each '" + label + "' once, with a name", true);
            }
            return true;
        }

        private String next(String label) {
            boolean there = lines.next();
            if (!there || !lines.complete() || !lines.startsWith(label)) {
                throw unreadable("a line '" + label + "...'", there);
            }
            return lines.rest(label.length());
        }

        private <E extends Enum<E>> E one(Class<E> words, String word) {
            for (E known : words.getEnumConstants()) {
                if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return known;
                }
            }
            throw unreadable("one of the words of " + words.getSimpleName(), true);
        }

        private UnreadableOutputException unreadable(String expected, boolean there) {
            String found = there
                    ? lines.quote()
                    : UnexpectedLine.quote(
                            result.lastLine(), 0, result.lastLine().length());
            return new UnreadableOutputException(host, "the survey of a data directory", expected, found);
        }
    }
}
