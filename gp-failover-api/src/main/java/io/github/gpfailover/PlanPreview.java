package io.github.gpfailover;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Json;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan would do to the cluster as it was observed.
 *
 * <p>It exists to be read before anything is done. It ends at the first step that would be refused, or after which nothing can be foretold.
 * {@code execute} begins no plan that its preview shows as refused. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Stable
public final class PlanPreview {

    private static final Parts<PlanPreview> PARTS = Parts.of(PlanPreview.class)
            .and("cluster", PlanPreview::cluster)
            .and("plan", PlanPreview::plan)
            .and("observed", PlanPreview::observed)
            .and("steps", PlanPreview::steps);

    private final String cluster;
    private final FailoverPlan plan;
    private final ClusterState observed;
    private final List<StepPreview> steps;

    private PlanPreview(Builder from) {
        cluster = Given.needed(from.cluster, "cluster");
        plan = Given.needed(from.plan, "plan");
        observed = Given.needed(from.observed, "observed");
        steps = from.steps;
    }

    /** {@return the cluster's name} */
    public String cluster() {
        return cluster;
    }

    /** {@return the plan} */
    public FailoverPlan plan() {
        return plan;
    }

    /** {@return the state that the walk began from} */
    public ClusterState observed() {
        return observed;
    }

    /** {@return the steps, in order} */
    public List<StepPreview> steps() {
        return steps;
    }

    /**
     * Says whether every step would run.
     *
     * @return false if one would be refused
     */
    public boolean feasible() {
        return steps.stream().noneMatch(s -> s.decision() instanceof Decision.Refused);
    }

    /**
     * Says whether it could be foretold of every step what it would decide. Where a step waits for something, rests on a server that
     * nobody can see now, or follows a step of the caller's own, it can't.
     *
     * @return false if the preview says nothing certain of a step, or does not reach it
     */
    public boolean foretold() {
        return steps.size() == plan.steps().size()
                && steps.stream().allMatch(s -> s.notForetold().isEmpty());
    }

    /**
     * Gives the preview for people.
     *
     * @return several lines
     */
    public String toText() {
        StringBuilder out =
                new StringBuilder("Preview for cluster ").append(cluster).append(": nothing is changed\n");
        out.append("  now: ").append(observed.summary()).append('\n');
        for (StepPreview s : steps) {
            out.append(
                    String.format(Locale.ROOT, "%4d  %s%n", s.number(), s.step().describe()));
            out.append("        decision: ").append(text(s.decision())).append('\n');
            s.commands().forEach(c -> out.append("        command:  ").append(c).append('\n'));
            s.notForetold()
                    .forEach(r -> out.append("        not foretold, as things stand: ")
                            .append(r)
                            .append('\n'));
            out.append("        after:    ").append(s.expectedAfter()).append('\n');
            s.mayRefuse()
                    .forEach(r -> out.append("        refused if: ").append(r).append('\n'));
        }
        return out.append(end()).append('\n').toString();
    }

    private String end() {
        if (!feasible()) {
            return "The plan would stop at the last step shown.";
        }
        return foretold()
                ? "Every step would run."
                : "No step is seen to be refused, but not every step could be foretold.";
    }

    /**
     * Gives the preview for programs.
     *
     * @return a JSON object
     */
    public String toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cluster", cluster);
        all.put("now", observed.summary());
        all.put("feasible", feasible());
        all.put("foretold", foretold());
        all.put("steps", steps.stream().map(PlanPreview::json).toList());
        return Json.write(all);
    }

    private static Map<String, Object> json(StepPreview s) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", s.number());
        all.put("step", s.step().name());
        all.put("settings", s.step().settings());
        all.put("decision", s.decision().getClass().getSimpleName().toUpperCase(Locale.ROOT));
        all.put("why", text(s.decision()));
        all.put(
                "reasons",
                s.decision() instanceof Decision.Refused r
                        ? r.reasons().stream().map(ReportJson::reason).toList()
                        : List.of());
        all.put("commands", s.commands());
        all.put("expectedAfter", s.expectedAfter());
        all.put("mayRefuse", s.mayRefuse());
        all.put("notForetold", s.notForetold());
        return all;
    }

    private static String text(Decision decision) {
        if (decision instanceof Decision.Satisfied s) {
            return "holds already, " + s.reason();
        }
        if (decision instanceof Decision.Refused r) {
            return "REFUSED, " + r.reasons().stream().map(Reason::text).collect(Collectors.joining("; "));
        }
        return "act, " + ((Decision.Ready) decision).intent();
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /**
     * The builder of a preview. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable String cluster;
        private @Nullable FailoverPlan plan;
        private @Nullable ClusterState observed;
        private List<StepPreview> steps = List.of();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(PlanPreview other) {
            cluster = other.cluster;
            plan = other.plan;
            observed = other.observed;
            steps = other.steps;
            return this;
        }

        /**
         * Sets {@link PlanPreview#cluster()}.
         *
         * @param cluster the cluster's name
         * @return this builder
         */
        public Builder cluster(String cluster) {
            this.cluster = given.value("cluster", cluster);
            return this;
        }

        /**
         * Sets {@link PlanPreview#plan()}.
         *
         * @param plan the plan
         * @return this builder
         */
        public Builder plan(FailoverPlan plan) {
            this.plan = given.value("plan", plan);
            return this;
        }

        /**
         * Sets {@link PlanPreview#observed()}.
         *
         * @param observed the state that the walk began from
         * @return this builder
         */
        public Builder observed(ClusterState observed) {
            this.observed = given.value("observed", observed);
            return this;
        }

        /**
         * Sets {@link PlanPreview#steps()}.
         *
         * @param steps the steps, in order
         * @return this builder
         */
        public Builder steps(List<StepPreview> steps) {
            this.steps = given.list("steps", steps);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public PlanPreview build() {
            return new PlanPreview(this);
        }
    }
}
