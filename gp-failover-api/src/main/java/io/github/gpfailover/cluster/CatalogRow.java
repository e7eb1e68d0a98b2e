package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.util.Optional;

/**
 * One row of {@code gp_segment_configuration}.
 *
 * <p>Exists because the catalog is the master's own view of its cluster. For content -1 (master and standby) mode and status say
 * nothing about health: they are never probed (dialects §11, recordings 20 and 53). Immutable and thread-safe.
 *
 * @param dbid the instance's number; ids of standbys grow at each round (recordings 20, 53, 73); {@link #NOT_TOLD} where the source
 *     has none
 * @param content the segment's number; -1 for master and standby; {@link #NOT_TOLD} for a segment where the source has none
 * @param role the role that it has now
 * @param preferredRole the role that it was made for
 * @param synchronised whether {@code mode} is {@code s}
 * @param up whether {@code status} is {@code u}
 * @param location where it lives, by {@code hostname}
 * @param address the name or address that other hosts reach it by
 * @param unreadable what of the row could not be read, where its location only stands for what the catalog says; empty for a plain row
 * @since 0.1
 */
public record CatalogRow(
        int dbid,
        int content,
        Role role,
        Role preferredRole,
        boolean synchronised,
        boolean up,
        InstanceLocation location,
        String address,
        Optional<String> unreadable) {

    /** A number that the source does not tell: {@code gpstate} prints neither dbid nor content (recording 06). */
    public static final int NOT_TOLD = -2;

    /** The two roles that the catalog knows. */
    public enum Role {
        /** {@code p}: the master, or a segment that takes writes. */
        PRIMARY,
        /** {@code m}: the standby, or a segment's mirror. */
        MIRROR
    }

    /**
     * Checks the parts.
     *
     * @param dbid the instance's number; ids of standbys grow at each round (recordings 20, 53, 73)
     * @param content the segment's number; -1 for master and standby
     * @param role the role that it has now
     * @param preferredRole the role that it was made for
     * @param synchronised whether {@code mode} is {@code s}
     * @param up whether {@code status} is {@code u}
     * @param location where it lives, by {@code hostname}
     * @param address the name or address that other hosts reach it by
     * @param unreadable what of the row could not be read
     * @throws NullPointerException if a part is null
     */
    public CatalogRow {
        Checks.notNull(role, "role");
        Checks.notNull(preferredRole, "preferred role");
        Checks.notNull(location, "location");
        Checks.notNull(address, "address");
        Checks.notNull(unreadable, "unreadable");
    }

    /**
     * Makes a plain row.
     *
     * @param dbid the instance's number; ids of standbys grow at each round (recordings 20, 53, 73)
     * @param content the segment's number; -1 for master and standby
     * @param role the role that it has now
     * @param preferredRole the role that it was made for
     * @param synchronised whether {@code mode} is {@code s}
     * @param up whether {@code status} is {@code u}
     * @param location where it lives, by {@code hostname}
     * @param address the name or address that other hosts reach it by
     * @throws NullPointerException if a part is null
     */
    public CatalogRow(
            int dbid,
            int content,
            Role role,
            Role preferredRole,
            boolean synchronised,
            boolean up,
            InstanceLocation location,
            String address) {
        this(dbid, content, role, preferredRole, synchronised, up, location, address, Optional.empty());
    }

    /**
     * Gives the same row with its location spelled in another way.
     *
     * @param spelled the location
     * @return the row
     * @throws NullPointerException if it is null
     */
    public CatalogRow at(InstanceLocation spelled) {
        return new CatalogRow(dbid, content, role, preferredRole, synchronised, up, spelled, address, unreadable);
    }

    /**
     * Tells whether this is the master or the standby.
     *
     * @return true for content -1
     */
    public boolean isMasterOrStandby() {
        return content == -1;
    }

    /**
     * Tells whether this segment is not as it should be: down, or in its partner's role.
     *
     * @return true for a segment (content 0 and up) with status {@code d}, or whose role is not the preferred one
     */
    public boolean degraded() {
        return !isMasterOrStandby() && (!up || role != preferredRole);
    }

    /** Returns the row as a person would name it: content, role, place and what is wrong with it. */
    @Override
    public String toString() {
        return (content == NOT_TOLD ? "segment" : "content " + content)
                + (role == Role.PRIMARY ? " primary " : " mirror ")
                + location
                + (up ? "" : " down")
                + (role == preferredRole ? "" : " not in its preferred role")
                + unreadable.map(u -> " (" + u + ")").orElse("");
    }
}
