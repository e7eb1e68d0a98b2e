package io.github.gpfailover.core.internal.jdbc;

import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Exists to find the server's own words in an exception: a pool wraps them, and what a driver says is not the server's word. */
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

    /** The same without a secret that the server may have echoed. */
    ServerError without(String secret) {
        return secret.isEmpty()
                ? this
                : new ServerError(sqlState, message.replace(secret, "***"), detail.replace(secret, "***"));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
