package io.github.gpfailover.core.probe;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.jdbc.PasswordFile;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The source of passwords for logins to database servers. It is asked when a password is needed.
 *
 * <p>It exists so that a password is fetched right before a login, from wherever the site keeps it, and is held no longer than that: it is
 * no part of any setting that could be printed. Asked from several threads at once, one for each server.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
@FunctionalInterface
public interface DatabasePasswords {

    /**
     * Gives the password for a login.
     *
     * <p>The array is overwritten once it was used: give a copy.
     *
     * @param host the server's host
     * @param port the server's port
     * @param database the database
     * @param user the user
     * @return the password; empty to log in without one
     */
    Optional<char[]> password(HostName host, int port, String database, String user);

    /**
     * Gives a source that has no password: for servers that trust, or take a certificate.
     *
     * @return the source
     */
    static DatabasePasswords none() {
        return (host, port, database, user) -> Optional.empty();
    }

    /**
     * Gives passwords from the file that {@code psql} uses: the one that the environment variable {@code PGPASSFILE} names, else
     * {@code .pgpass} in the user's home. Its rules are libpq's: lines {@code host:port:database:user:password}, where {@code *}
     * stands for anything, {@code \} takes the meaning from a {@code :} or {@code \} after it, and lines that begin with {@code #} are
     * comments; the first line that fits counts. The file is read anew for each login. One that anybody beside its owner may read or
     * write is ignored with a warning in the log, as libpq does.
     *
     * @return the source
     */
    static DatabasePasswords pgpass() {
        return PasswordFile.standard()::password;
    }

    /**
     * Gives passwords from a file of that form.
     *
     * @param file the file
     * @return the source
     * @throws NullPointerException if the file is null
     */
    static DatabasePasswords pgpass(Path file) {
        return new PasswordFile(Checks.notNull(file, "password file"))::password;
    }
}
