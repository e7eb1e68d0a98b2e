package io.github.gpfailover.step;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;

/**
 * A host by its name, or by its part in the move.
 *
 * <p>It exists because a ready-made plan is written before anybody knows which hosts it will meet. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public sealed interface HostRef {

    /** The placeholder of {@link DesignedMaster} in text and JSON. */
    String DESIGNED_MASTER = "@designed-master";

    /** The placeholder of {@link DesignedStandby} in text and JSON. */
    String DESIGNED_STANDBY = "@designed-standby";

    /** The placeholder of {@link FormerMaster} in text and JSON. */
    String FORMER_MASTER = "@former-master";

    /**
     * A host by its name.
     *
     * @param host the host
     */
    record Named(HostName host) implements HostRef {
        /**
         * Checks the host.
         *
         * @param host the host
         * @throws NullPointerException if it is null
         */
        public Named {
            Checks.notNull(host, "host");
        }

        /** Returns the host's name. */
        @Override
        public String toString() {
            return host.value();
        }
    }

    /** The host that {@link ClusterSpec#master()} names. */
    record DesignedMaster() implements HostRef {
        /** Returns its placeholder. */
        @Override
        public String toString() {
            return DESIGNED_MASTER;
        }
    }

    /** The host that {@link ClusterSpec#standby()} names. */
    record DesignedStandby() implements HostRef {
        /** Returns its placeholder. */
        @Override
        public String toString() {
            return DESIGNED_STANDBY;
        }
    }

    /** The host that was the master before the last activation of the plan. */
    record FormerMaster() implements HostRef {
        /** Returns its placeholder. */
        @Override
        public String toString() {
            return FORMER_MASTER;
        }
    }

    /**
     * Reads a host's name, or one of the three placeholders.
     *
     * @param text the name, {@value #DESIGNED_MASTER}, {@value #DESIGNED_STANDBY} or {@value #FORMER_MASTER}
     * @return the reference
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if it is neither a host name nor one of the placeholders
     */
    static HostRef of(String text) {
        return switch (Checks.notNull(text, "host name")) {
            case DESIGNED_MASTER -> new DesignedMaster();
            case DESIGNED_STANDBY -> new DesignedStandby();
            case FORMER_MASTER -> new FormerMaster();
            default -> new Named(HostName.of(text));
        };
    }
}
