package io.github.gpfailover;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An old master that answered as a master again beside the one that had replaced it, and what was done about it.
 *
 * <p>It exists because somebody, or a host's start scripts, starts it again: on Greenplum 6.24.3 such a server wrote on the segments at once
 * (recordings 73 and 74). Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Evolving
public final class MasterReturn {

    private static final Parts<MasterReturn> PARTS = Parts.of(MasterReturn.class)
            .and("oldMaster", MasterReturn::oldMaster)
            .and("oldTimeline", MasterReturn::oldTimeline)
            .and("newMaster", MasterReturn::newMaster)
            .and("newTimeline", MasterReturn::newTimeline)
            .and("seenAt", MasterReturn::seenAt)
            .and("fenced", MasterReturn::fenced)
            .and("statement", MasterReturn::statement)
            .and("commands", MasterReturn::commands);

    private final InstanceLocation oldMaster;
    private final OptionalInt oldTimeline;
    private final InstanceLocation newMaster;
    private final OptionalInt newTimeline;
    private final Instant seenAt;
    private final boolean fenced;
    private final String statement;
    private final List<CommandReport> commands;

    private MasterReturn(Builder from) {
        oldMaster = Given.needed(from.oldMaster, "oldMaster");
        oldTimeline = from.oldTimeline;
        newMaster = Given.needed(from.newMaster, "newMaster");
        newTimeline = from.newTimeline;
        seenAt = Given.needed(from.seenAt, "seenAt");
        fenced = Given.needed(from.fenced, "fenced");
        statement = Given.needed(from.statement, "statement");
        commands = from.commands;
    }

    /** {@return the server that came back} */
    public InstanceLocation oldMaster() {
        return oldMaster;
    }

    /** {@return the timeline that it writes on, where it told it: the lower one} */
    public OptionalInt oldTimeline() {
        return oldTimeline;
    }

    /** {@return the server that was promoted in its place} */
    public InstanceLocation newMaster() {
        return newMaster;
    }

    /** {@return the timeline that this one writes on, where it told it} */
    public OptionalInt newTimeline() {
        return newTimeline;
    }

    /** {@return when both were seen, by the controller's clock} */
    public Instant seenAt() {
        return seenAt;
    }

    /** {@return whether a fence proved that the old one can no longer write} */
    public boolean fenced() {
        return fenced;
    }

    /** {@return what was done and seen, one sentence} */
    public String statement() {
        return statement;
    }

    /** {@return the commands that were sent to change something, in order} */
    public List<CommandReport> commands() {
        return commands;
    }

    /** Returns who came back, beside whom, and what became of it. */
    @Override
    public String toString() {
        return "the old master at " + oldMaster + timeline(oldTimeline) + " came back beside " + newMaster
                + timeline(newTimeline) + "; " + (fenced ? "it was fenced again: " : "it is NOT fenced: ") + statement;
    }

    private static String timeline(OptionalInt timeline) {
        return timeline.isPresent() ? " (timeline " + timeline.getAsInt() + ")" : "";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /**
     * The builder of a master return. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable InstanceLocation oldMaster;
        private OptionalInt oldTimeline = OptionalInt.empty();
        private @Nullable InstanceLocation newMaster;
        private OptionalInt newTimeline = OptionalInt.empty();
        private @Nullable Instant seenAt;
        private @Nullable Boolean fenced;
        private @Nullable String statement;
        private List<CommandReport> commands = List.of();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(MasterReturn other) {
            oldMaster = other.oldMaster;
            oldTimeline = other.oldTimeline;
            newMaster = other.newMaster;
            newTimeline = other.newTimeline;
            seenAt = other.seenAt;
            fenced = other.fenced;
            statement = other.statement;
            commands = other.commands;
            return this;
        }

        /**
         * Sets {@link MasterReturn#oldMaster()}.
         *
         * @param oldMaster the server that came back
         * @return this builder
         */
        public Builder oldMaster(InstanceLocation oldMaster) {
            this.oldMaster = given.value("oldMaster", oldMaster);
            return this;
        }

        /**
         * Sets {@link MasterReturn#oldTimeline()}.
         *
         * @param oldTimeline the timeline that it writes on, where it reported it: the lower one
         * @return this builder
         */
        public Builder oldTimeline(OptionalInt oldTimeline) {
            this.oldTimeline = given.value("oldTimeline", oldTimeline);
            return this;
        }

        /**
         * Sets {@link MasterReturn#newMaster()}.
         *
         * @param newMaster the server that replaced it
         * @return this builder
         */
        public Builder newMaster(InstanceLocation newMaster) {
            this.newMaster = given.value("newMaster", newMaster);
            return this;
        }

        /**
         * Sets {@link MasterReturn#newTimeline()}.
         *
         * @param newTimeline the timeline that this one writes on, where it reported it
         * @return this builder
         */
        public Builder newTimeline(OptionalInt newTimeline) {
            this.newTimeline = given.value("newTimeline", newTimeline);
            return this;
        }

        /**
         * Sets {@link MasterReturn#seenAt()}.
         *
         * @param seenAt when both were seen, by the controller's clock
         * @return this builder
         */
        public Builder seenAt(Instant seenAt) {
            this.seenAt = given.value("seenAt", seenAt);
            return this;
        }

        /**
         * Sets {@link MasterReturn#fenced()}.
         *
         * @param fenced whether a fence proved that the old one can no longer write
         * @return this builder
         */
        public Builder fenced(boolean fenced) {
            given.once("fenced");
            this.fenced = fenced;
            return this;
        }

        /**
         * Sets {@link MasterReturn#statement()}.
         *
         * @param statement what was done and seen, one sentence
         * @return this builder
         */
        public Builder statement(String statement) {
            this.statement = given.value("statement", statement);
            return this;
        }

        /**
         * Sets {@link MasterReturn#commands()}.
         *
         * @param commands the commands that were sent to change something, in order
         * @return this builder
         */
        public Builder commands(List<CommandReport> commands) {
            this.commands = given.list("commands", commands);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public MasterReturn build() {
            return new MasterReturn(this);
        }
    }
}
