package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.engine.Memory;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.VerifyCanary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code verifyCanary()}: exists to count on the master of now what was written through the one before. */
final class VerifyCanaryHandler implements StepHandler<VerifyCanary> {

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome whenRefused() {
        return Outcome.FAILED;
    }

    @Override
    public Decision decide(VerifyCanary step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<Memory.Canary> written = now.memory().canary();
        if (written.isEmpty()) {
            return Decision.refused("no canary was written in this execution");
        }
        InstanceLocation master = Guards.master(now);
        Memory.Canary canary = written.get();
        OptionalLong rows = now.inspection().rows(master, canary.table());
        if (rows.isEmpty() || rows.getAsLong() != canary.rows()) {
            return Decision.refused(canary.table() + " on " + master.host() + " has "
                    + (rows.isEmpty() ? "not been found" : rows.getAsLong() + " rows") + ", but " + canary.rows()
                    + " were written: ROWS ARE MISSING OR TOO MANY; keep the old master's data directory");
        }
        now.fact("table", canary.table());
        now.fact("rowsBefore", canary.rows());
        now.fact("rowsAfter", rows.getAsLong());
        now.prove(
                Evidence.Kind.CATALOG,
                master.host(),
                "select count(*) on " + master.host(),
                rows.getAsLong() + " rows in " + canary.table() + ", " + canary.rows() + " were written");
        return Decision.satisfied("all " + canary.rows() + " rows are on " + master.host());
    }

    @Override
    public List<String> mayRefuse(VerifyCanary step) {
        return List.of("the number of rows is not the one that was written");
    }
}
