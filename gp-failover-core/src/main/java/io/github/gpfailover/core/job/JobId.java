package io.github.gpfailover.core.job;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.util.UUID;

/**
 * The name of a job on its host.
 *
 * <p>It exists so that a caller can choose it, and write it down, before anything is sent: whatever happens then, the job can be found by
 * it. Immutable and thread-safe.
 *
 * @param value letters, digits and {@code -}, beginning with a letter or digit; at most 64 characters
 * @since 0.1
 */
@Evolving
public record JobId(String value) implements Comparable<JobId> {

    private static final int LONGEST = 64;

    /**
     * Checks the id.
     *
     * @param value letters, digits and {@code -}, beginning with a letter or digit; at most 64 characters
     * @throws NullPointerException if the id is null
     * @throws IllegalArgumentException if it holds anything else
     */
    public JobId {
        Checks.text(
                value,
                "job id",
                v -> Checks.plain(v, "-") && v.charAt(0) != '-',
                LONGEST,
                "may hold only letters, digits and '-', and begins with a letter or digit; write for example stop-mdw-1");
    }

    /**
     * Gives the id of that value.
     *
     * @param value the value
     * @return the id
     * @throws NullPointerException if the value is null
     * @throws IllegalArgumentException if the value is not an id
     */
    public static JobId of(String value) {
        return new JobId(value);
    }

    /**
     * Gives an id that nobody else has.
     *
     * @return a new id of 36 characters
     */
    public static JobId random() {
        return new JobId(UUID.randomUUID().toString());
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
