package io.github.gpfailover.core.internal.jdbc;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** One line about a login that got no answer from the server. It states what was met, and never more than that. */
final class NoAnswer {

    private static final int DEEPEST = 16;
    private static final int LONGEST = 300;

    private NoAnswer() {}

    /** Says what failed, in the texts of the JDK and of the PostgreSQL driver, which hold no secrets. */
    static String told(Throwable failure) {
        Throwable root = root(failure);
        if (refused(root)) {
            return "the connection was refused, which proves nothing about processes: a session outlives its postmaster";
        }
        if (root instanceof SocketTimeoutException) {
            return "no answer came in time";
        }
        if (root instanceof UnknownHostException) {
            return "the host's name is not known here: " + line(root.getMessage());
        }
        String kind =
                root instanceof SSLException ? "TLS failed" : root.getClass().getSimpleName();
        if (!ours(root) || !ours(failure)) {
            // A factory of the caller's own may print what it was given.
            return failure.getClass().getName()
                    + (root == failure ? "" : " because of " + root.getClass().getName());
        }
        return kind + ": " + line(root.getMessage()) + (root == failure ? "" : " (" + line(failure.getMessage()) + ")");
    }

    /** Says what failed by its kind alone: what a caller's data source says may hold an address with a password in it. */
    static String kinds(Throwable failure) {
        Throwable root = root(failure);
        String state = failure instanceof java.sql.SQLException e && e.getSQLState() != null
                ? ", SQLSTATE " + line(e.getSQLState())
                : "";
        return "the data source failed: " + failure.getClass().getName()
                + (root == failure ? "" : " because of " + root.getClass().getName()) + state;
    }

    /** Whether no server is reached at all. */
    static boolean nobodyThere(Throwable failure) {
        Throwable root = root(failure);
        return root instanceof ConnectException
                || root instanceof NoRouteToHostException
                || root instanceof UnknownHostException;
    }

    /** One line without characters that could break or hide another. */
    static String line(String text) {
        if (text == null) {
            return "no message";
        }
        String plain = text.strip().replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }

    private static boolean ours(Throwable failure) {
        String name = failure.getClass().getName();
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("sun.")
                || name.startsWith("org.postgresql.");
    }

    private static boolean refused(Throwable root) {
        return root instanceof ConnectException
                && String.valueOf(root.getMessage()).toLowerCase(Locale.ROOT).contains("refused");
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at.getCause() != null && i < DEEPEST; i++) {
            at = at.getCause();
        }
        return at;
    }
}
