package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.Lsn;
import java.util.Optional;

/**
 * A server's refusal of a session. It exists because the text of the refusal shows what the server is (dialects §6, recordings 24, 25, 47).
 *
 * <p>The text is no proof. Greenplum 6 writes the refusal of a healthy standby ({@code 57M02}) and that of a server in crash recovery or in the
 * middle of its promotion ({@code 57P03}) almost alike, and psql doesn't print the code. Who reads {@link #parse psql's text} must read
 * {@link Kind#STANDBY} as "standby, or recovering", and decide with the process table: a standby has a
 * wal receiver.
 *
 * @param kind what the text says
 * @param replayed the last position that the server replayed, where it reported one
 * @param version the server's {@code version()} text, where it reported it
 * @param message the text, one line; empty if nothing was printed
 */
public record LoginRefusal(Kind kind, Optional<Lsn> replayed, Optional<String> version, String message) {

    /** What a server says that refuses a session. */
    public enum Kind {
        /**
         * In recovery mode, with the version in the details: a standby, or (the text alone can't decide) a recovering
         * server.
         */
        STANDBY,
        /** Starting up: a standby that has not asked for write-ahead log yet, or any server at its start. */
        STARTING,
        /** Shutting down. */
        SHUTTING_DOWN,
        /** In recovery mode without the version, or resetting after the crash of a process. */
        RECOVERING,
        /**
         * Nothing listens there. Says nothing about processes: an open session outlives its postmaster (recording b4).
         */
        NO_SERVER,
        /** Anything else: another refusal, a network that does not answer, or a text that is not known. */
        OTHER
    }

    private static final String FATAL = "FATAL:";
    private static final String REPLAYED = "last replayed record at ";
    private static final String VERSION = "- VERSION:";
    private static final int LONGEST = 500;

    /** Greenplum's own code for the refusal of a standby. */
    private static final String MIRROR_READY = "57M02";

    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String CRASH_SHUTDOWN = "57P02";

    /** Reads what psql printed on standard error. Never fails: what is not known is {@link Kind#OTHER}. */
    public static LoginRefusal parse(String printed) {
        String stderr = OwnLines.ofPsql(printed);
        if (stderr.isEmpty()) {
            String other = printed.lines()
                    .filter(l -> !l.isBlank() && !OwnLines.fromLoader(l))
                    .reduce("", (first, last) -> last);
            return new LoginRefusal(Kind.OTHER, Optional.empty(), Optional.empty(), lineAt(other, 0));
        }
        return told(stderr);
    }

    /** Reads what a utility gives as its reason: nobody else speaks there. Never fails: what is not known is {@link Kind#OTHER}. */
    public static LoginRefusal ofReason(String reason) {
        return told(reason);
    }

    private static LoginRefusal told(String stderr) {
        // psql may try twice (with TLS and without): the later answer is the newer one.
        int fatal = stderr.lastIndexOf(FATAL);
        if (fatal < 0) {
            return new LoginRefusal(unconnected(stderr), Optional.empty(), Optional.empty(), lineAt(stderr.strip(), 0));
        }
        String said = stderr.substring(fatal + FATAL.length());
        String message = lineAt(said, 0);
        Optional<String> version = after(said, VERSION).filter(v -> !v.isEmpty());
        return new LoginRefusal(
                kind(message, version.isPresent()), after(said, REPLAYED).flatMap(LoginRefusal::lsn), version, message);
    }

    /**
     * Reads what a server answered to a driver that hands over the code: it distinguishes what the text alone can't (dialects §6).
     *
     * @param sqlState the answer's SQLSTATE
     * @param message its message
     * @param detail its DETAIL; empty if there was none
     */
    public static LoginRefusal of(String sqlState, String message, String detail) {
        return new LoginRefusal(
                kind(sqlState, message),
                after(detail, REPLAYED).flatMap(LoginRefusal::lsn),
                after(detail, VERSION).filter(v -> !v.isEmpty()),
                lineAt(message, 0));
    }

    /** Says whether a server answered, by what psql printed on standard error. */
    public static boolean answered(String printed) {
        return OwnLines.ofPsql(printed).contains(FATAL);
    }

    /** Says whether psql reports that it found no route to the host, or its own time-out while it connected. */
    public static boolean meetsNoHost(String printed) {
        String stderr = OwnLines.ofPsql(printed);
        return !stderr.contains(FATAL) && silent(stderr);
    }

    private static Kind kind(String sqlState, String message) {
        return switch (sqlState) {
            case MIRROR_READY -> Kind.STANDBY;
            // Texts come in the server's language; one that isn't known still says that no session can be had now.
            case CANNOT_CONNECT_NOW -> {
                Kind words = kind(message, false);
                yield words == Kind.OTHER ? Kind.RECOVERING : words;
            }
            case CRASH_SHUTDOWN -> Kind.RECOVERING;
            default -> Kind.OTHER;
        };
    }

    /**
     * Says whether waiting changes nothing: the server lets nobody in who asks like this. Words of PostgreSQL's source (auth.c,
     * miscinit.c, postinit.c); no recording has them.
     */
    public boolean letsNobodyIn() {
        boolean missing = message.contains("role \"") || message.contains("database \"");
        return kind == Kind.OTHER
                && (message.contains("pg_hba.conf")
                        || message.contains("authentication failed")
                        || message.contains("is not permitted to log in")
                        || message.contains("no password supplied")
                        || (missing && message.contains("does not exist")));
    }

    private static Kind kind(String message, boolean versionReported) {
        if (message.contains("the database system is in recovery mode")) {
            return versionReported ? Kind.STANDBY : Kind.RECOVERING;
        }
        if (message.contains("the database system is starting up")
                || message.contains("the database system is not accepting connections")
                || message.contains("the database system is not yet accepting connections")) {
            return Kind.STARTING;
        }
        if (message.contains("the database system is shutting down")) {
            return Kind.SHUTTING_DOWN;
        }
        return message.contains("the database system is resetting") ? Kind.RECOVERING : Kind.OTHER;
    }

    private static Kind unconnected(String stderr) {
        boolean refused = stderr.contains("Connection refused") || stderr.contains("No such file or directory");
        boolean connecting = stderr.contains("could not connect") || stderr.contains("connection to server");
        // A name may stand for several addresses: one that does not answer leaves open what is behind it.
        return connecting && refused && !silent(stderr) ? Kind.NO_SERVER : Kind.OTHER;
    }

    private static boolean silent(String stderr) {
        return stderr.contains("timed out")
                || stderr.contains("timeout")
                || stderr.contains("No route to host")
                || stderr.contains("unreachable");
    }

    private static Optional<String> after(String text, String label) {
        int at = text.indexOf(label);
        return at < 0 ? Optional.empty() : Optional.of(lineAt(text, at + label.length()));
    }

    private static Optional<Lsn> lsn(String text) {
        try {
            return Optional.of(Lsn.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String lineAt(String text, int from) {
        int newline = text.indexOf('\n', from);
        int end = newline < 0 ? text.length() : newline;
        return text.substring(from, Math.min(end, from + LONGEST)).strip();
    }
}
