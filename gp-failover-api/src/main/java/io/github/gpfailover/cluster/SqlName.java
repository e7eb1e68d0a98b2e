package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.regex.Pattern;

/**
 * The name of a database, table or user that needs no quoting in SQL.
 *
 * <p>It exists because names are written into statements: only those that no SQL reader can mistake are let in. Immutable and
 * thread-safe.
 *
 * @param value a lower-case letter or {@code _}, then lower-case letters, digits and {@code _}; at most 63 characters, which is
 *     PostgreSQL's limit for identifiers
 * @since 0.1
 */
@Stable
public record SqlName(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[a-z_][a-z0-9_]*");

    /**
     * Checks the name.
     *
     * @param value a lower-case letter or {@code _}, then lower-case letters, digits and {@code _}
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name would need quoting
     */
    public SqlName {
        Checks.text(
                value,
                "SQL name",
                ALLOWED,
                63,
                "may hold only lower-case letters, digits and '_', and does not begin with a digit; write for example gpadmin");
    }

    /**
     * Gives that name.
     *
     * @param value the name
     * @return the name, checked
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name would need quoting
     */
    public static SqlName of(String value) {
        return new SqlName(value);
    }

    /** Returns the bare name. */
    @Override
    public String toString() {
        return value;
    }
}
