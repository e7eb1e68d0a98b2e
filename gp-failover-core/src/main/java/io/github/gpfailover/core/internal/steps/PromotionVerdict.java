package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DispatchFaultsOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import java.util.List;
import java.util.Optional;

/** The judgement of a promotion: one master, which writes to every segment and sees all that was acknowledged. */
final class PromotionVerdict {

    private PromotionVerdict() {}

    /** Judges it by what was observed after the act. */
    static Judgement of(StepContext after) throws InterruptedException {
        Optional<InstanceLocation> begun = after.notes().activationTarget();
        if (begun.isEmpty()) {
            return Judgement.doesNotHold("the promotion was not begun, since the old master may write");
        }
        return of(begun.get(), after);
    }

    /** Judges a server that was promoted, by this run or by one before it. */
    static Judgement of(InstanceLocation target, StepContext after) throws InterruptedException {
        InstanceState server = after.state().instance(target).orElseThrow();
        if (after.state().masters().size() > 1) {
            return Judgement.doesNotHold(
                    "TWO MASTERS answer: " + Guards.because(after.state().masters()) + "; fence the old one at once");
        }
        if (server.role() == InstanceRole.MASTER) {
            Noted<Boolean> dispatches = dispatches(after);
            if (!dispatches.answer()) {
                return Judgement.doesNotHold(target + " was promoted, but does not dispatch to every segment")
                        .noting(dispatches.findings());
            }
            Optional<String> hidden = MasterRestart.pending(target, after);
            if (hidden.isPresent()) {
                return Judgement.doesNotHold("the promotion happened, but " + hidden.get() + "; "
                                + MasterRestart.byHand(target, after))
                        .noting(dispatches.findings());
            }
            Findings timeline = timeline(target, server, after);
            return Judgement.holds(
                            target + " is the master, and a test write reached all "
                                    + primaries(after).size() + " segments",
                            server.liveness().evidence())
                    .noting(dispatches.findings().and(timeline));
        }
        return server.role() == InstanceRole.STANDBY
                ? Judgement.doesNotHold(target + " still is a standby")
                : Judgement.cannotTell("it can't be told whether " + target + " was promoted: "
                        + server.liveness().because());
    }

    static Noted<Boolean> dispatches(StepContext now) throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        List<String> faults = now.inspection().ask(new DispatchFaultsOf(master, primaries(now)));
        return faults.isEmpty()
                ? new Noted<>(
                        true,
                        now.proof(
                                Evidence.Kind.CATALOG,
                                master.host(),
                                "psql on " + master.host(),
                                "a test write took part on all "
                                        + primaries(now).size() + " segments"))
                : new Noted<>(false, Findings.remarks(faults));
    }

    /** The vendor's own start check compares timelines in pg_control, and an old one would let the old master start beside. */
    private static Findings timeline(InstanceLocation target, InstanceState server, StepContext after)
            throws InterruptedException {
        Optional<ControlData> control =
                after.inspection().ask(new DirectoryAt(target)).control();
        if (control.isEmpty()) {
            return Findings.warning("pg_control of " + target
                    + " could not be read, so it is not shown that the checkpoint after the promotion"
                    + " wrote the new timeline there");
        }
        int written = control.get().timeline();
        if (server.timeline().isPresent() && written < server.timeline().getAsInt()) {
            return Findings.warning("pg_control of " + target + " still has timeline " + written + ", but it writes on "
                    + server.timeline().getAsInt()
                    + ": no checkpoint followed the promotion yet; run CHECKPOINT there");
        }
        return after.proof(
                Evidence.Kind.FILE,
                target.host(),
                "pg_controldata on " + target.host(),
                "the checkpoint after the promotion is on timeline " + written);
    }

    private static List<CatalogRow> primaries(StepContext now) {
        List<CatalogRow> told = now.state().segments();
        // An observation that saw the master through others only has no catalog; the segments are those of before.
        return (told.isEmpty() ? now.notes().segments() : told)
                .stream().filter(r -> r.role() == CatalogRow.Role.PRIMARY).toList();
    }
}
