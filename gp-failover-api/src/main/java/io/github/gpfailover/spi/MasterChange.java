package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import org.jspecify.annotations.Nullable;

/**
 * A master role that moves.
 *
 * <p>It exists to give a {@link TrafficHook} all that it needs to move clients. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Stable
public final class MasterChange {

    private static final Parts<MasterChange> PARTS = Parts.of(MasterChange.class)
            .and("executionId", MasterChange::executionId)
            .and("cluster", MasterChange::cluster)
            .and("oldMaster", MasterChange::oldMaster)
            .and("newMaster", MasterChange::newMaster)
            .and("planned", MasterChange::planned);

    private final String executionId;
    private final String cluster;
    private final InstanceLocation oldMaster;
    private final InstanceLocation newMaster;
    private final boolean planned;

    private MasterChange(Builder from) {
        executionId = Given.needed(from.executionId, "executionId");
        cluster = Given.needed(from.cluster, "cluster");
        oldMaster = Given.needed(from.oldMaster, "oldMaster");
        newMaster = Given.needed(from.newMaster, "newMaster");
        planned = Given.needed(from.planned, "planned");
    }

    /** {@return which execution moves it, for the hook's own logs} */
    public String executionId() {
        return executionId;
    }

    /** {@return the cluster's name} */
    public String cluster() {
        return cluster;
    }

    /** {@return where the master was: host, port and data directory} */
    public InstanceLocation oldMaster() {
        return oldMaster;
    }

    /** {@return where it will be, or is by now} */
    public InstanceLocation newMaster() {
        return newMaster;
    }

    /**
     * {@return true if the plan stops a master that serves; false after a crash, when the old master may not be reachable}
     */
    public boolean planned() {
        return planned;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    /**
     * The builder of a master change. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable String executionId;
        private @Nullable String cluster;
        private @Nullable InstanceLocation oldMaster;
        private @Nullable InstanceLocation newMaster;
        private @Nullable Boolean planned;

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(MasterChange other) {
            executionId = other.executionId;
            cluster = other.cluster;
            oldMaster = other.oldMaster;
            newMaster = other.newMaster;
            planned = other.planned;
            return this;
        }

        /**
         * Sets {@link MasterChange#executionId()}.
         *
         * @param executionId which execution moves it, for the hook's own logs
         * @return this builder
         */
        public Builder executionId(String executionId) {
            this.executionId = given.value("executionId", executionId);
            return this;
        }

        /**
         * Sets {@link MasterChange#cluster()}.
         *
         * @param cluster the cluster's name
         * @return this builder
         */
        public Builder cluster(String cluster) {
            this.cluster = given.value("cluster", cluster);
            return this;
        }

        /**
         * Sets {@link MasterChange#oldMaster()}.
         *
         * @param oldMaster where the master was: host, port and data directory
         * @return this builder
         */
        public Builder oldMaster(InstanceLocation oldMaster) {
            this.oldMaster = given.value("oldMaster", oldMaster);
            return this;
        }

        /**
         * Sets {@link MasterChange#newMaster()}.
         *
         * @param newMaster where it will be, or is by now
         * @return this builder
         */
        public Builder newMaster(InstanceLocation newMaster) {
            this.newMaster = given.value("newMaster", newMaster);
            return this;
        }

        /**
         * Sets {@link MasterChange#planned()}.
         *
         * @param planned true if the plan stops a master that serves
         * @return this builder
         */
        public Builder planned(boolean planned) {
            given.once("planned");
            this.planned = planned;
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public MasterChange build() {
            return new MasterChange(this);
        }
    }
}
