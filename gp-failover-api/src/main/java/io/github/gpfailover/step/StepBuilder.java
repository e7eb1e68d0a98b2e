package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the builders of all steps have in common.
 *
 * <p>It exists so that deadline and retry read the same on every step. Saying a setting twice is refused, since one of the two would
 * be lost. Not thread-safe.
 *
 * @param <B> the builder itself
 * @since 0.1
 */
@Stable
public abstract class StepBuilder<B extends StepBuilder<B>> {

    private final Given given = new Given();
    private Duration deadline;
    private RetryPolicy retry;

    StepBuilder(Duration deadline, RetryPolicy retry) {
        this.deadline = deadline;
        this.retry = retry;
    }

    /**
     * Makes the step.
     *
     * @return the step
     */
    public abstract PlanStep build();

    /**
     * Says how long the step may take, all attempts and waits included.
     *
     * @param time how long
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if it was said already
     */
    public B deadline(Duration time) {
        once("deadline");
        deadline = Checks.positive(time, "deadline");
        return self();
    }

    /**
     * Says how often the step is tried.
     *
     * @param settings changes the step's default policy
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if the policy is not valid
     * @throws IllegalStateException if it was said already
     */
    public B retry(Consumer<RetryPolicy.Builder> settings) {
        once("retry");
        RetryPolicy.Builder builder = new RetryPolicy.Builder(retry);
        Checks.notNull(settings, "retry").accept(builder);
        retry = builder.build();
        return self();
    }

    final void once(String setting) {
        given.once(setting);
    }

    /** Takes the reason of a setting that needs one, once. */
    final String reason(String setting, String reason) {
        once(setting);
        return Checks.sentence(reason, setting + " reason");
    }

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }

    final StepOptions options() {
        return new StepOptions(deadline, retry);
    }
}
