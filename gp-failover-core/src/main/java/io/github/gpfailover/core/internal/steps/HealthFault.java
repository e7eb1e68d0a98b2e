package io.github.gpfailover.core.internal.steps;

/**
 * Exists to name a fault of a cluster together with its kind, by which a report lists it.
 *
 * @param kind its kind
 * @param about what has it, and how it was seen
 */
record HealthFault(Kind kind, String about) {

    /** The kinds, with the name that a report's facts have for each. */
    enum Kind {
        /** The catalog calls it down. */
        SEGMENT_DOWN("segments down"),
        /** It acts in its partner's place. */
        SEGMENT_SWITCHED("segments out of their role"),
        /** The catalog calls it up, its host does not. */
        SEGMENT_SILENT("segments not found running"),
        /** It lacks what its primary wrote. */
        MIRROR_NOT_SYNCHRONISED("mirrors not synchronised"),
        /** It does not run as a standby, or nobody knows whether it does. */
        STANDBY_NOT_RUNNING("standby not running as one"),
        /** The master has no whole stream to it. */
        STANDBY_NOT_STREAMING("standby not streaming");

        final String fact;

        Kind(String fact) {
            this.fact = fact;
        }
    }
}
