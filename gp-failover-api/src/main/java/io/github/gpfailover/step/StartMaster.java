package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
 * @param options deadline and retry policy
 * @param absentIsGone why a known location whose directory is absent has none for good; empty to refuse
 * @since 0.1
 */
@Evolving
public record StartMaster(StepOptions options, Optional<String> absentIsGone) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @param absentIsGone why a known location whose directory is absent has none for good; empty to refuse
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the reason is not one line
     */
    public StartMaster {
        Checks.notNull(options, "options");
        Checks.notNull(absentIsGone, "absentIsGone").ifPresent(r -> Checks.sentence(r, "absentIsGone reason"));
    }

    @Override
    public String name() {
        return "startMaster";
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

        private String absentIsGone;

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
            once("absentIsGone");
            absentIsGone = Checks.sentence(reason, "absentIsGone reason");
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
        public StartMaster build() {
            return new StartMaster(options(), Optional.ofNullable(absentIsGone));
        }
    }
}
