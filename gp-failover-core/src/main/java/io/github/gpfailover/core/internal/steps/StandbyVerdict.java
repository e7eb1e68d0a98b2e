package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.StepContext;

/** The judgement of a standby that was made or started, by the catalog and by its server. */
final class StandbyVerdict {

    private StandbyVerdict() {}

    /** Whether the catalog names a standby at a location. */
    static boolean named(InstanceLocation target, StepContext after) {
        return after.state().standby().filter(r -> r.location().equals(target)).isPresent();
    }

    /**
     * Judges a standby that the catalog names.
     *
     * @param how by which means it came there, for people
     */
    static Judgement of(InstanceLocation target, String how, StepContext after) {
        InstanceState server = after.state().instance(target).orElseThrow();
        if (server.liveness().isUnknown()) {
            return Judgement.cannotTell("the catalog names the standby, but it can't be seen: "
                    + server.liveness().because());
        }
        if (server.role() != InstanceRole.STANDBY) {
            return Judgement.doesNotHold("the catalog names the standby, but it does not run as one: "
                    + server.liveness().because());
        }
        return Judgement.holds(
                        "the standby at " + target + " is in the catalog and runs" + how,
                        server.liveness().evidence())
                .noting(after.proof(
                        Evidence.Kind.CATALOG,
                        Guards.master(after).host(),
                        "gp_segment_configuration",
                        "a standby at " + target));
    }
}
