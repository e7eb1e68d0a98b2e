package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;

/**
 * The step that lifts what fences set on the former master, so that its host can be used again.
 *
 * <p>It exists because a host that its segments have no route to can't become a standby. It is refused unless the server there is proved
 * stopped or runs as a standby: a lifted fence must not let a master back in. The fence that holds is asked, and the engine's fences:
 * after a restart of the controller nobody remembers which one it was. Each lifts only what it set itself. Where nothing is set, the step
 * changes nothing, and succeeds.
 *
 * @since 0.1
 */
@Evolving
public final class ReleaseFence extends PlanStep {

    private ReleaseFence(Builder builder) {
        super("releaseFence", builder);
    }

    /**
     * Begins the step. Defaults: deadline 3 minutes, 3 attempts 1 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Builder() {
            super(Duration.ofMinutes(3), RetryPolicy.fixed(3, Duration.ofSeconds(1)));
        }

        @Override
        public ReleaseFence build() {
            return new ReleaseFence(this);
        }
    }
}
