package io.github.gpfailover.step;

import io.github.gpfailover.cluster.SqlName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The step that writes rows through the master, which a later {@link VerifyCanary} counts on the new one.
 *
 * <p>It exists as the proof that a move lost nothing. Makes a table of its own for each execution, named after it, with one integer
 * column, and never drops it: the report names it. Needs a master that dispatches. A table of that name with exactly these rows
 * satisfies it. While the standby's host is off, the write waits for it up to 300 s (recording 85); the deadline ends that.
 *
 * @since 0.1
 */
@Evolving
public final class WriteCanary extends PlanStep {

    private static final SqlName DEFAULT_TABLE = SqlName.of("gp_failover_canary");
    private static final int DEFAULT_ROWS = 50_000;

    private final SqlName table;
    private final int rows;

    private WriteCanary(Builder builder) {
        super("writeCanary", builder);
        table = builder.table;
        rows = builder.rows;
    }

    /**
     * Gives the beginning of the table's name; the execution and the step's number follow.
     *
     * @return the beginning
     */
    public SqlName table() {
        return table;
    }

    /**
     * Gives how many rows to write.
     *
     * @return the number of rows
     */
    public int rows() {
        return rows;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", rows);
        if (!table.equals(DEFAULT_TABLE)) {
            all.put("table", table.value());
        }
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 2 minutes, 2 attempts 2 s apart, table {@code gp_failover_canary_…}, 50,000 rows.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private SqlName table = DEFAULT_TABLE;
        private int rows = DEFAULT_ROWS;

        private Builder() {
            super(Duration.ofMinutes(2), RetryPolicy.fixed(2, Duration.ofSeconds(2)));
        }

        /**
         * Says how the table's name begins.
         *
         * @param name the beginning, at most 40 characters
         * @return this builder
         * @throws NullPointerException if the name is null
         * @throws IllegalArgumentException if the name would need quoting, or has more than 40 characters
         * @throws IllegalStateException if it was said already
         */
        public Builder table(String name) {
            once("table");
            table = SqlName.of(name);
            Checks.range(name.length(), "length of the table's name", 1, 40);
            return this;
        }

        /**
         * Says how many rows to write.
         *
         * @param number 1 to 10 million
         * @return this builder
         * @throws IllegalArgumentException if it is outside that range
         * @throws IllegalStateException if it was said already
         */
        public Builder rows(int number) {
            once("rows");
            rows = Checks.range(number, "rows", 1, 10_000_000);
            return this;
        }

        @Override
        public WriteCanary build() {
            return new WriteCanary(this);
        }
    }
}
