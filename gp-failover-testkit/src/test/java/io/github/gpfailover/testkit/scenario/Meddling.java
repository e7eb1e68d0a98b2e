package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A step of a site's own during which something happens to the cluster that the plan does not know of. */
public record Meddling(String name, Runnable what, AtomicBoolean refuses) implements CustomStep {

    public static Meddling with(String name, Runnable what) {
        return new Meddling(name, what, new AtomicBoolean());
    }

    /** Somebody takes away the routes to nowhere. */
    public static Meddling liftsRoutes(SimulatedCluster cluster) {
        return with(
                "lift the routes",
                () -> List.of("sdw1", "sdw2", "smdw")
                        .forEach(
                                h -> cluster.host(h).unroute(cluster.host("mdw").address())));
    }

    /** Refuses the first time that it is asked. */
    public static Meddling refusesOnce() {
        return new Meddling("refuse once", () -> {}, new AtomicBoolean(true));
    }

    @Override
    public Decision decide(Context context) {
        return refuses.getAndSet(false) ? Decision.refused("not yet") : Decision.ready(name);
    }

    @Override
    public void act(Context context) {
        what.run();
    }

    @Override
    public Verdict verify(Context context) {
        return Verdict.holds("done", List.of());
    }
}
