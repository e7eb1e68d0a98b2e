package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster is meant: where its master and standby run when all is as it was designed, and how its utilities are called.
 *
 * <p>It exists because none of this may depend on the luck of a login shell, and because when the master is gone its catalog can't
 * be asked. Immutable and thread-safe; made by {@link #builder(String)}.
 *
 * @since 0.1
 */
@Stable
public final class ClusterSpec {

    private static final Parts<ClusterSpec> PARTS = Parts.of(ClusterSpec.class)
            .and("name", ClusterSpec::name)
            .and("master", ClusterSpec::master)
            .and("standby", ClusterSpec::standby)
            .and("segmentHosts", ClusterSpec::segmentHosts)
            .and("adminUser", ClusterSpec::adminUser)
            .and("database", ClusterSpec::database)
            .and("home", ClusterSpec::home);

    private final String name;
    private final InstanceLocation master;
    private final Optional<InstanceLocation> standby;
    private final List<HostName> segmentHosts;
    private final SqlName adminUser;
    private final SqlName database;
    private final DataDirectory home;

    private ClusterSpec(Builder from) {
        name = HostName.of(Checks.notNull(from.name, "cluster name")).value();
        master = Given.needed(from.master, "master");
        standby = Optional.ofNullable(from.standby);
        segmentHosts = List.copyOf(from.segmentHosts);
        adminUser = from.adminUser;
        database = from.database;
        home = from.home;
        if (standby.filter(s -> s.host().equals(master.host())
                        && (s.port() == master.port() || s.dataDirectory().equals(master.dataDirectory())))
                .isPresent()) {
            throw new IllegalArgumentException("master and standby share host " + master.host()
                    + " and a port or data directory: give the standby its own, as standby(\"smdw\")");
        }
    }

    /** {@return the cluster's name, in reports and for the lease} */
    public String name() {
        return name;
    }

    /** {@return where the master lives by design} */
    public InstanceLocation master() {
        return master;
    }

    /** {@return where the standby lives by design; empty for a cluster that has none} */
    public Optional<InstanceLocation> standby() {
        return standby;
    }

    /** {@return the segment hosts, which the catalog tells too while there is a master} */
    public List<HostName> segmentHosts() {
        return segmentHosts;
    }

    /** {@return the operating-system and database user that owns the cluster} */
    public SqlName adminUser() {
        return adminUser;
    }

    /** {@return the database that is logged in to} */
    public SqlName database() {
        return database;
    }

    /**
     * {@return the directory that holds the environment script, {@code greenplum_path.sh} or the name that the product gives
     * it}
     */
    public DataDirectory home() {
        return home;
    }

    /**
     * Gives the locations that hold, or by design should hold, the master or its standby.
     *
     * @return master, then standby if there is one
     */
    public List<InstanceLocation> masterLocations() {
        List<InstanceLocation> all = new ArrayList<>();
        all.add(master);
        standby.ifPresent(all::add);
        return List.copyOf(all);
    }

    /**
     * Begins a specification. Defaults: port 5432, data directory {@code /data/master/gpseg-1}, no standby, no segment hosts,
     * user {@code gpadmin}, database {@code postgres}, home {@code /usr/local/greenplum-db}.
     *
     * @param name the cluster's name: letters, digits, {@code .}, {@code -} and {@code _}
     * @return a builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
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
     * The builder of a specification. A part that is set twice is refused with an {@link IllegalStateException}. Not thread-safe.
     */
    public static final class Builder {

        private static final int DEFAULT_PORT = 5432;
        private static final String DEFAULT_DIRECTORY = "/data/master/gpseg-1";

        private final Given given = new Given();
        private final String name;
        private @Nullable InstanceLocation master;
        private @Nullable InstanceLocation standby;
        private final Set<HostName> segmentHosts = new LinkedHashSet<>();
        private SqlName adminUser = SqlName.of("gpadmin");
        private SqlName database = SqlName.of("postgres");
        private DataDirectory home = DataDirectory.of("/usr/local/greenplum-db");

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Sets the master's host, with the default port and data directory.
         *
         * @param host its host
         * @return this builder
         * @throws NullPointerException if the host is null
         * @throws IllegalArgumentException if it is not a host name
         * @throws IllegalStateException if the master was said already
         */
        public Builder master(String host) {
            return master(host, DEFAULT_PORT, DEFAULT_DIRECTORY);
        }

        /**
         * Sets the master's location.
         *
         * @param host its host
         * @param port its port
         * @param dataDirectory its data directory
         * @return this builder
         * @throws NullPointerException if a part is null
         * @throws IllegalArgumentException if a part is not valid
         * @throws IllegalStateException if the master was said already
         */
        public Builder master(String host, int port, String dataDirectory) {
            if (master != null) {
                throw new IllegalStateException("master was already set to " + master + ": write master(...) once");
            }
            master = InstanceLocation.of(host, port, dataDirectory);
            return this;
        }

        /**
         * Sets the standby's host, with the default port and data directory.
         *
         * @param host its host
         * @return this builder
         * @throws NullPointerException if the host is null
         * @throws IllegalArgumentException if it is not a host name
         * @throws IllegalStateException if the standby was said already
         */
        public Builder standby(String host) {
            return standby(host, DEFAULT_PORT, DEFAULT_DIRECTORY);
        }

        /**
         * Sets the standby's location.
         *
         * @param host its host
         * @param port its port
         * @param dataDirectory its data directory
         * @return this builder
         * @throws NullPointerException if a part is null
         * @throws IllegalArgumentException if a part is not valid
         * @throws IllegalStateException if the standby was said already
         */
        public Builder standby(String host, int port, String dataDirectory) {
            if (standby != null) {
                throw new IllegalStateException("standby was already set to " + standby + ": write standby(...) once");
            }
            standby = InstanceLocation.of(host, port, dataDirectory);
            return this;
        }

        /**
         * Adds segment hosts.
         *
         * @param hosts their names
         * @return this builder
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if one is not a host name, or was added already
         */
        public Builder segmentHosts(String... hosts) {
            for (String host : Checks.notNull(hosts, "segment hosts")) {
                if (!segmentHosts.add(HostName.of(host))) {
                    throw new IllegalArgumentException("segment host " + host + " was given twice: write it once");
                }
            }
            return this;
        }

        /**
         * Says which user owns the cluster.
         *
         * @param user the user's name
         * @return this builder
         * @throws NullPointerException if the name is null
         * @throws IllegalArgumentException if the name would need quoting
         * @throws IllegalStateException if it was said already
         */
        public Builder adminUser(String user) {
            given.once("adminUser");
            adminUser = SqlName.of(user);
            return this;
        }

        /**
         * Says which database is logged in to.
         *
         * @param name the database's name
         * @return this builder
         * @throws NullPointerException if the name is null
         * @throws IllegalArgumentException if the name would need quoting
         * @throws IllegalStateException if it was said already
         */
        public Builder database(String name) {
            given.once("database");
            database = SqlName.of(name);
            return this;
        }

        /**
         * Says where the product is installed.
         *
         * @param directory the directory that holds the environment script, {@code greenplum_path.sh} or the name that the product gives it
         * @return this builder
         * @throws NullPointerException if the path is null
         * @throws IllegalArgumentException if it is not a plain absolute path
         * @throws IllegalStateException if it was said already
         */
        public Builder home(String directory) {
            given.once("home");
            home = DataDirectory.of(directory);
            return this;
        }

        /**
         * Makes the specification.
         *
         * @return the specification
         * @throws IllegalStateException if no master was said
         * @throws IllegalArgumentException if the name is not valid, or master and standby are at one location
         */
        public ClusterSpec build() {
            if (master == null) {
                throw new IllegalStateException("no master was given: write .master(\"mdw\") before .build()");
            }
            return new ClusterSpec(this);
        }
    }
}
