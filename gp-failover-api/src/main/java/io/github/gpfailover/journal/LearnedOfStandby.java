package io.github.gpfailover.journal;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.step.AddStandby;

/**
 * What was learned of the making, the start and the restart of a standby.
 *
 * @since 0.1
 */
@Evolving
public sealed interface LearnedOfStandby extends Learned {

    /**
     * A standby is about to be made.
     *
     * @param at where
     * @param strategy by which strategy
     * @since 0.1
     */
    @Evolving
    record JoinBegun(InstanceLocation at, AddStandby.Strategy strategy) implements LearnedOfStandby {

        /**
         * Checks the parts.
         *
         * @param at where
         * @param strategy by which strategy
         * @throws NullPointerException if a part is null
         */
        public JoinBegun {
            Checks.notNull(at, "at");
            Checks.notNull(strategy, "strategy");
        }

        @Override
        public String subject() {
            return "join";
        }
    }

    /**
     * The making of a standby ended, well or not.
     *
     * @since 0.1
     */
    @Evolving
    record JoinEnded() implements LearnedOfStandby {

        @Override
        public String subject() {
            return "join";
        }
    }

    /**
     * A {@code pg_rewind} of this execution may have left a directory that no server can start from.
     *
     * @param at where
     * @since 0.1
     */
    @Evolving
    record DirectoryBroken(InstanceLocation at) implements LearnedOfStandby {

        /**
         * Checks the parts.
         *
         * @param at where
         * @throws NullPointerException if a part is null
         */
        public DirectoryBroken {
            Checks.notNull(at, "at");
        }

        @Override
        public String subject() {
            return "brokenDirectory";
        }
    }

    /**
     * The directory that may have been broken is whole again, or has been set aside.
     *
     * @since 0.1
     */
    @Evolving
    record DirectoryWhole() implements LearnedOfStandby {

        @Override
        public String subject() {
            return "brokenDirectory";
        }
    }

    /**
     * The plan goes on although a copy was seen not to fit.
     *
     * @param reason why, as the plan says
     * @since 0.1
     */
    @Evolving
    record ShortDiskAccepted(String reason) implements LearnedOfStandby {

        /**
         * Checks the parts.
         *
         * @param reason why, as the plan says
         * @throws NullPointerException if a part is null
         */
        public ShortDiskAccepted {
            Checks.notNull(reason, "reason");
        }

        @Override
        public String subject() {
            return "shortDisk";
        }
    }

    /**
     * A configured standby is about to be started where it is.
     *
     * @param standby the standby
     * @since 0.1
     */
    @Evolving
    record StandbyStartBegun(InstanceLocation standby) implements LearnedOfStandby {

        /**
         * Checks the parts.
         *
         * @param standby the standby
         * @throws NullPointerException if a part is null
         */
        public StandbyStartBegun {
            Checks.notNull(standby, "standby");
        }

        @Override
        public String subject() {
            return "standbyStart";
        }
    }

    /**
     * The start of the standby was proved.
     *
     * @since 0.1
     */
    @Evolving
    record StandbyStartEnded() implements LearnedOfStandby {

        @Override
        public String subject() {
            return "standbyStart";
        }
    }

    /**
     * The standby is about to be restarted before the master stops.
     *
     * @param standby the standby
     * @since 0.1
     */
    @Evolving
    record StandbyRestartBegun(InstanceLocation standby) implements LearnedOfStandby {

        /**
         * Checks the parts.
         *
         * @param standby the standby
         * @throws NullPointerException if a part is null
         */
        public StandbyRestartBegun {
            Checks.notNull(standby, "standby");
        }

        @Override
        public String subject() {
            return "standbyRestart";
        }
    }

    /**
     * The restarted standby was seen to stream again.
     *
     * @since 0.1
     */
    @Evolving
    record StandbyRestartEnded() implements LearnedOfStandby {

        @Override
        public String subject() {
            return "standbyRestart";
        }
    }
}
