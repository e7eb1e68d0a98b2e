package io.github.gpfailover.core.internal.jdbc;

/**
 * The text of a failure of a caller's data source: the server's own words, or only the kind of the failure. It exists because what a
 * driver or a pool says may hold an address with a password in it.
 */
public final class SqlFailure {

    private SqlFailure() {}

    /** One line about it. */
    public static String text(Throwable failure) {
        return ServerError.in(failure)
                .map(e -> "the server said: " + NoAnswer.line(e.message()) + " (SQLSTATE " + NoAnswer.line(e.sqlState())
                        + ")")
                .orElseGet(() -> NoAnswer.kinds(failure));
    }

    /** The server's code for it; empty if the server said nothing. */
    public static String state(Throwable failure) {
        return ServerError.in(failure).map(ServerError::sqlState).orElse("");
    }
}
