package io.github.gpfailover.step;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a standby, by {@code gpinitstandby -a -s HOST} on the master.
 *
 * <p>Exists because a promotion needs a standby. Needs a master that dispatches and no other standby; a standby in that very place
 * satisfies it. A directory that stands in the way is moved aside when it is proved to be this cluster's and unused, else the
 * step is refused: nothing is deleted. The copy took 4.6–6.6 s on an empty cluster (recordings 04, 57, 63), and takes as long as
 * the catalog is large.
 *
 * @param options deadline and retry policy
 * @param host where to make it
 * @param port its port, {@code -P}; empty for the specification's, or the master's
 * @param dataDirectory its data directory, {@code -S}; empty for the specification's, or the master's
 * @since 0.1
 */
public record AddStandby(
        StepOptions options, HostRef host, Optional<Integer> port, Optional<DataDirectory> dataDirectory)
        implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @param host where to make it
     * @param port its port, {@code -P}; empty for the specification's, or the master's
     * @param dataDirectory its data directory, {@code -S}; empty for the specification's, or the master's
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the port is not 1 to 65535
     */
    public AddStandby {
        Checks.notNull(options, "options");
        Checks.notNull(host, "host");
        Checks.notNull(port, "port").ifPresent(p -> Checks.range(p, "port", 1, 65535));
        Checks.notNull(dataDirectory, "data directory");
    }

    @Override
    public String name() {
        return "addStandby";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("host", host.toString());
        port.ifPresent(p -> all.put("port", p));
        dataDirectory.ifPresent(d -> all.put("dataDirectory", d.path()));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 6 hours, since it copies the master; 2 attempts 5 s apart.
     *
     * @param host where to make it
     * @return a builder
     * @throws NullPointerException if the host is null
     */
    public static Builder builder(HostRef host) {
        return new Builder(host);
    }

    /** Gathers the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private final HostRef host;
        private Integer port;
        private DataDirectory dataDirectory;

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

        @Override
        Builder self() {
            return this;
        }

        /**
         * Makes the step.
         *
         * @return the step
         */
        public AddStandby build() {
            return new AddStandby(options(), host, Optional.ofNullable(port), Optional.ofNullable(dataDirectory));
        }
    }
}
