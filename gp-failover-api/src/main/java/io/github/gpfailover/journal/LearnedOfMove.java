package io.github.gpfailover.journal;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was learned of the move: the promotion, the rows that prove it, the prefixes of distributed ids, and the calls of traffic hooks.
 *
 * @since 0.1
 */
@Evolving
public sealed interface LearnedOfMove extends Learned {

    /**
     * The last call of a traffic hook.
     *
     * @since 0.1
     */
    @Evolving
    enum Stage {
        /** Nothing, or that the master stays. */
        NOTHING,
        /** It is being called because the master leaves, and nobody knows how that ended. */
        LEAVING,
        /** It was called because the master leaves. */
        LEFT,
        /** It was called because the new master serves. */
        ARRIVED
    }

    /**
     * A promotion is about to begin, or may have begun.
     *
     * @param standby the standby that is promoted
     * @since 0.1
     */
    @Evolving
    record PromotionBegun(InstanceLocation standby) implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param standby the standby that is promoted
         * @throws NullPointerException if a part is null
         */
        public PromotionBegun {
            Checks.notNull(standby, "standby");
        }

        @Override
        public String subject() {
            return "promotion";
        }
    }

    /**
     * The promotion that was begun is no longer under way.
     *
     * @since 0.1
     */
    @Evolving
    record PromotionEnded() implements LearnedOfMove {

        @Override
        public String subject() {
            return "promotion";
        }
    }

    /**
     * The rows that were written to prove the move by.
     *
     * @param table the table
     * @param rows how many rows
     * @since 0.1
     */
    @Evolving
    record CanaryWritten(String table, int rows) implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param table the table
         * @param rows how many rows
         * @throws NullPointerException if a part is null
         * @throws IllegalArgumentException if a number is out of its range
         */
        public CanaryWritten {
            Checks.notNull(table, "table");
            Checks.range(rows, "rows", 1, Integer.MAX_VALUE);
        }

        @Override
        public String subject() {
            return "canary";
        }
    }

    /**
     * A standby was proved to have begun in another second than the masters before it.
     *
     * @param standby the standby
     * @param pid its postmaster's process id
     * @since 0.1
     */
    @Evolving
    record StartsApart(InstanceLocation standby, int pid) implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param standby the standby
         * @param pid its postmaster's process id
         * @throws NullPointerException if a part is null
         * @throws IllegalArgumentException if a number is out of its range
         */
        public StartsApart {
            Checks.notNull(standby, "standby");
            Checks.range(pid, "process id", 1, Integer.MAX_VALUE);
        }

        @Override
        public String subject() {
            return "startsApart";
        }
    }

    /**
     * A server numbers distributed transactions under the prefix of a master before it, until it is restarted (recordings f0 to f8).
     *
     * @param server the server
     * @param prefix the prefix, in seconds
     * @since 0.1
     */
    @Evolving
    record SharedSecond(InstanceLocation server, long prefix) implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param server the server
         * @param prefix the prefix, in seconds
         * @throws NullPointerException if a part is null
         */
        public SharedSecond {
            Checks.notNull(server, "server");
        }

        @Override
        public String subject() {
            return "sharedSecond";
        }
    }

    /**
     * It can't be determined whether a server shares its prefix with a master before it, so that it is restarted once it is promoted.
     *
     * @param server the server
     * @param latest the latest prefix that it may number under
     * @param pid its postmaster's process id
     * @param why why it can't be determined
     * @since 0.1
     */
    @Evolving
    record UntoldSecond(InstanceLocation server, OptionalLong latest, OptionalInt pid, String why)
            implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param server the server
         * @param latest the latest prefix that it may number under
         * @param pid its postmaster's process id
         * @param why why it can't be determined
         * @throws NullPointerException if a part is null
         */
        public UntoldSecond {
            Checks.notNull(server, "server");
            Checks.notNull(latest, "latest");
            Checks.notNull(pid, "pid");
            Checks.notNull(why, "why");
        }

        @Override
        public String subject() {
            return "sharedSecond";
        }
    }

    /**
     * The server that shared a prefix, or may have, was restarted.
     *
     * @since 0.1
     */
    @Evolving
    record SecondParted() implements LearnedOfMove {

        @Override
        public String subject() {
            return "sharedSecond";
        }
    }

    /**
     * The traffic hooks are about to be called because the master leaves.
     *
     * @param oldMaster the master that leaves
     * @param newMaster the one that replaces it
     * @param planned whether the master is stopped for it
     * @since 0.1
     */
    @Evolving
    record MoveAnnounced(InstanceLocation oldMaster, InstanceLocation newMaster, boolean planned)
            implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param oldMaster the master that leaves
         * @param newMaster the one that replaces it
         * @param planned whether the master is stopped for it
         * @throws NullPointerException if a part is null
         */
        public MoveAnnounced {
            Checks.notNull(oldMaster, "old master");
            Checks.notNull(newMaster, "new master");
        }

        @Override
        public String subject() {
            return "move";
        }
    }

    /**
     * The move ended for the traffic hooks, or did not happen.
     *
     * @since 0.1
     */
    @Evolving
    record MoveClosed() implements LearnedOfMove {

        @Override
        public String subject() {
            return "move";
        }
    }

    /**
     * A traffic hook was called.
     *
     * @param hook the hook's name
     * @param stage its last call
     * @since 0.1
     */
    @Evolving
    record HookCalled(String hook, Stage stage) implements LearnedOfMove {

        /**
         * Checks the parts.
         *
         * @param hook the hook's name
         * @param stage its last call
         * @throws NullPointerException if a part is null
         */
        public HookCalled {
            Checks.notNull(hook, "hook");
            Checks.notNull(stage, "stage");
        }

        @Override
        public String subject() {
            return "hook " + hook;
        }
    }
}
