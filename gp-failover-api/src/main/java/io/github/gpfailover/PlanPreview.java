package io.github.gpfailover;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Json;
import io.github.gpfailover.step.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a plan would do to the cluster as it was observed.
 *
 * <p>Exists to be read before anything is done. It ends at the first step that would be refused, or after which nothing can be foretold.
 * {@code execute} begins no plan that its preview shows as refused. Immutable and thread-safe.
 *
 * @param cluster the cluster's name
 * @param plan the plan
 * @param observed the state that the walk began from
 * @param steps the steps, in order
 * @since 0.1
 */
public record PlanPreview(String cluster, FailoverPlan plan, ClusterState observed, List<StepPreview> steps) {

    /**
     * Checks and copies the parts.
     *
     * @param cluster the cluster's name
     * @param plan the plan
     * @param observed the state that the walk began from
     * @param steps the steps, in order
     * @throws NullPointerException if a part is null
     */
    public PlanPreview {
        Checks.notNull(cluster, "cluster");
        Checks.notNull(plan, "plan");
        Checks.notNull(observed, "observed");
        steps = List.copyOf(Checks.notNull(steps, "steps"));
    }

    /**
     * Tells whether every step would run.
     *
     * @return false if one would be refused
     */
    public boolean feasible() {
        return steps.stream().noneMatch(s -> s.decision() instanceof Decision.Refused);
    }

    /**
     * Tells whether it could be foretold of every step what it would decide. Where a step waits for something, rests on a server that
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
            return "REFUSED, " + String.join("; ", r.reasons());
        }
        return "act, " + ((Decision.Ready) decision).intent();
    }
}
