package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.util.List;

/** {@code step(custom)}: exists to let a caller's own step take part in observation, retry and reporting. */
final class CustomHandler implements StepHandler<Custom> {

    private record Context(Situation situation) implements CustomStep.Context {

        @Override
        public ClusterSpec cluster() {
            return situation.cluster();
        }

        @Override
        public ClusterState state() {
            return situation.state();
        }

        @Override
        public CommandTransport transport() {
            return situation.transport();
        }
    }

    @Override
    public Decision decide(Custom step, Situation now) throws InterruptedException {
        return step.step().decide(new Context(now));
    }

    @Override
    public void act(Custom step, Situation now, Hands hands) throws InterruptedException {
        step.step().act(new Context(now));
    }

    @Override
    public Verdict verify(Custom step, Situation before, Situation after) throws InterruptedException {
        return step.step().verify(new Context(after));
    }

    @Override
    public boolean actsOutside(Custom step, Situation before) {
        return true;
    }

    /** What the step would do, for the preview. */
    List<String> describe(Custom step, Situation now) {
        return step.step().describe(new Context(now));
    }
}
