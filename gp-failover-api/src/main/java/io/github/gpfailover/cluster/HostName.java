package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name (or IPv4 address) of a host, as the cluster's catalog and the transport know it.
 *
 * <p>It exists because a host name becomes an argument of commands on other hosts: what could be read as an option or by a shell is
 * refused when the value is built. Names are equal whatever the case of their letters. Immutable and thread-safe.
 *
 * @param value letters, digits, {@code .}, {@code -} and {@code _}, beginning with a letter or digit; at most 253 characters
 * @since 0.1
 */
@Stable
public record HostName(String value) implements Comparable<HostName> {

    private static final String MARKS = "._-";

    /**
     * Checks the name.
     *
     * @param value letters, digits, {@code .}, {@code -} and {@code _}, beginning with a letter or digit
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name holds anything else than the characters allowed
     */
    public HostName {
        Checks.text(
                value,
                "host name",
                v -> Checks.plain(v, MARKS) && MARKS.indexOf(v.charAt(0)) < 0,
                253,
                "may hold only letters, digits, '.', '-' and '_', and begins with a letter or digit; write for example mdw or"
                        + " 10.0.0.11");
    }

    /**
     * Gives the host of that name.
     *
     * @param value the name
     * @return the host name
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name is not a host name
     */
    public static HostName of(String value) {
        return new HostName(value);
    }

    /** Two spellings that differ in the case of letters, or in the dot at the end, are one name, as for resolvers. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof HostName name && key().equals(name.key()));
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    @Override
    public int compareTo(HostName other) {
        return key().compareTo(other.key());
    }

    private String key() {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Returns the bare name. */
    @Override
    public String toString() {
        return value;
    }
}
