package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.caller.CallerCode;
import io.github.gpfailover.core.internal.caller.ExpiringTransport;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import java.util.List;

/**
 * The handler of {@code step(custom)}. It exists to let a caller's own step take part in observation, retry and reporting.
 */
final class CustomHandler implements StepHandler<Custom> {

    private record Context(StepContext situation, CommandTransport transport) implements CustomStep.Context {

        @Override
        public ClusterSpec cluster() {
            return situation.cluster();
        }

        @Override
        public ClusterState state() {
            return situation.state();
        }
    }

    /** One call of a method of the step. */
    private interface Call<T> {

        T with(CustomStep.Context context) throws InterruptedException;
    }

    @Override
    public Ruling decide(Custom step, StepContext now) throws InterruptedException {
        Decision decision = call("decide", step, now, step.step()::decide);
        if (decision instanceof Decision.Refused refused) {
            return new Objections(refused.reasons(), refused.mayPass()).refusal();
        }
        return decision instanceof Decision.Ready ready
                ? Ruling.ready(ready.intent(), new CallersAct(step, now))
                : Ruling.satisfied(((Decision.Satisfied) decision).reason());
    }

    /** The act of a step of the caller's own. */
    private record CallersAct(Custom step, StepContext now) implements Deed {

        @Override
        public List<String> describe() throws InterruptedException {
            return List.copyOf(call("describe", step, now, step.step()::describe));
        }

        @Override
        public void act(Actions actions) throws InterruptedException {
            call("act", step, now, context -> {
                step.step().act(context);
                return true;
            });
        }

        @Override
        public Judgement verify(StepContext after) throws InterruptedException {
            return Judgement.of(call("verify", step, after, step.step()::verify));
        }

        @Override
        public boolean actsOutside() {
            return true;
        }
    }

    private static <T> T call(String method, Custom step, StepContext now, Call<T> call) throws InterruptedException {
        ExpiringTransport transport = new ExpiringTransport(now.transport());
        CustomStep.Context context = new Context(now, transport);
        String what = method + "() of the step " + step.settings().get("name");
        try {
            return CallerCode.call(what, now.sleeper(), now.left(), () -> call.with(context));
        } finally {
            transport.end();
        }
    }
}
