package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What was observed of one server that is, was or could become the master.
 *
 * <p>Exists because a decision about two masters needs each of them seen by itself, not through the catalog of one. Immutable
 * and thread-safe.
 *
 * @param location where it lives
 * @param liveness whether it runs, and how that is known
 * @param role what it said of itself
 * @param position how far its log goes: written for a master, replayed for a standby; empty where it was not told
 * @param processes its processes; empty when none was seen or none could be looked for
 * @param timeline the timeline that it writes on; empty where it was not told. A promotion begins a new one, so of two servers that
 *     answer as masters the one with the lower timeline is the old one (recordings 73, 82)
 * @since 0.1
 */
public record InstanceState(
        InstanceLocation location,
        Liveness liveness,
        InstanceRole role,
        Optional<Lsn> position,
        List<ServerProcess> processes,
        OptionalInt timeline) {

    /**
     * Checks the parts.
     *
     * @param location where it lives
     * @param liveness whether it runs, and how that is known
     * @param role what it said of itself
     * @param position how far its log goes
     * @param processes its processes; empty when none was seen or none could be looked for
     * @param timeline the timeline that it writes on; empty where it was not told
     * @throws NullPointerException if a part is null
     */
    public InstanceState {
        Checks.notNull(location, "location");
        Checks.notNull(liveness, "liveness");
        Checks.notNull(role, "role");
        Checks.notNull(position, "position");
        processes = List.copyOf(Checks.notNull(processes, "processes"));
        Checks.notNull(timeline, "timeline");
    }

    /**
     * Makes the state of a server whose timeline was not told.
     *
     * @param location where it lives
     * @param liveness whether it runs, and how that is known
     * @param role what it said of itself
     * @param position how far its log goes
     * @param processes its processes
     * @throws NullPointerException if a part is null
     */
    public InstanceState(
            InstanceLocation location,
            Liveness liveness,
            InstanceRole role,
            Optional<Lsn> position,
            List<ServerProcess> processes) {
        this(location, liveness, role, position, processes, OptionalInt.empty());
    }

    /**
     * Tells whether a process of that kind was seen.
     *
     * @param kind the kind
     * @return true if at least one was
     */
    public boolean has(ServerProcess.Kind kind) {
        return processes.stream().anyMatch(p -> p.kind() == kind);
    }

    /**
     * Tells whether processes outlived their postmaster: such an instance can still write although its port refuses.
     *
     * @return true if processes were seen, and no postmaster among them
     */
    public boolean orphaned() {
        return !processes.isEmpty() && !has(ServerProcess.Kind.POSTMASTER);
    }

    /**
     * Gives how far the log on a standby's disk is known to go: what its wal receiver tells in its title, or what it has replayed, if
     * that is further. Replay alone is too little: a master flushes its log to the end of a page, where the beginning of a record
     * stands that nobody can replay yet (recordings d0, d1).
     *
     * @return the position, which it has or has passed; empty for a server that is no standby, or tells neither
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

    /** Returns where it lives, its role and whether it runs. */
    @Override
    public String toString() {
        return location + " " + role + "/" + liveness.status()
                + position.map(p -> " at " + p).orElse("");
    }
}
