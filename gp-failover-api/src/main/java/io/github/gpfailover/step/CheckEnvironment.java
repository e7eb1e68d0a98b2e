package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that checks whether the hosts of master and standby are set up alike, and whether they have what a move runs there.
 *
 * <p>It exists because an operator does this by hand before a move, and because what is missing on the standby's host shows only after the master
 * was stopped. Changes nothing; repeating it asks again. The hosts are those of the master and of the standby, by the
 * specification and by the catalog, and those where the plan makes a standby later on.
 *
 * <table>
 * <caption>What is checked on each host, and what follows from it</caption>
 * <tr><th>what</th><th>if it is not well</th></tr>
 * <tr><td>the product's version, by {@code postgres --gp-version}</td><td>refused where it differs, or can't be determined</td></tr>
 * <tr><td>the directory above the data directory</td><td>refused where it is missing</td></tr>
 * <tr><td>psql, pg_ctl, gpstate, gpinitstandby, gpactivatestandby, pg_controldata, pg_basebackup and ssh on the path, with the
 * product's script sourced</td><td>refused where one is missing</td></tr>
 * <tr><td>ssh without a password to the other hosts, which {@code gpinitstandby} and {@code gpactivatestandby} use</td>
 * <td>refused where it fails</td></tr>
 * <tr><td>{@code MASTER_DATA_DIRECTORY} and {@code PGPORT}, as {@code ~/.bash_profile} and {@code ~/.bashrc} set them</td>
 * <td>refused where a value is not that of the server there, unless {@link Builder#acceptDifferences(String)}; a value that is not
 * set, or that only a shell could expand, warns. The library itself relies on neither file</td></tr>
 * <tr><td>free disk for a full copy: the size of the master's data directory beside what is free where the other one's is or
 * will be</td><td>refused where a step ahead makes a standby and a copy does not fit, unless {@link Builder#acceptShortDisk(String)};
 * warns where the plan makes none, where the standby has its copy already, and where it can't be determined. Tablespaces that lie
 * elsewhere are counted, as a copy takes them too</td></tr>
 * <tr><td>the clock</td><td>noted, and warned of from a minute on; nothing is decided by it</td></tr>
 * </table>
 *
 * @since 0.1
 */
@Evolving
public final class CheckEnvironment extends PlanStep {

    private final Optional<String> acceptDifferences;
    private final Optional<String> acceptShortDisk;

    private CheckEnvironment(Builder builder) {
        super("checkEnvironment", builder);
        acceptDifferences = Optional.ofNullable(builder.acceptDifferences);
        acceptShortDisk = Optional.ofNullable(builder.acceptShortDisk);
    }

    /**
     * Gives why variables that differ from the server's are accepted.
     *
     * @return the reason; empty to refuse them
     */
    public Optional<String> acceptDifferences() {
        return acceptDifferences;
    }

    /**
     * Gives why less free disk than a full copy takes is accepted.
     *
     * @return the reason; empty to refuse it
     */
    public Optional<String> acceptShortDisk() {
        return acceptShortDisk;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        acceptDifferences.ifPresent(r -> all.put("acceptDifferences", r));
        acceptShortDisk.ifPresent(r -> all.put("acceptShortDisk", r));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 2 minutes, since a large data directory takes a while to be measured; 2 attempts 2 s
     * apart; variables that differ and a disk that is too small are refused.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private @Nullable String acceptDifferences;
        private @Nullable String acceptShortDisk;

        private Builder() {
            super(Duration.ofMinutes(2), RetryPolicy.fixed(2, Duration.ofSeconds(2)));
        }

        /**
         * Accepts that a host's files set the data directory or the port to something else than its server has; the report warns.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder acceptDifferences(String reason) {
            acceptDifferences = reason("acceptDifferences", reason);
            return this;
        }

        /**
         * Accepts that a host has less free disk than a full copy takes, as where something will be cleared away before the copy;
         * the report warns.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder acceptShortDisk(String reason) {
            acceptShortDisk = reason("acceptShortDisk", reason);
            return this;
        }

        @Override
        public CheckEnvironment build() {
            return new CheckEnvironment(this);
        }
    }
}
