package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.ExternalDetectorOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.ReasonCode;
import java.util.Optional;

/**
 * The check for a fault detector outside the cluster that promotes the standby by itself, as Cloudberry's may (dialects §16). It exists
 * because two that decide who is master make two masters. Products without such a detector are not asked.
 */
final class ExternalDetector {

    private ExternalDetector() {}

    /** Why this library must not promote; none if there is no such detector, or nobody can be asked, which is warned of. */
    static Objections against(StepContext now) throws InterruptedException {
        if (now.dialect().externalFtsQuestion().isEmpty()) {
            return Objections.none();
        }
        Optional<Boolean> told = now.notes().externalDetector();
        if (told.isEmpty() && now.state().master().isPresent()) {
            InstanceLocation master = Guards.master(now);
            told = now.inspection().ask(new ExternalDetectorOf(master));
            told.ifPresent(now.notes()::externalDetector);
        }
        if (told.isEmpty()) {
            return Objections.none()
                    .noting(Findings.warning(
                            "no master could be asked whether a fault detector outside the cluster promotes by itself;"
                                    + " if one runs, stop it before anything is promoted"));
        }
        return told.get()
                ? Objections.of(
                        ReasonCode.EXTERNAL_FAULT_DETECTOR,
                        "this " + now.dialect().productWord()
                                + " is set up for a fault detector outside the cluster (gp_etcd_*), which promotes the"
                                + " standby by itself: two that decide make two masters, so nothing is done; let that"
                                + " detector move the master, or take it out of service first")
                : Objections.none();
    }
}
