package io.github.gpfailover.core.internal.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last thing in a server's log that keeps a stream from running. It exists because a catalog says that a standby does not stream, and
 * only the logs say why. A message quotes nothing of a log but names of its own files, numbers and addresses: there may be a secret in the
 * rest.
 *
 * @param kind what it is
 * @param time when, by the log's own clock
 * @param detail a number, address or name of a file that goes with it; may be empty
 */
public record LogTrouble(Kind kind, String time, String detail) {

    /** What it can be. Those without a recording are from source. */
    public enum Kind {
        /** Recordings i0 and i1. */
        LOG_REMOVED(
                "requested WAL segment ([0-9A-F]{24}) has already been removed",
                "its master has removed the log that it needs",
                "it needs to be made anew: write .removeStandby().addStandby(host)"),
        /** Recordings i2 and i3. */
        NO_ENTRY(
                "no pg_hba.conf entry for replication connection from host \"+([0-9A-Fa-f.:]{2,39})\"+",
                "the master's pg_hba.conf lets no receiver in from its address",
                "add an entry for replication there and reload it"),
        /** Recording i4. */
        PASSWORD(
                "(?:no password supplied|password authentication failed)()",
                "the master asks its receiver for a password that it has not, or that is wrong",
                "put it into the standby's password file, or change pg_hba.conf"),
        /** Recording i5. */
        DISK_FULL("No space left on device()", "there is no space left on its disk", "make room there"),
        /** Recording i6. */
        TIMELINE_AHEAD(
                "highest timeline ([0-9]{1,10}) of the primary is behind recovery timeline",
                "it is on a later timeline than its master: it was promoted since",
                "do not follow that master: find out which of the two is the newer master"),
        /** Recording i7. */
        PAST_THE_FORK(
                "new timeline [0-9]{1,10} forked off current database system timeline [0-9]{1,10} before current recovery"
                        + " point ([0-9A-F]{1,8}/[0-9A-F]{1,8})",
                "it holds log that its master never had",
                "take it out with removeStandby(), and addStandby(host) rewinds or copies it"),
        /** From source (cdbdtxrecovery.c). */
        TRANSACTIONS_FULL(
                "the limit of ([0-9]{1,10}) distributed transactions has been reached",
                "its table of distributed transactions is full",
                "raise its max_connections to the master's at least, and start it"),
        /** From source (libpq): the others of a failed connection are above. */
        NOT_REACHED(
                "could not connect to the primary server: could not connect to server: ([A-Z][a-z ]{3,40})",
                "it does not reach its master",
                "look at the network, and at host and port in its recovery.conf");

        private final Pattern words;
        private final String meaning;
        private final String advice;

        Kind(String words, String meaning, String advice) {
            this.words = Pattern.compile(words);
            this.meaning = meaning;
            this.advice = advice;
        }
    }

    private static final Pattern TIME = Pattern.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}");
    private static final List<String> BAD = List.of("\"ERROR\",", "\"FATAL\",", "\"PANIC\",");
    private static final int LONGEST = 4096;

    /** Finds the last one; empty if none is known among the lines. */
    public static Optional<LogTrouble> last(String text) {
        LogTrouble found = null;
        TextLines lines = new TextLines(text);
        while (lines.next()) {
            if (lines.end() - lines.start() > LONGEST) {
                continue;
            }
            String line = lines.rest(0);
            Matcher time = TIME.matcher(line);
            if (time.lookingAt()) {
                LogTrouble here = read(line, time.group());
                found = here == null ? found : here;
            }
        }
        return Optional.ofNullable(found);
    }

    private static LogTrouble read(String line, String time) {
        for (Kind kind : Kind.values()) {
            // What forks is logged as LOG; a client's error may hold any text.
            boolean serious = kind == Kind.PAST_THE_FORK || BAD.stream().anyMatch(line::contains);
            Matcher words = kind.words.matcher(line);
            if (serious && words.find()) {
                return new LogTrouble(kind, time, words.group(1));
            }
        }
        return null;
    }

    /** What it means and what to do. */
    @Override
    public String toString() {
        return kind.meaning + (detail.isEmpty() ? "" : " (" + detail + ")") + ", by its log at " + time + "; "
                + kind.advice;
    }
}
