package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The step that makes sure, by a {@link Fence}, that the old master can't write any more.
 *
 * <p>It exists because an old master that can't be seen is not stopped. An old master that is proved stopped satisfies it. The fences
 * are tried in order until one proves its effect; if none does, the step is refused or failed, and nothing is promoted.
 *
 * @param options deadline and retry policy
 * @param fence the fence; empty for those that the engine was given
 * @since 0.1
 */
@Evolving
public record FenceOldMaster(StepOptions options, Optional<Fence> fence) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @param fence the fence; empty for those that the engine was given
     * @throws NullPointerException if a part is null
     */
    public FenceOldMaster {
        Checks.notNull(options, "options");
        Checks.notNull(fence, "fence");
    }

    @Override
    public String name() {
        return "fence";
    }

    @Override
    public Map<String, Object> settings() {
        return fence.<Map<String, Object>>map(f -> Map.of("fence", f.name())).orElse(Map.of());
    }

    /**
     * Begins the step. Defaults: deadline 3 minutes, 1 attempt, the engine's fences.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Fence fence;

        private Builder() {
            super(Duration.ofMinutes(3), RetryPolicy.fixed(1, Duration.ofSeconds(1)));
        }

        /**
         * Says which fence to use instead of the engine's.
         *
         * @param one the fence
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder fence(Fence one) {
            once("fence");
            fence = Checks.notNull(one, "fence");
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
        public FenceOldMaster build() {
            return new FenceOldMaster(options(), Optional.ofNullable(fence));
        }
    }
}
