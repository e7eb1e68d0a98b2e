package io.github.gpfailover.step;

import io.github.gpfailover.stability.Stable;
import java.util.Map;

/**
 * One step of a plan: what is wanted, as a value.
 *
 * <p>It exists as a closed set, so that a reader of plans and reports can switch over it; {@link Custom} is there for one's own.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public sealed interface PlanStep
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

    /**
     * Gives the step's name: the method of the plan's builder that adds it.
     *
     * @return the name
     */
    String name();

    /**
     * Gives deadline and retry policy.
     *
     * @return the options
     */
    StepOptions options();

    /**
     * Gives what is particular to this step, for text and JSON.
     *
     * @return settings in a fixed order; those left at "not given" are absent
     */
    Map<String, Object> settings();

    /**
     * Gives the step as it reads in a plan, such as {@code addStandby(host=smdw)}.
     *
     * @return name and settings
     */
    default String describe() {
        StringBuilder out = new StringBuilder(name()).append('(');
        settings()
                .forEach((k, v) -> out.append(out.charAt(out.length() - 1) == '(' ? "" : ", ")
                        .append(k)
                        .append('=')
                        .append(v));
        return out.append(')').toString();
    }
}
