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
 * The step that renames the data directory of a server that is no longer used to {@code NAME.retired-<UTC time>}.
 *
 * <p>It exists so that an old master can't be started by accident: one that was, wrote to the segments beside the new master
 * (recordings 73 and 74). Nothing is deleted and nothing is overwritten. Refused while any process of that instance runs or can't
 * be ruled out, while it is the master or the standby, and when the directory isn't this cluster's. A location without a directory
 * satisfies it.
 *
 * @since 0.1
 */
@Evolving
public final class RetireDataDirectory extends PlanStep {

    private final HostRef host;
    private final Optional<DataDirectory> dataDirectory;

    private RetireDataDirectory(Builder builder) {
        super("retireDataDirectory", builder);
        host = builder.host;
        dataDirectory = Optional.ofNullable(builder.dataDirectory);
    }

    /**
     * Gives on which host.
     *
     * @return the host
     */
    public HostRef host() {
        return host;
    }

    /**
     * Gives which directory.
     *
     * @return the directory; empty for the one that the specification or the plan names on that host
     */
    public Optional<DataDirectory> dataDirectory() {
        return dataDirectory;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("host", host.toString());
        dataDirectory.ifPresent(d -> all.put("dataDirectory", d.path()));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 1 minute, 3 attempts 1 s apart.
     *
     * @param host on which host
     * @return a builder
     * @throws NullPointerException if the host is null
     */
    public static Builder builder(HostRef host) {
        return new Builder(host);
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private final HostRef host;
        private @Nullable DataDirectory dataDirectory;

        private Builder(HostRef host) {
            super(Duration.ofMinutes(1), RetryPolicy.fixed(3, Duration.ofSeconds(1)));
            this.host = Checks.notNull(host, "host");
        }

        /**
         * Says which directory to retire.
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
        public RetireDataDirectory build() {
            return new RetireDataDirectory(this);
        }
    }
}
