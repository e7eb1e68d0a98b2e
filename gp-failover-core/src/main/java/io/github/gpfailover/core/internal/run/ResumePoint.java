package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.WriteCanary;

/**
 * The step that a resumed run goes on with. It exists because a stop may have been undone since: the standby has then lost its master
 * meanwhile, and what waits for the standby does so again.
 */
final class ResumePoint {

    private ResumePoint() {}

    /**
     * Gives the step.
     *
     * @param next the step that follows the last one that ended well, or the stop that decides anew
     * @param acted whether an earlier run may have changed anything
     * @param serves whether a master serves
     */
    static int from(int next, PlanRun run, boolean acted, boolean serves) {
        boolean stops = next <= run.steps().size()
                && (run.step(next) instanceof StopMaster || run.step(next) instanceof FenceOldMaster);
        // With a promotion begun, whoever serves may be the promoted standby, which has no standby to wait for.
        boolean begun = run.notes().activationTarget().isPresent();
        if (!acted || !serves || !stops || begun) {
            return next;
        }
        for (int number = next - 1; number >= 1; number--) {
            PlanStep before = run.step(number);
            if (before instanceof AwaitSync) {
                return number;
            }
            if (!(before instanceof WriteCanary || before instanceof CheckHealth || before instanceof StopMaster)) {
                return next;
            }
        }
        return next;
    }
}
