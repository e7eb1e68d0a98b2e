package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.RowsOf;
import io.github.gpfailover.core.internal.inspect.StartSecondOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.journal.LearnedOfMove.CanaryWritten;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.VerifyCanary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The handler of {@code verifyCanary()}. It exists to count on the present master what was written through the one before.
 */
final class VerifyCanaryHandler implements StepHandler<VerifyCanary> {

    private static final Duration RESTART = Duration.ofSeconds(60);

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome whenRefused() {
        return Outcome.FAILED;
    }

    @Override
    public Ruling decide(VerifyCanary step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        Optional<CanaryWritten> written = now.notes().canary();
        if (written.isEmpty()) {
            return Ruling.refused(ReasonCode.NO_CANARY, "no canary was written in this execution");
        }
        InstanceLocation master = Guards.master(now);
        CanaryWritten canary = written.get();
        OptionalLong rows = now.inspection().ask(new RowsOf(master, canary.table()));
        if (rows.isEmpty() || rows.getAsLong() != canary.rows()) {
            return Ruling.refused(
                    ReasonCode.CANARY_ROWS_DIFFER,
                    restartFirst(rows, canary, now) + canary.table() + " on " + master.host() + " has "
                            + (rows.isEmpty() ? "not been found" : rows.getAsLong() + " rows") + ", but "
                            + canary.rows()
                            + " were written: ROWS ARE MISSING OR TOO MANY; keep the old master's data directory");
        }
        Findings shown = now.proof(
                Evidence.Kind.CATALOG,
                master.host(),
                "select count(*) on " + master.host(),
                rows.getAsLong() + " rows in " + canary.table() + ", " + canary.rows() + " were written");
        return Ruling.satisfied("all " + canary.rows() + " rows are on " + master.host())
                .noting(Findings.fact("table", canary.table())
                        .and(Findings.fact("rowsBefore", canary.rows()))
                        .and(Findings.fact("rowsAfter", rows.getAsLong()))
                        .and(shown));
    }

    /** A master that shares its second with one before it sees fewer rows than there are, and a restart shows them. */
    private static String restartFirst(OptionalLong rows, CanaryWritten canary, StepContext now)
            throws InterruptedException {
        boolean few = rows.isPresent() && rows.getAsLong() < canary.rows();
        if (!few || !now.dialect().idsByStartSecond()) {
            return "";
        }
        InstanceLocation master = Guards.master(now);
        OptionalLong second = now.inspection().ask(new StartSecondOf(master));
        return "first restart the master at " + master + " ('" + now.dialect().restart(master, RESTART)
                + "') and count again:"
                + " if a master before it began in the same second"
                + (second.isPresent() ? ", " + second.getAsLong() + "," : "")
                + " rows are there and can't be seen until then; ";
    }

    @Override
    public List<String> mayRefuse(VerifyCanary step) {
        return List.of("the number of rows is not the one that was written");
    }
}
