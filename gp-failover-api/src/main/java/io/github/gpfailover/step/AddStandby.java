package io.github.gpfailover.step;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that makes a standby: of the old directory on its host where that is proved right, else of a copy.
 *
 * <p>It exists because a promotion needs a standby, and because the vendor's only strategy for one is a full copy of the catalog, which takes as
 * long as the catalog is large. Needs a master that dispatches and no other standby; a standby at that very location satisfies it.
 * Nothing is written into an old directory before the proof, nothing is deleted, and what can't be proved is not used: the report
 * says which {@link Strategy} was taken, and why each shorter one was not. A repeat goes on from what it finds.
 *
 * @since 0.1
 */
@Evolving
public final class AddStandby extends PlanStep {

    /** How a standby is made. */
    public enum Strategy {
        /**
         * The first of {@link #FOLLOW}, {@link #REWIND} and {@link #COPY} that is provably right; the default. What fails there takes
         * its catalog row back, and the next one is taken. The two short strategies are left out where the dialect was not verified on a
         * running cluster: Greenplum 6 today.
         */
        AUTO,
        /**
         * The old directory as it is: its server was shut down cleanly, and its last record ends exactly where the new master's history
         * leaves its timeline. 0.44 s from the start to {@code streaming}, {@code sync}, whatever the size (recordings c0–c3). Refused
         * where that is not proved.
         */
        FOLLOW,
        /**
         * The old directory brought back to the fork by the cluster's own {@code pg_rewind}: 0.95 s for a directory of 245 MB that
         * had diverged (recordings c4–c7). Needs data checksums or {@code wal_log_hints}. What the old master had written past the fork is gone
         * with it, and was nowhere else: {@link #COPY} keeps it in a retired directory. When it fails, the directory is broken,
         * and the step ends as failed.
         */
        REWIND,
        /**
         * {@code gpinitstandby -a -s HOST} on the master, into an empty location: 4.6–6.6 s on an empty cluster (recordings 04, 57, 63). A
         * directory that is there is renamed to {@code NAME.retired-TIME} when it is proved to be this cluster's and unused.
         */
        COPY
    }

    private final HostRef host;
    private final Optional<Integer> port;
    private final Optional<DataDirectory> dataDirectory;
    private final Strategy strategy;
    private final Optional<String> moveAside;

    private AddStandby(Builder builder) {
        super("addStandby", builder);
        host = builder.host;
        port = Optional.ofNullable(builder.port);
        dataDirectory = Optional.ofNullable(builder.dataDirectory);
        strategy = builder.strategy;
        moveAside = Optional.ofNullable(builder.moveAside);
    }

    /**
     * Gives where to make it.
     *
     * @return the host
     */
    public HostRef host() {
        return host;
    }

    /**
     * Gives its port, {@code -P}.
     *
     * @return the port; empty for the specification's, or the master's
     */
    public Optional<Integer> port() {
        return port;
    }

    /**
     * Gives its data directory, {@code -S}.
     *
     * @return the directory; empty for the specification's, or the master's
     */
    public Optional<DataDirectory> dataDirectory() {
        return dataDirectory;
    }

    /**
     * Gives how to make it.
     *
     * @return the strategy
     */
    public Strategy strategy() {
        return strategy;
    }

    /**
     * Gives why a directory that is not proved to be this cluster's may be renamed to make room for a copy.
     *
     * @return the reason; empty to refuse
     */
    public Optional<String> moveAside() {
        return moveAside;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("host", host.toString());
        port.ifPresent(p -> all.put("port", p));
        dataDirectory.ifPresent(d -> all.put("dataDirectory", d.path()));
        if (strategy != Strategy.AUTO) {
            all.put("strategy", strategy.name());
        }
        moveAside.ifPresent(r -> all.put("moveAside", r));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 6 hours, since it may copy the master; 2 attempts 5 s apart; strategy
     * {@link Strategy#AUTO}.
     *
     * @param host where to make it
     * @return a builder
     * @throws NullPointerException if the host is null
     */
    public static Builder builder(HostRef host) {
        return new Builder(host);
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private final HostRef host;
        private @Nullable Integer port;
        private @Nullable DataDirectory dataDirectory;
        private Strategy strategy = Strategy.AUTO;
        private @Nullable String moveAside;

        private Builder(HostRef host) {
            super(Duration.ofHours(6), RetryPolicy.fixed(2, Duration.ofSeconds(5)));
            this.host = Checks.notNull(host, "standby host");
        }

        /**
         * Says on which port the standby listens, as {@code gpinitstandby -P} does.
         *
         * @param number the port, 1 to 65535
         * @return this builder
         * @throws IllegalArgumentException if it is not 1 to 65535
         * @throws IllegalStateException if it was said already
         */
        public Builder port(int number) {
            once("port");
            port = Checks.range(number, "port", 1, 65535);
            return this;
        }

        /**
         * Says where the standby's data directory is, as {@code gpinitstandby -S} does.
         *
         * @param path the absolute path
         * @return this builder
         * @throws NullPointerException if the path is null
         * @throws IllegalArgumentException if it is not a plain absolute path
         * @throws IllegalStateException if it was said already
         */
        public Builder dataDirectory(String path) {
            once("dataDirectory");
            dataDirectory = DataDirectory.of(path);
            return this;
        }

        /**
         * Says how the standby is made.
         *
         * @param how the strategy
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder strategy(Strategy how) {
            once("strategy");
            strategy = Checks.notNull(how, "strategy");
            return this;
        }

        /**
         * Accepts that a directory which is not proved to be this cluster's (another cluster's, half copied, without a {@code
         * pg_control}) is renamed to make room for a copy. It is never deleted, and never renamed while a process of it may run.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder moveAside(String reason) {
            moveAside = reason("moveAside", reason);
            return this;
        }

        @Override
        public AddStandby build() {
            return new AddStandby(this);
        }
    }
}
