package io.github.gpfailover.step;

import io.github.gpfailover.stability.Stable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan: what is wanted, as a value.
 *
 * <p>It exists as a closed set, so that a reader of plans and reports can switch over it; {@link Custom} is there for one's own.
 * Each is made by the builder of its class or by {@code FailoverPlanBuilder}, so that it can grow. Immutable and thread-safe; steps of one
 * kind are equal when options and settings are.
 *
 * @since 0.1
 */
@Stable
public abstract sealed class PlanStep
        permits CheckHealth,
                CheckEnvironment,
                ReleaseWaitingCommits,
                RemoveStandby,
                AddStandby,
                AwaitSync,
                WriteCanary,
                StopMaster,
                StartMaster,
                FenceOldMaster,
                Activate,
                VerifyCanary,
                RetireDataDirectory,
                ReleaseFence,
                Custom {

    private final String name;
    private final StepOptions options;

    PlanStep(String name, StepBuilder<?> builder) {
        this.name = name;
        options = builder.options();
    }

    /**
     * Gives the step's name: the method of the plan's builder that adds it.
     *
     * @return the name
     */
    public final String name() {
        return name;
    }

    /**
     * Gives deadline and retry policy.
     *
     * @return the options
     */
    public final StepOptions options() {
        return options;
    }

    /**
     * Gives what is particular to this step, for text and JSON.
     *
     * @return settings in a fixed order; those left at "not given" are absent
     */
    public Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * Gives the step as it reads in a plan, such as {@code addStandby(host=smdw)}.
     *
     * @return name and settings
     */
    public final String describe() {
        StringBuilder out = new StringBuilder(name()).append('(');
        settings()
                .forEach((k, v) -> out.append(out.charAt(out.length() - 1) == '(' ? "" : ", ")
                        .append(k)
                        .append('=')
                        .append(v));
        return out.append(')').toString();
    }

    /** Gives what two steps of a kind must share, beside their options, to be equal. */
    Object identity() {
        return settings();
    }

    @Override
    public final boolean equals(@Nullable Object object) {
        return object instanceof PlanStep other
                && getClass() == other.getClass()
                && options.equals(other.options)
                && identity().equals(other.identity());
    }

    @Override
    public final int hashCode() {
        return Objects.hash(name, options, identity());
    }

    /** Returns the step as it reads in a plan. */
    @Override
    public final String toString() {
        return describe();
    }
}
