package io.github.gpfailover.core.internal.foretell;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.known.Observations;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.EntryPoint;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.ReasonCodes;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A preview of a plan: a walk over a model of the observed cluster. Steps decide as they would in an execution, and only the model is
 * changed.
 */
public final class Previewer {

    private final HandlerSet handlers;

    public Previewer(HandlerSet handlers) {
        this.handlers = handlers;
    }

    /**
     * Walks a plan.
     *
     * @param words gives the dialect
     * @param foresight the obstacles of fences
     * @param settings makes the steps' setting from the inspection they are to ask and the observation they begin with
     */
    public PlanPreview preview(
            ClusterSpec cluster,
            FailoverPlan plan,
            ClusterState observed,
            Inspection live,
            Supplier<Dialect> words,
            FenceForesight foresight,
            BiFunction<Inspection, Observations, StepContext.Setting> settings)
            throws InterruptedException {
        Forecast forecast = Forecast.of(cluster, observed, live, words);
        StepContext.Setting setting = settings.apply(forecast.inspection(), forecast);
        ForecastWalk walk = new ForecastWalk(handlers, forecast, setting, plan.steps());
        EntryPoint entry = EntryPoint.of(plan, new StepContext(settings.apply(live, forecast), observed, 0, List.of()));
        entry.note(setting.notes());
        FenceForesight fences = entry.reached() ? FenceForesight.NONE : foresight;
        List<StepPreview> previews = new ArrayList<>();
        for (int number = 1; number <= plan.steps().size(); number++) {
            Optional<String> leftOut = entry.leavesOut(number, plan.steps().get(number - 1));
            ForecastWalk.Foretold told;
            if (leftOut.isPresent()) {
                Decision satisfied = Decision.satisfied(leftOut.get());
                told = new ForecastWalk.Foretold(
                        walk.situation(number), satisfied, Optional.empty(), List.of(), false, true);
            } else if (fences.step() == number && fences.obstacles().any()) {
                told = refused(walk.situation(number), fences.obstacles());
            } else {
                told = walk.decide(number);
            }
            List<String> commands = List.of();
            try {
                commands = commands(plan.steps().get(number - 1), told, setting);
                walk.expect(number, told);
            } catch (GpFailoverException e) {
                told = refused(told.situation(), ReasonCodes.objections(e));
            }
            List<String> mayRefuse =
                    leftOut.isPresent() ? List.of() : mayRefuse(plan.steps().get(number - 1));
            if (fences.step() == number) {
                mayRefuse = Stream.concat(mayRefuse.stream(), fences.warnings().stream())
                        .toList();
            }
            previews.add(preview(plan.steps().get(number - 1), number, told, commands, forecast, mayRefuse));
            if (!told.goesOn()) {
                break;
            }
        }
        return Builders.of(PlanPreview.Builder.class)
                .cluster(cluster.name())
                .plan(plan)
                .observed(observed)
                .steps(previews)
                .build();
    }

    private static ForecastWalk.Foretold refused(StepContext now, Objections why) {
        return new ForecastWalk.Foretold(now, why.refusal().decision(), Optional.empty(), List.of(), false, false);
    }

    private List<String> commands(PlanStep step, ForecastWalk.Foretold told, StepContext.Setting setting)
            throws InterruptedException {
        if (told.deed().isEmpty()) {
            // Of a move that was found done, hooks are told once it is proved.
            return told.goesOn()
                    ? setting.traffic().foreseen(step, Optional.empty(), told.situation(), List.of())
                    : List.of();
        }
        Deed deed = told.deed().get();
        return setting.traffic().foreseen(step, deed.leaving(), told.situation(), deed.describe());
    }

    private List<String> mayRefuse(PlanStep step) {
        return handlers.of(step).mayRefuse(step);
    }

    private static StepPreview preview(
            PlanStep step,
            int number,
            ForecastWalk.Foretold told,
            List<String> commands,
            Forecast forecast,
            List<String> mayRefuse) {
        return Builders.of(StepPreview.Builder.class)
                .number(number)
                .step(step)
                .decision(told.decision())
                .commands(commands)
                .expectedAfter(forecast.state().summary())
                .mayRefuse(mayRefuse)
                .notForetold(told.notForetold())
                .build();
    }
}
