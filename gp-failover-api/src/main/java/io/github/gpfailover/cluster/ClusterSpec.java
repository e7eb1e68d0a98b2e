package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which cluster is meant: where its master and standby live when all is as it was designed, and how its utilities are called.
 *
 * <p>Exists because none of this may depend on the luck of a login shell, and because when the master is gone its catalog can't
 * be asked. Immutable and thread-safe; made by {@link #builder(String)}.
 *
 * @param name the cluster's name, in reports and for the lease
 * @param master where the master lives by design
 * @param standby where the standby lives by design; empty for a cluster that has none
 * @param segmentHosts the segment hosts, which the catalog tells too while there is a master
 * @param adminUser the operating-system and database user that owns the cluster
 * @param database the database that is logged in to
 * @param home the directory that holds the environment script, {@code greenplum_path.sh} or the name that the product gives it
 * @since 0.1
 */
public record ClusterSpec(
        String name,
        InstanceLocation master,
        Optional<InstanceLocation> standby,
        List<HostName> segmentHosts,
        SqlName adminUser,
        SqlName database,
        DataDirectory home) {

    /**
     * Checks and copies the parts.
     *
     * @param name the cluster's name, in reports and for the lease
     * @param master where the master lives by design
     * @param standby where the standby lives by design; empty for a cluster that has none
     * @param segmentHosts the segment hosts, which the catalog tells too while there is a master
     * @param adminUser the operating-system and database user that owns the cluster
     * @param database the database that is logged in to
     * @param home the directory that holds the environment script, {@code greenplum_path.sh} or the name that the product gives it
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the name is not a plain word, or master and standby are in one place
     */
    public ClusterSpec {
        HostName.of(Checks.notNull(name, "cluster name"));
        Checks.notNull(master, "master");
        Checks.notNull(standby, "standby");
        segmentHosts = List.copyOf(Checks.notNull(segmentHosts, "segment hosts"));
        Checks.notNull(adminUser, "admin user");
        Checks.notNull(database, "database");
        Checks.notNull(home, "home");
        if (standby.filter(s -> s.host().equals(master.host())
                        && (s.port() == master.port() || s.dataDirectory().equals(master.dataDirectory())))
                .isPresent()) {
            throw new IllegalArgumentException("master and standby share host " + master.host()
                    + " and a port or data directory: give the standby its own, as standby(\"smdw\")");
        }
    }

    /**
     * Gives the places that hold, or by design should hold, the master or its standby.
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

    /** Gathers a specification. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_PORT = 5432;
        private static final String DEFAULT_DIRECTORY = "/data/master/gpseg-1";

        private final String name;
        private InstanceLocation master;
        private InstanceLocation standby;
        private final Set<HostName> segmentHosts = new LinkedHashSet<>();
        private SqlName adminUser = SqlName.of("gpadmin");
        private SqlName database = SqlName.of("postgres");
        private DataDirectory home = DataDirectory.of("/usr/local/greenplum-db");

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Says where the master lives, with the default port and data directory.
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
         * Says where the master lives.
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
         * Says where the standby lives, with the default port and data directory.
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
         * Says where the standby lives.
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
         */
        public Builder adminUser(String user) {
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
         */
        public Builder database(String name) {
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
         */
        public Builder home(String directory) {
            home = DataDirectory.of(directory);
            return this;
        }

        /**
         * Makes the specification.
         *
         * @return the specification
         * @throws IllegalStateException if no master was said
         * @throws IllegalArgumentException if the name is not valid, or master and standby are in one place
         */
        public ClusterSpec build() {
            if (master == null) {
                throw new IllegalStateException("no master was given: write .master(\"mdw\") before .build()");
            }
            return new ClusterSpec(
                    name, master, Optional.ofNullable(standby), List.copyOf(segmentHosts), adminUser, database, home);
        }
    }
}
