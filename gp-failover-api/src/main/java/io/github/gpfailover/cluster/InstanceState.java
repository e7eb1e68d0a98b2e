package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was observed of one server that is, was or could become the master.
 *
 * <p>It exists because a decision about two masters needs each of them seen by itself, not through the catalog of one. Immutable
 * and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class InstanceState {

    private static final Parts<InstanceState> PARTS = Parts.of(InstanceState.class)
            .and("location", InstanceState::location)
            .and("liveness", InstanceState::liveness)
            .and("role", InstanceState::role)
            .and("position", InstanceState::position)
            .and("processes", InstanceState::processes)
            .and("timeline", InstanceState::timeline);

    private final InstanceLocation location;
    private final Liveness liveness;
    private final InstanceRole role;
    private final Optional<Lsn> position;
    private final List<ServerProcess> processes;
    private final OptionalInt timeline;

    private InstanceState(Builder from) {
        location = from.location;
        liveness = from.liveness;
        role = from.role;
        position = from.position;
        processes = from.processes;
        timeline = from.timeline;
    }

    /**
     * Begins the state of a server of which nothing is known yet: liveness and role unknown, no position, no processes, no
     * timeline.
     *
     * @param location its location
     * @return a builder
     * @throws NullPointerException if a part is null
     */
    public static Builder builder(InstanceLocation location) {
        return new Builder(location);
    }

    /**
     * Begins a value that holds what this one holds, to change parts of it.
     *
     * @return a builder, on which each part can be set once
     */
    public Builder toBuilder() {
        return copyAt(location);
    }

    private Builder copyAt(InstanceLocation place) {
        Builder builder = new Builder(place);
        builder.liveness = liveness;
        builder.role = role;
        builder.position = position;
        builder.processes = processes;
        builder.timeline = timeline;
        return builder;
    }

    /** {@return where it lives} */
    public InstanceLocation location() {
        return location;
    }

    /** {@return whether it runs, and how that is known; unknown if nothing was set} */
    public Liveness liveness() {
        return liveness;
    }

    /** {@return what it said of itself; unknown if it was not told} */
    public InstanceRole role() {
        return role;
    }

    /** {@return how far its log goes: written for a master, replayed for a standby; empty where it was not told} */
    public Optional<Lsn> position() {
        return position;
    }

    /** {@return its processes; empty when none was seen or none could be looked for} */
    public List<ServerProcess> processes() {
        return processes;
    }

    /**
     * {@return the timeline that it writes on; empty where it was not told. A promotion begins a new one, so of two servers
     * that answer as masters the one with the lower timeline is the old one (recordings 73, 82)}
     */
    public OptionalInt timeline() {
        return timeline;
    }

    /**
     * Says whether a process of that kind was seen.
     *
     * @param kind the kind
     * @return true if at least one was
     */
    public boolean has(ServerProcess.Kind kind) {
        return processes.stream().anyMatch(p -> p.kind() == kind);
    }

    /**
     * Says whether processes outlived their postmaster: such an instance can still write although its port refuses.
     *
     * @return true if processes were seen, and no postmaster among them
     */
    public boolean orphaned() {
        return !processes.isEmpty() && !has(ServerProcess.Kind.POSTMASTER);
    }

    /**
     * Gives how far the log on a standby's disk is known to go: what its wal receiver shows in its title, or what it has replayed, if
     * that is further. Replay alone is too little: a master flushes its log to the end of a page, where the beginning of a record
     * stands that nobody can replay yet (recordings d0, d1).
     *
     * @return the position, which it has or has passed; empty for a server that is no standby, or reports neither
     */
    public Optional<Lsn> received() {
        if (role != InstanceRole.STANDBY) {
            return Optional.empty();
        }
        return Stream.concat(
                        position.stream(),
                        processes.stream()
                                .filter(p -> p.kind() == ServerProcess.Kind.WAL_RECEIVER)
                                .flatMap(p -> p.streamed().stream()))
                .max(Lsn::compareTo);
    }

    /** Returns its location, its role and whether it runs. */
    @Override
    public String toString() {
        return location + " " + role + "/" + liveness.status()
                + position.map(p -> " at " + p).orElse("");
    }

    /**
     * Gives the same state with its location spelled otherwise.
     *
     * @param spelled the location
     * @return the state
     * @throws NullPointerException if it is null
     */
    public InstanceState at(InstanceLocation spelled) {
        return copyAt(spelled).build();
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
     * The builder of an instance state. Null is refused with a {@link NullPointerException}, a part that is set twice with an
     * {@link IllegalStateException}. Not thread-safe.
     */
    public static final class Builder {

        private final Given given = new Given();
        private final InstanceLocation location;
        private Liveness liveness = Liveness.unknown(List.of());
        private InstanceRole role = InstanceRole.UNKNOWN;
        private Optional<Lsn> position = Optional.empty();
        private List<ServerProcess> processes = List.of();
        private OptionalInt timeline = OptionalInt.empty();

        private Builder(InstanceLocation location) {
            this.location = Checks.notNull(location, "location");
        }

        /**
         * Sets {@link InstanceState#liveness()}.
         *
         * @param liveness whether it runs, and how that is known
         * @return this builder
         */
        public Builder liveness(Liveness liveness) {
            this.liveness = given.value("liveness", liveness);
            return this;
        }

        /**
         * Sets {@link InstanceState#role()}.
         *
         * @param role what it said of itself
         * @return this builder
         */
        public Builder role(InstanceRole role) {
            this.role = given.value("role", role);
            return this;
        }

        /**
         * Sets {@link InstanceState#position()}.
         *
         * @param position how far its log goes: written for a master, replayed for a standby
         * @return this builder
         */
        public Builder position(Optional<Lsn> position) {
            this.position = given.value("position", position);
            return this;
        }

        /**
         * Sets {@link InstanceState#processes()}.
         *
         * @param processes its processes
         * @return this builder
         */
        public Builder processes(List<ServerProcess> processes) {
            this.processes = given.list("processes", processes);
            return this;
        }

        /**
         * Sets {@link InstanceState#timeline()}.
         *
         * @param timeline the timeline that it writes on
         * @return this builder
         */
        public Builder timeline(OptionalInt timeline) {
            this.timeline = given.value("timeline", timeline);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public InstanceState build() {
            return new InstanceState(this);
        }
    }
}
