package io.github.gpfailover.core.internal.foretell;

import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.ReasonCodes;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.StartMaster;
import java.util.List;
import java.util.Optional;

/**
 * A walk over the steps of a plan and a model of the cluster. Preview and execution share it, so that they foresee the same.
 *
 * <p>A refusal counts only if it is certain. What waiting may change, what is not known of a server, and what follows a step of the
 * caller's own can't be foretold.
 */
final class ForecastWalk {

    /**
     * What a step would decide.
     *
     * @param situation what it would know
     * @param decision its decision; {@code Ready} where it could not be foretold
     * @param deed the act that it would begin; empty if none, or it could not be foretold
     * @param notForetold the reasons that keep it from being foretold; empty if it was
     * @param acts whether the step is taken to act as it would
     * @param goesOn whether the steps after it can be foretold
     */
    public record Foretold(
            StepContext situation,
            Decision decision,
            Optional<Deed> deed,
            List<String> notForetold,
            boolean acts,
            boolean goesOn) {

        /** Whether the step would be refused for certain. */
        boolean refused() {
            return decision instanceof Decision.Refused;
        }
    }

    private final HandlerSet handlers;
    private final Forecast forecast;
    private final StepContext.Setting setting;
    private final List<PlanStep> steps;
    private boolean acted;
    private boolean blurred;

    /**
     * Makes a walk.
     *
     * @param setting the setting whose inspection and observation are the forecast's
     * @param steps all steps of the plan
     */
    public ForecastWalk(HandlerSet handlers, Forecast forecast, StepContext.Setting setting, List<PlanStep> steps) {
        this.handlers = handlers;
        this.forecast = forecast;
        this.setting = setting;
        this.steps = steps;
    }

    /** Takes a step that was decided on the cluster itself, and is about to act, for done. */
    public void done(int number, Deed deed) throws InterruptedException {
        acts(steps.get(number - 1));
        deed.expect(forecast, setting.notes());
        masterExpected();
    }

    /** What a step would know on the state that is expected by then. */
    public StepContext situation(int number) {
        return new StepContext(setting, forecast.state(), number, steps.subList(number, steps.size()));
    }

    /** Lets a step decide on the state that is expected by then. The model is not changed yet: {@link #expect} does that. */
    public Foretold decide(int number) throws InterruptedException {
        PlanStep step = steps.get(number - 1);
        StepHandler<PlanStep> handler = handlers.of(step);
        StepContext now = situation(number);
        Ruling ruling;
        boolean asked = true;
        try {
            ruling = handler.decide(step, now);
        } catch (GpFailoverException e) {
            ruling = ReasonCodes.objections(e).refusal();
            asked = false;
        }
        if (ruling instanceof Ruling.Ready ready) {
            Deed deed = ready.deed();
            return new Foretold(now, ready.decision(), Optional.of(deed), deed.open(), true, true);
        }
        if (!(ruling instanceof Ruling.Refused refused)) {
            return new Foretold(now, ruling.decision(), Optional.empty(), List.of(), false, true);
        }
        Optional<Deed> waits = asked ? handler.waitsBy(step, now, refused) : Optional.empty();
        if (waits.isPresent()) {
            return new Foretold(
                    now,
                    Decision.ready("wait until this passes"),
                    waits,
                    refused.why().texts(),
                    true,
                    true);
        }
        boolean certain =
                asked && !refused.mayPass() && refused.findings().unknown().isEmpty() && !blurred;
        if (certain || !acted) {
            return new Foretold(now, refused.decision(), Optional.empty(), List.of(), false, false);
        }
        Decision open = Decision.ready("decide when its time comes");
        return new Foretold(now, open, Optional.empty(), refused.why().texts(), false, handler.onlyLooks());
    }

    /** Changes the model as the step would change the cluster. */
    public void expect(int number, Foretold told) throws InterruptedException {
        PlanStep step = steps.get(number - 1);
        if (told.acts()) {
            acts(step);
        }
        if (told.deed().isPresent()) {
            told.deed().get().expect(forecast, setting.notes());
        }
        masterExpected();
    }

    private void acts(PlanStep step) {
        acted = true;
        // What a step of the caller's own does is known to the caller alone, and the catalog of a stopped master to
        // nobody.
        blurred |= step instanceof Custom || step instanceof StartMaster;
    }

    private void masterExpected() {
        forecast.state().master().ifPresent(m -> setting.notes().expectMaster(m.location()));
    }
}
