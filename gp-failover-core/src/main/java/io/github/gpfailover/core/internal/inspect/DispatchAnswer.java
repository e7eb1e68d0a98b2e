package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.core.internal.text.OwnLines;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.Optional;

/**
 * What came of a read through every segment. It exists because a read that fails is no proof that the master does not serve: a master with no
 * connection to spare fails it too.
 *
 * @param kind what it shows of the master
 * @param words what was seen; empty where every segment answered
 */
public record DispatchAnswer(Kind kind, String words) {

    /** What a read shows of the master. */
    public enum Kind {
        /** Every segment answered. */
        SERVES,
        /** No answer came in time. */
        HANGS,
        /** The master's session answers, and says that it does not reach a segment's host. */
        CUT_OFF,
        /**
         * The master is starting, stopping or gone, or its host took no command: the cluster's state has changed since the last
         * observation.
         */
        CHANGED,
        /** Anything else: the master said no, or not every segment answered. */
        FAILED
    }

    // From Greenplum's source (cdbgang_async.c) and the system's own texts; no recording has them. A segment that
    // refuses the connection is
    // reached: it is down, or its mirror is about to replace it.
    private static final String NO_GANG = "failed to acquire resources on one or more segments";
    private static final List<String> SILENT =
            List.of("No route to host", "unreachable", "timed out", "timeout expired");

    /** Reads what came of the read. */
    static DispatchAnswer read(CommandResult read, int primaries) {
        if (read.exitedZero()) {
            long answered = read.stdout().lines().filter(l -> !l.isBlank()).count();
            return answered >= primaries
                    ? serves()
                    : new DispatchAnswer(
                            Kind.FAILED, "only " + answered + " of " + primaries + " segments answered a read");
        }
        return new DispatchAnswer(
                kind(read.stderr()),
                "a read through the segments ended with " + read.exitText() + ": " + read.lastLine());
    }

    /** Reads why there was no answer. */
    static DispatchAnswer unread(TransportException e) {
        return new DispatchAnswer(
                e.reason() == TransportException.Reason.TIMEOUT ? Kind.HANGS : Kind.CHANGED,
                "a read through the segments did not end: " + e.getMessage());
    }

    private static Kind kind(String stderr) {
        String said = OwnLines.ofPsql(stderr);
        if (said.contains(NO_GANG)) {
            return SILENT.stream().anyMatch(said::contains) ? Kind.CUT_OFF : Kind.FAILED;
        }
        return LoginRefusal.parse(stderr).kind() == LoginRefusal.Kind.OTHER ? Kind.FAILED : Kind.CHANGED;
    }

    /** Where every segment answered. */
    public static DispatchAnswer serves() {
        return new DispatchAnswer(Kind.SERVES, "");
    }

    /** Why the read did not reach every segment; empty if it did. */
    public Optional<String> fault() {
        return kind == Kind.SERVES ? Optional.empty() : Optional.of(words);
    }

    /** Whether two reads failed alike, with an error that only a master that does not serve has. */
    public boolean confirmedBy(DispatchAnswer later) {
        return kind == later.kind() && (kind == Kind.HANGS || (kind == Kind.CUT_OFF && words.equals(later.words())));
    }
}
