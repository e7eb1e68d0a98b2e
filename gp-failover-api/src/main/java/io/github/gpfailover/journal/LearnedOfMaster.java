package io.github.gpfailover.journal;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was learned of the master: which server it is or was, and what it reported of its stream.
 *
 * @since 0.1
 */
@Evolving
public sealed interface LearnedOfMaster extends Learned {

    /**
     * A server was observed as the only master.
     *
     * @param server the master
     * @since 0.1
     */
    @Evolving
    record MasterSeen(InstanceLocation server) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param server the master
         * @throws NullPointerException if a part is null
         */
        public MasterSeen {
            Checks.notNull(server, "server");
        }

        @Override
        public String subject() {
            return "master";
        }
    }

    /**
     * A master's catalog named its standby.
     *
     * @param server the standby
     * @since 0.1
     */
    @Evolving
    record StandbySeen(InstanceLocation server) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param server the standby
         * @throws NullPointerException if a part is null
         */
        public StandbySeen {
            Checks.notNull(server, "server");
        }

        @Override
        public String subject() {
            return "standby";
        }
    }

    /**
     * A master's report of its stream to the standby; once it is gone, nobody else knows whether the standby had everything.
     *
     * @param state the stream's state, such as {@code streaming}
     * @param syncState its sync state, such as {@code sync}
     * @param flush what the standby had flushed
     * @param masterPosition the end of the master's log
     * @param at when it was reported
     * @param standbyPid the standby's postmaster then
     * @param age how long before that the stream was last shown to live
     * @param source who reported it
     * @since 0.1
     */
    @Evolving
    record StreamSeen(
            String state,
            String syncState,
            Optional<Lsn> flush,
            Optional<Lsn> masterPosition,
            Instant at,
            OptionalInt standbyPid,
            Optional<Duration> age,
            String source)
            implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param state the stream's state, such as {@code streaming}
         * @param syncState its sync state, such as {@code sync}
         * @param flush what the standby had flushed
         * @param masterPosition the end of the master's log
         * @param at when it was reported
         * @param standbyPid the standby's postmaster then
         * @param age how long before that the stream had last been shown to live
         * @param source who reported it
         * @throws NullPointerException if a part is null
         */
        public StreamSeen {
            Checks.notNull(state, "state");
            Checks.notNull(syncState, "sync state");
            Checks.notNull(flush, "flush");
            Checks.notNull(masterPosition, "master position");
            Checks.notNull(at, "at");
            Checks.notNull(standbyPid, "standby pid");
            Checks.notNull(age, "age");
            Checks.notNull(source, "source");
        }

        @Override
        public String subject() {
            return "stream";
        }
    }

    /**
     * It was shown that the standby lacks what its master had, whatever that had reported of the stream: that report counts no more.
     *
     * @param standby the standby
     * @param upTo the position that it was shown not to have; empty if commits were shown missing
     * @param missing what it lacks
     * @since 0.1
     */
    @Evolving
    record StreamDisproved(InstanceLocation standby, Optional<Lsn> upTo, String missing) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param standby the standby
         * @param upTo the position that it was shown not to have; empty if commits were shown missing
         * @param missing what it lacks
         * @throws NullPointerException if a part is null
         */
        public StreamDisproved {
            Checks.notNull(standby, "standby");
            Checks.notNull(upTo, "up to");
            Checks.notNull(missing, "missing");
        }

        @Override
        public String subject() {
            return "stream";
        }
    }

    /**
     * The server is known that was the master before the promotion.
     *
     * @param server the former master
     * @since 0.1
     */
    @Evolving
    record FormerMasterKnown(InstanceLocation server) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param server the former master
         * @throws NullPointerException if a part is null
         */
        public FormerMasterKnown {
            Checks.notNull(server, "server");
        }

        @Override
        public String subject() {
            return "formerMaster";
        }
    }

    /**
     * The master was observed stopped, as the plan wanted.
     *
     * @param server the master
     * @since 0.1
     */
    @Evolving
    record MasterStopped(InstanceLocation server) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param server the master
         * @throws NullPointerException if a part is null
         */
        public MasterStopped {
            Checks.notNull(server, "server");
        }

        @Override
        public String subject() {
            return "stoppedMaster";
        }
    }

    /**
     * A stop of a server needs no undoing: the server serves again, or a fence holds it that leaves it running.
     *
     * @param server the server
     * @since 0.1
     */
    @Evolving
    record StopUndone(InstanceLocation server) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param server the server
         * @throws NullPointerException if a part is null
         */
        public StopUndone {
            Checks.notNull(server, "server");
        }

        @Override
        public String subject() {
            return "stopUndone";
        }
    }

    /**
     * A fence behind which the server may run on is about to be set, wholly or in part.
     *
     * @param oldMaster the server
     * @since 0.1
     */
    @Evolving
    record FencingBegun(InstanceLocation oldMaster) implements LearnedOfMaster {

        /**
         * Checks the parts.
         *
         * @param oldMaster the server
         * @throws NullPointerException if a part is null
         */
        public FencingBegun {
            Checks.notNull(oldMaster, "old master");
        }

        @Override
        public String subject() {
            return "fencing";
        }
    }

    /**
     * What the fence had set was lifted again.
     *
     * @since 0.1
     */
    @Evolving
    record FencingUndone() implements LearnedOfMaster {

        @Override
        public String subject() {
            return "fencing";
        }
    }
}
