package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that starts the newest master of a cluster that has none, by {@code pg_ctl start} on its host.
 *
 * <p>It exists because after a promotion two directories can be started, and only one of them is the cluster: the new master crashed, the
 * old one was stopped in order, and whoever starts the old one loses what was written since. The newest is the one with the highest
 * timeline, by {@code pg_control} and by the timeline histories in its log.
 *
 * <p>Refused unless every known server is proved stopped, runs as a standby, or is held by a fence, and every directory could be read, is
 * of one cluster, and names one newest master. Two directories of the same timeline are a person's decision. A directory that is absent may only be not
 * mounted, and of a single known location nothing says that it is the newest: both are refused unless {@link Builder#absentIsGone} says why
 * no other directory is left. The last master that the engine saw is never passed over, with or without that. A master that serves
 * satisfies it, so a repeat does nothing. Nothing undoes it.
 *
 * @since 0.1
 */
@Evolving
public final class StartMaster extends PlanStep {

    private final Optional<String> absentIsGone;

    private StartMaster(Builder builder) {
        super("startMaster", builder);
        absentIsGone = Optional.ofNullable(builder.absentIsGone);
    }

    /**
     * Gives why a known location whose directory is absent has none for good.
     *
     * @return the reason; empty to refuse
     */
    public Optional<String> absentIsGone() {
        return absentIsGone;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        absentIsGone.ifPresent(r -> all.put("absentIsGone", r));
        return all;
    }

    /**
     * Begins the step. Defaults: deadline 5 minutes, 3 attempts 2 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private @Nullable String absentIsGone;

        private Builder() {
            super(Duration.ofMinutes(5), RetryPolicy.fixed(3, Duration.ofSeconds(2)));
        }

        /**
         * Accepts that a known location has no directory, because it was retired or its disk is gone for good; and that the only known location
         * is the cluster's. Without it the step is refused there: a directory that is only not mounted may be the newest.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder absentIsGone(String reason) {
            absentIsGone = reason("absentIsGone", reason);
            return this;
        }

        @Override
        public StartMaster build() {
            return new StartMaster(this);
        }
    }
}
