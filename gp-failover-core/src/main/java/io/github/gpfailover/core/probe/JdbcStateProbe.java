package io.github.gpfailover.core.probe;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.identity.CatalogNames;
import io.github.gpfailover.core.internal.jdbc.DataSourceLogin;
import io.github.gpfailover.core.internal.jdbc.DriverLogin;
import io.github.gpfailover.core.internal.jdbc.DriverProperties;
import io.github.gpfailover.core.internal.jdbc.Login;
import io.github.gpfailover.core.internal.jdbc.SessionMemory;
import io.github.gpfailover.core.internal.jdbc.SqlReader;
import io.github.gpfailover.core.internal.probe.LastAnswer;
import io.github.gpfailover.core.internal.probe.Snapshot;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.stability.Evolving;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A probe that sees a cluster over SQL: roles, catalog, replication, positions, version and timeline, by one login and one round trip a
 * server.
 *
 * <p>It exists because a login is the quickest question that a server can be asked, and needs no access to its host. All servers are asked
 * side by side. Each is asked for a session that dispatches; where that learns too little, for one in utility mode, which a new master
 * gives while its distributed transactions are not settled yet. What an answer means:
 *
 * <ul>
 *   <li>a session, not in recovery: {@code MASTER}, running;
 *   <li>a session in recovery ({@code hot_standby}), or a refusal with SQLSTATE {@code 57M02}: {@code STANDBY}, running. The refusal's
 * DETAIL has the replay position and the version (recordings 24, 25 and 47);
 *   <li>a refusal with {@code 57P03} (starting up, shutting down, in crash recovery): {@code TRANSIENT}, running;
 * <li>any other answer of the server, such as a wrong password: running, role unknown, with what to do;
 *   <li>a refused connection, silence, or bytes that are no PostgreSQL server's: unknown. A refused connection proves nothing: a session
 *       outlived its killed postmaster and went on to write (recordings b3 to b6).
 * </ul>
 *
 * <p><b>It never says {@code STOPPED}</b>: that takes a host's process table. An engine whose only probe this is can observe, but refuses
 * whatever needs proof that a server is stopped.
 *
 * <p>An observation changes nothing on any server. It ends within the request's timeout for the servers asked for, and within as much again
 * where the catalog names a standby beside them; connecting, login, each read and each statement have a bound of their own as well. The
 * probe keeps no connection: each is opened and closed within one observation. User and database are the specification's. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class JdbcStateProbe implements StateProbe {

    private final String how;
    private final Function<ClusterSpec, Login> logins;
    private final InstantSource clock;
    private final SessionMemory memory = new SessionMemory();
    private final LastAnswer lastAnswer = new LastAnswer();

    private JdbcStateProbe(String how, Function<ClusterSpec, Login> logins, InstantSource clock) {
        this.how = how;
        this.logins = logins;
        this.clock = clock;
    }

    /**
     * Begins a probe. Defaults: passwords from {@link DatabasePasswords#pgpass()}, the PostgreSQL driver's own TLS settings
     * ({@code sslmode=prefer}), the system's clock.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Observes the locations asked for, and at the standby that the catalog names if that is another location.
     *
     * @param request what to observe
     * @return what was seen, in the order asked for
     * @throws NullPointerException if the request is null
     * @throws InterruptedException if the thread was interrupted
     */
    @Override
    public ClusterState observe(ObservationRequest request) throws InterruptedException {
        Checks.notNull(request, "request");
        Login login = logins.apply(request.cluster());
        SqlReader eyes = new SqlReader(request, login, memory, lastAnswer, clock, Sleeper.system());
        return Snapshot.taken(request, eyes, clock, new CatalogNames());
    }

    /** Returns how it logs in: the names of the driver properties that were set, and no value. */
    @Override
    public String toString() {
        return "JdbcStateProbe(" + how + ")";
    }

    /** The builder of a probe's settings. Not thread-safe. */
    public static final class Builder {

        private final Given given = new Given();
        private @Nullable DatabasePasswords passwords;
        private final Map<String, String> properties = new TreeMap<>();
        private @Nullable Function<InstanceLocation, DataSource> dataSource;
        private @Nullable Function<InstanceLocation, DataSource> utilityDataSource;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /**
         * Says where passwords come from.
         *
         * @param source is asked right before each login
         * @return this builder
         * @throws NullPointerException if the source is null
         * @throws IllegalStateException if it was said already
         */
        public Builder passwords(DatabasePasswords source) {
            given.once("passwords");
            passwords = Checks.notNull(source, "password source");
            return this;
        }

        /**
         * Sets a property of the PostgreSQL driver: how the line is secured ({@code sslmode}, {@code sslrootcert}, {@code sslcert},
         * {@code sslkey}, {@code sslpassword}, {@code sslfactory} and others), and how the user proves who he is ({@code channelBinding},
         * {@code requireAuth}, {@code gssEncMode} and others). Host, user, password, timeouts, options and what else decides what is asked
         * and how long it takes are the probe's. The value is never shown.
         *
         * @param name the property's name, as the driver spells it
         * @param value its value
         * @return this builder
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if the property can't be set; the message lists those that can
         * @throws IllegalStateException if it was set already
         */
        public Builder property(String name, String value) {
            DriverProperties.check(name, value);
            given.once("property " + name);
            properties.put(name, value);
            return this;
        }

        /**
         * Sets several properties of the PostgreSQL driver, each as {@link #property(String, String)} does.
         *
         * @param all names and values
         * @return this builder
         * @throws NullPointerException if the map, a name or a value is null
         * @throws IllegalArgumentException if one of them can't be set
         * @throws IllegalStateException if one of them was set already
         */
        public Builder properties(Map<String, String> all) {
            Checks.notNull(all, "driver properties").forEach(this::property);
            return this;
        }

        /**
         * Takes connections from data sources of the caller's own, instead of opening them: for a pool, or TLS that the driver's
         * properties can't express. Each connection is closed at the end of an observation, with the network timeout that it came with. A source
         * without a login timeout is given one. A pool hands out sessions that began before: they show that the server runs, and not that it takes
         * new ones; a source that opens a connection each time shows more. The answers can be distinguished only with exceptions of
         * the PostgreSQL driver, as they are or as a cause.
         *
         * @param sources gives the source for a server; asked anew at each observation, from several threads
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder dataSource(Function<InstanceLocation, DataSource> sources) {
            given.once("dataSource");
            dataSource = Checks.notNull(sources, "data sources");
            return this;
        }

        /**
         * Takes utility-mode sessions from data sources of the caller's own: the driver's property {@code options} is
         * {@code -c gp_session_role=utility} there. Without them a server is asked for a dispatch session only.
         *
         * @param sources gives the source for a server; asked anew at each observation, from several threads
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder utilityDataSource(Function<InstanceLocation, DataSource> sources) {
            given.once("utilityDataSource");
            utilityDataSource = Checks.notNull(sources, "utility data sources");
            return this;
        }

        /**
         * Says whose time evidence is stamped with.
         *
         * @param source the wall clock
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was set already
         */
        public Builder clock(InstantSource source) {
            given.once("clock");
            clock = Checks.notNull(source, "clock");
            return this;
        }

        /**
         * Makes the probe.
         *
         * @return the probe
         * @throws IllegalStateException if data sources were given together with passwords or properties, which only the probe's own
         *     logins use, or utility data sources without data sources
         */
        public JdbcStateProbe build() {
            if (dataSource == null) {
                if (utilityDataSource != null) {
                    throw new IllegalStateException("utilityDataSource(...) needs dataSource(...) beside it");
                }
                DatabasePasswords source = passwords == null ? DatabasePasswords.pgpass() : passwords;
                Map<String, String> settings = Map.copyOf(properties);
                return new JdbcStateProbe(
                        "logins of its own, driver properties " + properties.keySet(),
                        c -> new DriverLogin(c, source::password, settings),
                        clock);
            }
            if (passwords != null || !properties.isEmpty()) {
                throw new IllegalStateException("dataSource(...) brings its own password and properties: leave out"
                        + " passwords(...) and property(...)");
            }
            Login login = new DataSourceLogin(dataSource, Optional.ofNullable(utilityDataSource));
            return new JdbcStateProbe("data sources of the caller's", c -> login, clock);
        }
    }
}
