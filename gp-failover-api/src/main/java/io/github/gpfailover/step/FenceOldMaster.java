package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that makes sure, by a {@link Fence}, that the old master can't write any more.
 *
 * <p>It exists because an old master that can't be seen is not stopped. An old master that is proved stopped satisfies it. The fences
 * are tried in order until one proves its effect; if none does, the step is refused or failed, and nothing is promoted.
 *
 * @since 0.1
 */
@Evolving
public final class FenceOldMaster extends PlanStep {

    private final Optional<Fence> fence;

    private FenceOldMaster(Builder builder) {
        super("fence", builder);
        fence = Optional.ofNullable(builder.fence);
    }

    /**
     * Gives the fence.
     *
     * @return the fence; empty for those that the engine was given
     */
    public Optional<Fence> fence() {
        return fence;
    }

    @Override
    public Map<String, Object> settings() {
        return fence.<Map<String, Object>>map(f -> Map.of("fence", f.name())).orElse(Map.of());
    }

    @Override
    Object identity() {
        return fence;
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

        private @Nullable Fence fence;

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
        public FenceOldMaster build() {
            return new FenceOldMaster(this);
        }
    }
}
