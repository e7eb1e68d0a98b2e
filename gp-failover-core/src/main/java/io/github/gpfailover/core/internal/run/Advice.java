package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to do after a plan that did not end well, by what was observed at its end. It exists because advice that rests on the outcome alone
 * leads nowhere: a resume needs a master, and a second promotion of a cluster whose new master crashed needs a standby.
 */
final class Advice {

    static final String FAILOVER = "FailoverPlan.failover()";
    static final String START = "FailoverPlan.builder().startMaster().build()";

    /**
     * The end of an execution.
     *
     * @param outcome how it ended
     * @param executionId which execution
     * @param promoted whether a standby was promoted in it
     * @param pending whether a promotion that was begun may still be under way
     * @param failed the step that did not end well; empty if none was reached
     * @param nobody whether it ended since no host answered
     * @param last what was observed at the end
     * @param newest which server to start, where no master is observed
     */
    record Ending(
            Outcome outcome,
            String executionId,
            boolean promoted,
            boolean pending,
            Optional<PlanStep> failed,
            boolean nobody,
            ClusterState last,
            Optional<HandlerSet.Newest> newest) {}

    private Advice() {}

    static List<String> of(Ending end) {
        if (end.outcome().isGood()) {
            return List.of();
        }
        if (end.nobody() && end.outcome() == Outcome.REFUSED) {
            return List.of(
                    "nothing was changed: find out why this controller reaches no host of the cluster, its own network first;"
                            + " then execute the plan again, which begins where the cluster is");
        }
        return end.last().masters().isEmpty() && end.newest().isPresent()
                ? withoutMaster(end, end.newest().get())
                : withMaster(end);
    }

    private static List<String> withMaster(Ending end) {
        String resume = resume(end);
        List<String> segments = new ArrayList<>(segments(end.last()));
        standby(end.last()).ifPresent(segments::add);
        return switch (end.outcome()) {
            case REFUSED -> with(segments, "nothing was changed: fix the reasons above and execute the plan again");
            case FAILED -> with(segments, "fix the reasons above, then " + resume);
            case PARTIAL ->
                with(
                        segments,
                        "the promotion happened: do NOT activate again; fix the reasons above, then " + resume
                                + ": it goes on after the last step that ended well");
            case IN_DOUBT -> List.of("repeat nothing by hand; " + resume + ": it observes before it acts");
            case SUCCEEDED, SKIPPED -> List.of();
        };
    }

    /** A journal in memory is the only one that comes with the library. */
    private static String resume(Ending end) {
        return "call resume(\"" + end.executionId() + "\"), in this process if its journal is in memory";
    }

    private static List<String> with(List<String> first, String last) {
        List<String> all = new ArrayList<>(first);
        all.add(last);
        return all;
    }

    /** What brings a configured standby back that does not run: nothing else of a plan does. */
    private static Optional<String> standby(ClusterState last) {
        Optional<InstanceState> server = last.standbyInstance();
        if (server.isEmpty() || server.get().role() == InstanceRole.STANDBY) {
            return Optional.empty();
        }
        InstanceLocation at = server.get().location();
        String start = "FailoverPlan.builder().addStandby(\"" + at.host() + "\").awaitSync().build()";
        return Optional.of(
                server.get().liveness().isStopped()
                        ? "the standby at " + at + " is in the catalog and does not run: first execute " + start
                        : "the standby at " + at
                                + " is in the catalog and is not seen to run: let its host be reached, then execute "
                                + start + "; where it is gone for good, write .removeStandby() before");
    }

    /** What is left to do for segments, with the utility that does it. */
    static List<String> segments(ClusterState last) {
        List<String> all = new ArrayList<>();
        boolean down = last.segments().stream().anyMatch(r -> !r.up());
        boolean switched = last.segments().stream().anyMatch(r -> r.role() != r.preferredRole());
        String host = last.master().map(m -> m.location().host().value()).orElse("the master's host");
        if (down) {
            all.add("segments are down (" + names(last, r -> !r.up()) + "): run gprecoverseg -a on " + host
                    + ", and wait until gpstate -e there lists no downed segment and no unsynchronized pair");
        }
        if (switched) {
            // gpstate -e lists switched roles, and exits 1, until that was run (recording j1).
            all.add("segments are out of their preferred role (" + names(last, r -> r.role() != r.preferredRole())
                    + "): run gprecoverseg -r -a on " + host + " once all mirrors are synchronised; gpstate -e lists"
                    + " them until then");
        }
        return all;
    }

    private static String names(ClusterState last, java.util.function.Predicate<CatalogRow> which) {
        return String.join(
                ", ",
                last.segments().stream()
                        .filter(which)
                        .map(r ->
                                "content " + r.content() + " on " + r.location().host())
                        .distinct()
                        .toList());
    }

    private static List<String> withoutMaster(Ending end, HandlerSet.Newest newest) {
        String resume = resume(end);
        if (end.pending()) {
            return List.of(
                    "a promotion may be under way: repeat nothing by hand; " + resume + ": it observes before it acts");
        }
        List<String> all = new ArrayList<>();
        Optional<InstanceLocation> standby = end.last().instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .map(InstanceState::location)
                .findFirst();
        boolean promotes = end.failed()
                .filter(s -> s instanceof Activate || s instanceof FenceOldMaster)
                .isPresent();
        if (end.promoted()) {
            all.add("the promotion happened: do NOT repeat this plan");
        }
        if (standby.isPresent() && !promotes) {
            all.add("no master serves, and the standby at " + standby.get() + " runs: execute " + FAILOVER
                    + " to promote it; where the old master can't be reached, with a fence that reaches it");
        }
        if (newest.at().isPresent()) {
            all.add((standby.isPresent() ? "to start the old master instead" : "no master serves and no standby runs")
                    + ": execute " + START + "; " + newest.words());
        } else if (standby.isEmpty() || promotes) {
            all.add("no master serves, and which server to start is a person's decision: " + newest.words());
        }
        if (promotes && standby.isPresent()) {
            all.add("to go on with this plan: fix the reasons above and execute the plan again");
        } else if (!end.promoted()) {
            all.add("then execute the plan again, if the move is still wanted");
        }
        if (end.promoted()) {
            all.add("then, for the steps that are left, " + resume);
        }
        return all;
    }

    /** The step that did not end well. */
    static Optional<PlanStep> failed(List<StepReport> reports) {
        return reports.stream()
                .filter(r -> !r.outcome().isGood())
                .map(StepReport::step)
                .reduce((first, second) -> second);
    }
}
