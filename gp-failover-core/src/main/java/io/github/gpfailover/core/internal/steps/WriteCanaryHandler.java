package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.inspect.RowsOf;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.journal.LearnedOfMove.CanaryWritten;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.WriteCanary;
import java.util.List;
import java.util.OptionalLong;

/**
 * The handler of {@code writeCanary()}. It exists to write rows through the old master that the new one has to show.
 */
final class WriteCanaryHandler implements StepHandler<WriteCanary> {

    @Override
    public Ruling decide(WriteCanary step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        String table = table(step, now);
        OptionalLong rows = now.inspection().ask(new RowsOf(Guards.master(now), table));
        if (rows.isEmpty() || rows.getAsLong() == 0) {
            return Ruling.ready(
                    "write " + step.rows() + " rows into " + table,
                    new Write(step, now, Guards.master(now), table, rows.isEmpty()));
        }
        if (rows.getAsLong() == step.rows()) {
            return Ruling.satisfied(table + " has its " + step.rows() + " rows").noting(written(step, now));
        }
        return Ruling.refused(
                ReasonCode.CANARY_TABLE_IN_USE,
                table + " has " + rows.getAsLong() + " rows, neither none nor the " + step.rows()
                        + " of this execution; find out who writes there");
    }

    /** The rows that are written into a table, which is made where it is not there. */
    private record Write(WriteCanary step, StepContext now, InstanceLocation master, String table, boolean create)
            implements Deed {

        @Override
        public List<HostCommand> commands() {
            return List.of(new HostCommand(
                    master.host(),
                    now.dialect()
                            .writeRows(
                                    master,
                                    table,
                                    create,
                                    step.rows(),
                                    step.options().deadline())));
        }

        @Override
        public Judgement verify(StepContext after) throws InterruptedException {
            if (after.state().master().isEmpty()) {
                return Judgement.cannotTell("no single master answers, so the rows can't be counted");
            }
            OptionalLong rows = after.inspection().ask(new RowsOf(Guards.master(after), table));
            if (rows.isEmpty() || rows.getAsLong() != step.rows()) {
                return Judgement.doesNotHold(
                        table + (rows.isEmpty() ? " was not made" : " has " + rows.getAsLong() + " rows")
                                + "; while a standby's host is off, writes wait for it up to 300 s");
            }
            return Judgement.holds(step.rows() + " rows written into " + table, List.of())
                    .noting(written(step, after));
        }

        @Override
        public void expect(Forecast forecast, ExecutionNotes notes) {
            forecast.inspection().rows(table, step.rows());
            notes.canary(new CanaryWritten(table, step.rows()));
        }

        @Override
        public List<String> open() {
            return Guards.mayWait(now);
        }
    }

    private static Findings written(WriteCanary step, StepContext now) {
        now.notes().canary(new CanaryWritten(table(step, now), step.rows()));
        Findings shown = now.proof(
                Evidence.Kind.CATALOG,
                Guards.master(now).host(),
                "select count(*) on " + Guards.master(now).host(),
                step.rows() + " rows in " + table(step, now));
        return Findings.fact("table", table(step, now))
                .and(Findings.fact("rows", step.rows()))
                .and(shown)
                .and(Findings.warning(
                        "the canary's table " + table(step, now) + " stays; drop it when it is no longer needed"));
    }

    private static String table(WriteCanary step, StepContext now) {
        return step.table() + "_" + now.executionId() + "_" + now.number();
    }

    @Override
    public List<String> mayRefuse(WriteCanary step) {
        return List.of(
                "no single master answers",
                "the write does not end within " + step.options().deadline());
    }
}
