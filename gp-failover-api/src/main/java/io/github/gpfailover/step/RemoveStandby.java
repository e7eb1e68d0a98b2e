package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that removes the standby from the cluster: by {@code gpinitstandby -a -r} on the master, or quickly where the standby's host is
 * gone.
 *
 * <p>It exists because a standby must be gone from the catalog before another can be made. Needs a master that dispatches. A cluster
 * without a standby satisfies it. The utility deletes the standby's data directory, as the vendor's procedure does; when the
 * standby's host can't be reached the utility took 264 s and exited 2 although the standby was removed (recordings {@code a1},
 * {@code a2}), so the catalog decides, and the directory that was left is noted as clean-up to be done.
 *
 * <p>Where the standby's host is proved gone, and the login may act as root on the master's host, by itself or by {@code sudo -n ss},
 * the master's sockets to it are destroyed, and {@code gp_remove_master_standby()} in a utility session removes it from the catalog: 17 ms instead
 * of 264 s (recordings {@code b1}, {@code b2}). Proved gone means: the controller does not reach it, every other host that was asked about it met
 * silence, and at least one was asked. A standby that answers anybody is removed by the utility. The preview says which of the two it will be, and
 * why.
 *
 * <p>With {@link Builder#keepDirectory()} nothing is deleted: a standby that is seen is stopped, and taken out of the catalog by SQL.
 *
 * @since 0.1
 */
@Evolving
public final class RemoveStandby extends PlanStep {

    private final Optional<String> acceptUnseen;
    private final boolean keepDirectory;

    private RemoveStandby(Builder builder) {
        super("removeStandby", builder);
        acceptUnseen = Optional.ofNullable(builder.acceptUnseen);
        keepDirectory = builder.keepDirectory;
    }

    /**
     * Gives why a standby that can't be seen, and that the master has no stream to, is removed all the same.
     *
     * @return the reason; empty to refuse
     */
    public Optional<String> acceptUnseen() {
        return acceptUnseen;
    }

    /**
     * Says whether the standby's directory stays as it is, where the standby can be seen.
     *
     * @return true to keep it
     */
    public boolean keepDirectory() {
        return keepDirectory;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        acceptUnseen.ifPresent(r -> all.put("acceptUnseen", r));
        if (keepDirectory) {
            all.put("keepDirectory", true);
        }
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 10 minutes, since commits on the master wait up to 300 s for a standby whose host
     * vanished (dialects §13); 2 attempts 5 s apart; a
     * standby that can't be seen and that the master has no stream to is refused.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private @Nullable String acceptUnseen;
        private boolean keepDirectory;

        private Builder() {
            super(Duration.ofMinutes(10), RetryPolicy.fixed(2, Duration.ofSeconds(5)));
        }

        /**
         * Removes a standby that can't be seen even when the master has no stream to it. Such a server may be anything, even the
         * real master of an old one that was started again, and the utility deletes its data directory when it can reach it.
         *
         * @param reason why it is known to be a standby, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder acceptUnseen(String reason) {
            acceptUnseen = reason("acceptUnseen", reason);
            return this;
        }

        /**
         * Leaves the standby's directory as it is: the server is stopped cleanly, and {@code gp_remove_master_standby()} in a utility
         * session removes it from the catalog (7 ms, recording b2). {@code addStandby} can let such a directory follow again, without a copy. A
         * standby whose host is gone is removed as it is without this.
         *
         * @return this builder
         * @throws IllegalStateException if it was said already
         */
        public Builder keepDirectory() {
            once("keepDirectory");
            keepDirectory = true;
            return this;
        }

        @Override
        public RemoveStandby build() {
            return new RemoveStandby(this);
        }
    }
}
