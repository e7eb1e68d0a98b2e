package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;

/**
 * A fault of a cluster with its kind, by which a report lists it.
 *
 * @param kind its kind
 * @param about what has it, and how it was seen
 */
record HealthFault(Kind kind, String about) {

    /** The fault as a reason. */
    Reason reason() {
        return Reason.of(kind.code, about);
    }

    /** The kinds, in the order in which they are fixed, with the name that a report's facts have for each. */
    enum Kind {
        /** The catalog calls it down. */
        SEGMENT_DOWN(ReasonCode.SEGMENT_DOWN, "segments down", "gprecoverseg -a brings a segment back"),
        /** The catalog calls it up, its host does not. */
        SEGMENT_SILENT(
                ReasonCode.SEGMENT_SILENT, "segments not found running", "gprecoverseg -a brings a segment back"),
        /** It lacks what its primary wrote. */
        MIRROR_NOT_SYNCHRONISED(
                ReasonCode.MIRROR_NOT_SYNCHRONISED,
                "mirrors not synchronised",
                "a mirror catches up by itself, gpstate -e shows how far it is"),
        /** It acts in its partner's role. */
        SEGMENT_SWITCHED(
                ReasonCode.SEGMENT_SWITCHED,
                "segments out of their role",
                "gprecoverseg -r -a, once all mirrors are synchronised, gives segments their roles back"),
        /** It does not run as a standby, or nobody knows whether it does. */
        STANDBY_NOT_RUNNING(
                ReasonCode.STANDBY_NOT_RUNNING,
                "standby not running as one",
                ".addStandby(host).awaitSync() starts or makes a standby"),
        /** The master has no whole stream to it. */
        STANDBY_NOT_STREAMING(
                ReasonCode.STANDBY_NOT_STREAMING,
                "standby not streaming",
                "a standby that runs catches up by itself, and .awaitSync() waits for it; if it does not, .removeStandby().addStandby(host)"),
        /** The hosts of master and standby do not reach each other. */
        MASTERS_LINK_CUT(
                ReasonCode.MASTERS_LINK_CUT,
                "masters' link cut",
                "restore the link between the hosts of master and standby");

        final ReasonCode code;
        final String fact;

        /** Whether waiting may end it: what a segment lost only gprecoverseg brings back. */
        boolean mayPass() {
            return this != SEGMENT_DOWN && this != SEGMENT_SWITCHED;
        }

        /** What brings it to its end. */
        final String remedy;

        Kind(ReasonCode code, String fact, String remedy) {
            this.code = code;
            this.fact = fact;
            this.remedy = remedy;
        }
    }
}
