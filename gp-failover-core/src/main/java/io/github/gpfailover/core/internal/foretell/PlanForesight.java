package io.github.gpfailover.core.internal.foretell;

import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.QuickInspection;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.ReadOnlyTransport;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forecast of an execution right before its first act. It exists so that no plan is begun that a later step would certainly
 * refuse: what the steps before had done would be done for nothing.
 *
 * <p>It starts from the observation on which the acting step has decided. With no master serving it asks only what answers at once. What
 * can't be foretold refuses nothing.
 */
public final class PlanForesight {

    /**
     * A step that would be refused.
     *
     * @param step its number
     * @param refusal why
     */
    public record Foreseen(int step, Decision.Refused refusal) {}

    private static final Logger LOG = LoggerFactory.getLogger(PlanForesight.class);

    private final HandlerSet handlers;
    private final StepContext.Setting setting;
    private final List<PlanStep> steps;
    private boolean asked;
    private Optional<Foreseen> found = Optional.empty();

    /**
     * Makes the foresight of an execution.
     *
     * @param begun whether an earlier run of the execution may have changed anything: a plan that was begun is not refused by a forecast
     */
    public PlanForesight(HandlerSet handlers, StepContext.Setting setting, List<PlanStep> steps, boolean begun) {
        this.handlers = handlers;
        this.setting = setting;
        this.steps = steps;
        this.asked = begun;
    }

    /** The step that would be refused, if a step was kept from acting for it. */
    public Optional<Foreseen> found() {
        return found;
    }

    /** The later step that would be refused for certain, asked before the first act of the execution only. */
    public Optional<Foreseen> beforeActing(int number, StepContext decided, Deed deed) throws InterruptedException {
        if (asked) {
            return Optional.empty();
        }
        asked = true;
        try {
            found = walk(number, decided, deed);
        } catch (RuntimeException e) {
            LOG.debug("execution {}: the plan could not be foretold", setting.executionId(), e);
        }
        return found;
    }

    private Optional<Foreseen> walk(int number, StepContext decided, Deed deed) throws InterruptedException {
        boolean foretellable =
                steps.subList(number - 1, steps.size()).size() > 1 && !(steps.get(number - 1) instanceof Custom);
        if (!foretellable) {
            return Optional.empty();
        }
        boolean serves = decided.state().master().isPresent();
        Inspection live = serves ? setting.inspection() : QuickInspection.of(setting.inspection(), decided.state());
        Forecast forecast = Forecast.of(setting.cluster(), decided.state(), live, setting.dialect());
        ForecastWalk walk = new ForecastWalk(handlers, forecast, forecasting(forecast), steps);
        walk.done(number, deed);
        for (int n = number + 1; n <= steps.size(); n++) {
            if (steps.get(n - 1) instanceof Custom) {
                // Its code is not called for a state that does not exist.
                return Optional.empty();
            }
            ForecastWalk.Foretold told = walk.decide(n);
            if (told.refused()) {
                return Optional.of(new Foreseen(n, (Decision.Refused) told.decision()));
            }
            if (!told.goesOn()) {
                return Optional.empty();
            }
            walk.expect(n, told);
        }
        return Optional.empty();
    }

    private StepContext.Setting forecasting(Forecast forecast) {
        return new StepContext.Setting(
                setting.cluster(),
                setting.executionId(),
                setting.dialect(),
                forecast.inspection(),
                setting.notes().forecast(),
                setting.clock(),
                setting.sleeper(),
                new ReadOnlyTransport(setting.transport()),
                setting.fences(),
                setting.traffic(),
                forecast);
    }
}
