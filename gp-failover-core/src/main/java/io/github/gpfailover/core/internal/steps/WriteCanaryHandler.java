package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Memory;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.step.WriteCanary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code writeCanary()}: exists to write rows through the old master that the new one has to show. */
final class WriteCanaryHandler implements StepHandler<WriteCanary> {

    @Override
    public Decision decide(WriteCanary step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String table = table(step, now);
        OptionalLong rows = now.inspection().rows(Guards.master(now), table);
        if (rows.isEmpty() || rows.getAsLong() == 0) {
            return Decision.ready("write " + step.rows() + " rows into " + table);
        }
        if (rows.getAsLong() == step.rows()) {
            written(step, now);
            return Decision.satisfied(table + " has its " + step.rows() + " rows");
        }
        return Decision.refused(table + " has " + rows.getAsLong() + " rows, neither none nor the " + step.rows()
                + " of this execution; look who writes there");
    }

    @Override
    public List<HostCommand> commands(WriteCanary step, Situation now) throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        boolean create = now.inspection().rows(master, table(step, now)).isEmpty();
        return List.of(new HostCommand(
                master.host(),
                now.dialect()
                        .writeRows(
                                master,
                                table(step, now),
                                create,
                                step.rows(),
                                step.options().deadline())));
    }

    @Override
    public Verdict verify(WriteCanary step, Situation before, Situation after) throws InterruptedException {
        if (after.state().master().isEmpty()) {
            return Verdict.cannotTell("no single master answers, so the rows can't be counted");
        }
        OptionalLong rows = after.inspection().rows(Guards.master(after), table(step, after));
        if (rows.isEmpty() || rows.getAsLong() != step.rows()) {
            return Verdict.doesNotHold(
                    table(step, after) + (rows.isEmpty() ? " was not made" : " has " + rows.getAsLong() + " rows")
                            + "; while a standby's host is off, writes wait for it up to 300 s");
        }
        written(step, after);
        return Verdict.holds(step.rows() + " rows written into " + table(step, after), List.of());
    }

    private static void written(WriteCanary step, Situation now) {
        now.memory().canary(new Memory.Canary(table(step, now), step.rows()));
        now.fact("table", table(step, now));
        now.fact("rows", step.rows());
        now.prove(
                Evidence.Kind.CATALOG,
                Guards.master(now).host(),
                "select count(*) on " + Guards.master(now).host(),
                step.rows() + " rows in " + table(step, now));
        now.warn("the canary's table " + table(step, now) + " stays; drop it when it is no longer needed");
    }

    private static String table(WriteCanary step, Situation now) {
        return step.table() + "_" + now.executionId() + "_" + now.number();
    }

    @Override
    public void expect(WriteCanary step, Situation now, Forecast forecast) {
        forecast.inspection().rows(table(step, now), step.rows());
        now.memory().canary(new Memory.Canary(table(step, now), step.rows()));
    }

    @Override
    public List<String> open(WriteCanary step, Situation now) {
        return Guards.mayWait(now);
    }

    @Override
    public List<String> mayRefuse(WriteCanary step) {
        return List.of(
                "no single master answers",
                "the write does not end within " + step.options().deadline());
    }
}
