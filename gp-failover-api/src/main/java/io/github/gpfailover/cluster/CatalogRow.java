package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code gp_segment_configuration}.
 *
 * <p>It exists because the catalog is the master's own view of its cluster. For content -1 (master and standby) mode and status say
 * nothing about health: they are never probed (dialects §11, recordings 20 and 53). Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class CatalogRow {

    private static final Parts<CatalogRow> PARTS = Parts.of(CatalogRow.class)
            .and("location", CatalogRow::location)
            .and("role", CatalogRow::role)
            .and("dbid", CatalogRow::dbid)
            .and("content", CatalogRow::content)
            .and("preferredRole", CatalogRow::preferredRole)
            .and("synchronised", CatalogRow::synchronised)
            .and("up", CatalogRow::up)
            .and("address", CatalogRow::address)
            .and("unreadable", CatalogRow::unreadable);

    /** A number that the source does not report: {@code gpstate} prints neither dbid nor content (recording 06). */
    public static final int NOT_TOLD = -2;

    /** The two roles that the catalog knows. */
    public enum Role {
        /** {@code p}: the master, or a segment that takes writes. */
        PRIMARY,
        /** {@code m}: the standby, or a segment's mirror. */
        MIRROR
    }

    private final InstanceLocation location;
    private final Role role;
    private final int dbid;
    private final int content;
    private final Role preferredRole;
    private final boolean synchronised;
    private final boolean up;
    private final String address;
    private final Optional<String> unreadable;

    private CatalogRow(Builder from) {
        location = from.location;
        role = from.role;
        dbid = from.dbid;
        content = from.content;
        preferredRole = from.preferredRole;
        synchronised = from.synchronised;
        up = from.up;
        address = from.address;
        unreadable = from.unreadable;
    }

    /**
     * Begins a row: no dbid, no content, the preferred role the same as the role, not synchronised, not up, the address the name of its
     * host.
     *
     * @param location its location, by {@code hostname}
     * @param role the role that it has now
     * @return a builder
     * @throws NullPointerException if a part is null
     */
    public static Builder builder(InstanceLocation location, Role role) {
        return new Builder(location, role);
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
        Builder builder = new Builder(place, role);
        builder.dbid = dbid;
        builder.content = content;
        builder.preferredRole = preferredRole;
        builder.synchronised = synchronised;
        builder.up = up;
        builder.address = address;
        builder.unreadable = unreadable;
        return builder;
    }

    /** {@return where it lives, by {@code hostname}} */
    public InstanceLocation location() {
        return location;
    }

    /** {@return the role that it has now} */
    public Role role() {
        return role;
    }

    /**
     * {@return the instance's number; ids of standbys grow at each round (recordings 20, 53, 73); {@link CatalogRow#NOT_TOLD} where the
     * source has none}
     */
    public int dbid() {
        return dbid;
    }

    /**
     * {@return the segment's number; -1 for master and standby; {@link CatalogRow#NOT_TOLD} for a segment where the source has none}
     */
    public int content() {
        return content;
    }

    /** {@return the role that it was made for} */
    public Role preferredRole() {
        return preferredRole;
    }

    /** {@return whether {@code mode} is {@code s}} */
    public boolean synchronised() {
        return synchronised;
    }

    /** {@return whether {@code status} is {@code u}} */
    public boolean up() {
        return up;
    }

    /** {@return the name or address that other hosts reach it by} */
    public String address() {
        return address;
    }

    /**
     * {@return what of the row could not be read, where its location only stands for what the catalog says; empty for a plain
     * row}
     */
    public Optional<String> unreadable() {
        return unreadable;
    }

    /**
     * Gives the same row with its location spelled otherwise.
     *
     * @param spelled the location
     * @return the row
     * @throws NullPointerException if it is null
     */
    public CatalogRow at(InstanceLocation spelled) {
        return copyAt(spelled).build();
    }

    /**
     * Says whether this is the master or the standby.
     *
     * @return true for content -1
     */
    public boolean isMasterOrStandby() {
        return content == -1;
    }

    /**
     * Says whether this segment is not as it should be: down, or in its partner's role.
     *
     * @return true for a segment (content 0 and up) with status {@code d}, or whose role is not the preferred one
     */
    public boolean degraded() {
        return !isMasterOrStandby() && (!up || role != preferredRole);
    }

    /** Returns the row as a person would name it: content, role, location and what is wrong with it. */
    @Override
    public String toString() {
        return (content == NOT_TOLD ? "segment" : "content " + content)
                + (role == Role.PRIMARY ? " primary " : " mirror ")
                + location
                + (up ? "" : " down")
                + (role == preferredRole ? "" : " not in its preferred role")
                + unreadable.map(u -> " (" + u + ")").orElse("");
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
     * The builder of a catalog row. Null is refused with a {@link NullPointerException}, a part that is set twice with an
     * {@link IllegalStateException}. Not thread-safe.
     */
    public static final class Builder {

        private final Given given = new Given();
        private final InstanceLocation location;
        private final Role role;
        private int dbid = NOT_TOLD;
        private int content = NOT_TOLD;
        private Role preferredRole;
        private boolean synchronised;
        private boolean up;
        private String address;
        private Optional<String> unreadable = Optional.empty();

        private Builder(InstanceLocation location, Role role) {
            this.location = Checks.notNull(location, "location");
            this.role = Checks.notNull(role, "role");
            preferredRole = role;
            address = location.host().value();
        }

        /**
         * Sets {@link CatalogRow#dbid()}.
         *
         * @param dbid the instance's number
         * @return this builder
         */
        public Builder dbid(int dbid) {
            given.once("dbid");
            this.dbid = dbid;
            return this;
        }

        /**
         * Sets {@link CatalogRow#content()}.
         *
         * @param content the segment's number
         * @return this builder
         */
        public Builder content(int content) {
            given.once("content");
            this.content = content;
            return this;
        }

        /**
         * Sets {@link CatalogRow#preferredRole()}.
         *
         * @param preferredRole the role that it was made for
         * @return this builder
         */
        public Builder preferredRole(Role preferredRole) {
            given.once("preferredRole");
            this.preferredRole = Checks.notNull(preferredRole, "preferred role");
            return this;
        }

        /**
         * Sets {@link CatalogRow#synchronised()}.
         *
         * @param synchronised whether {@code mode} is {@code s}
         * @return this builder
         */
        public Builder synchronised(boolean synchronised) {
            given.once("synchronised");
            this.synchronised = synchronised;
            return this;
        }

        /**
         * Sets {@link CatalogRow#up()}.
         *
         * @param up whether {@code status} is {@code u}
         * @return this builder
         */
        public Builder up(boolean up) {
            given.once("up");
            this.up = up;
            return this;
        }

        /**
         * Sets {@link CatalogRow#address()}.
         *
         * @param address the name or address that other hosts reach it by
         * @return this builder
         */
        public Builder address(String address) {
            this.address = given.value("address", address);
            return this;
        }

        /**
         * Sets {@link CatalogRow#unreadable()}.
         *
         * @param unreadable what of the row could not be read, where its location only stands for what the catalog says
         * @return this builder
         */
        public Builder unreadable(Optional<String> unreadable) {
            this.unreadable = given.value("unreadable", unreadable);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public CatalogRow build() {
            return new CatalogRow(this);
        }
    }
}
