package io.github.gpfailover.core.internal.jdbc;

import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The server's own error, found in an exception. It exists because a pool wraps it, and because what a driver says is not the server's
 * statement.
 */
record ServerError(String sqlState, String message, String detail) {

    private static final int DEEPEST = 16;

    static Optional<ServerError> in(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < DEEPEST; i++, at = at.getCause()) {
            if (at instanceof PSQLException e && e.getServerErrorMessage() != null) {
                ServerErrorMessage told = e.getServerErrorMessage();
                return Optional.of(
                        new ServerError(text(told.getSQLState()), text(told.getMessage()), text(told.getDetail())));
            }
        }
        return Optional.empty();
    }

    boolean inClass(String prefix) {
        return sqlState.startsWith(prefix);
    }

    /**
     * The same without a secret that the server may have echoed. What refuses before it asks for a password (class 57) has none to
     * echo, and is read further: a short secret must not take a position or version out of it.
     */
    ServerError without(String secret) {
        return secret.isEmpty() || inClass("57")
                ? this
                : new ServerError(sqlState, message.replace(secret, "***"), detail.replace(secret, "***"));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
