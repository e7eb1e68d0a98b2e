package io.github.gpfailover.core.internal.jdbc;

import java.io.Serial;
import java.util.Optional;

/**
 * The reason why there is no session. It exists because the driver's own exception may hold what nobody should read.
 */
final class LoginFailedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ServerError server;
    private final boolean nobodyThere;

    private LoginFailedException(ServerError server, boolean nobodyThere, String statement) {
        super(statement);
        this.server = server;
        this.nobodyThere = nobodyThere;
    }

    static LoginFailedException refused(ServerError server) {
        return new LoginFailedException(server, false, server.message());
    }

    static LoginFailedException unheard(String statement, boolean nobodyThere) {
        return new LoginFailedException(null, nobodyThere, statement);
    }

    /** What the server itself answered; empty if nothing that could be understood came from it. */
    Optional<ServerError> server() {
        return Optional.ofNullable(server);
    }

    /** Whether the connection failed before any server: another kind of session would meet the same. */
    boolean nobodyThere() {
        return nobodyThere;
    }
}
