package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Exists to walk a plan over a model of the observed cluster: steps decide as they would, and only the model is changed. */
final class Previewer {

    private final HandlerSet handlers;

    Previewer(HandlerSet handlers) {
        this.handlers = handlers;
    }

    /**
     * Walks a plan.
     *
     * @param words gives the dialect
     * @param foresight what stands in the way of fences
     * @param settings makes the steps' setting from the inspection they are to ask and the look they are to take
     */
    PlanPreview preview(
            ClusterSpec cluster,
            FailoverPlan plan,
            ClusterState observed,
            Inspection live,
            Supplier<Dialect> words,
            FenceForesight foresight,
            BiFunction<Inspection, Situation.Look, Situation.Setting> settings)
            throws InterruptedException {
        Forecast forecast = new Forecast(cluster, observed, live, words);
        Optional<ControlData> own = observed.master().isPresent()
                ? live.directory(observed.master().get().location()).control()
                : Optional.empty();
        own.ifPresent(forecast::own);
        Situation.Setting setting = settings.apply(forecast.inspection(), forecast);
        List<StepPreview> previews = new ArrayList<>();
        List<PlanStep> steps = plan.steps();
        for (int number = 1; number <= steps.size(); number++) {
            PlanStep step = steps.get(number - 1);
            Situation now = new Situation(setting, forecast.state(), number, steps.subList(number, steps.size()));
            StepPreview preview = one(step, number, now, forecast, foresight, setting);
            previews.add(preview);
            if (preview.decision() instanceof Decision.Refused) {
                break;
            }
        }
        return new PlanPreview(cluster.name(), plan, observed, previews);
    }

    private StepPreview one(
            PlanStep step,
            int number,
            Situation now,
            Forecast forecast,
            FenceForesight foresight,
            Situation.Setting setting)
            throws InterruptedException {
        StepHandler<PlanStep> handler = handlers.of(step);
        Decision decision;
        List<String> commands = List.of();
        try {
            decision = foresight.step() == number && !foresight.reasons().isEmpty()
                    ? new Decision.Refused(foresight.reasons(), false)
                    : handler.decide(step, now);
            if (decision instanceof Decision.Ready) {
                commands =
                        setting.traffic().foreseen(step, handler.leaving(step, now), now, handlers.describe(step, now));
                handler.expect(step, now, forecast);
            }
        } catch (GpFailoverException e) {
            decision = new Decision.Refused(List.of(e.getMessage()), e.retryable());
        }
        forecast.state().master().ifPresent(m -> now.memory().expectMaster(m.location()));
        List<String> mayRefuse = new ArrayList<>(handler.mayRefuse(step));
        if (foresight.step() == number) {
            mayRefuse.addAll(foresight.warnings());
        }
        return new StepPreview(
                number, step, decision, commands, forecast.state().summary(), mayRefuse);
    }
}
