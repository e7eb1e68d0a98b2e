package io.github.gpfailover.core.lease;

import io.github.gpfailover.core.internal.process.ThisProcess;
import io.github.gpfailover.core.internal.store.RenewedLease;
import io.github.gpfailover.core.internal.store.SqlLease;
import io.github.gpfailover.core.internal.store.SqlStore;
import io.github.gpfailover.core.internal.store.StoreCall;
import io.github.gpfailover.core.internal.store.StoreException;
import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A lease among engines on any machines, in a PostgreSQL of the caller's, version 12 or later.
 *
 * <p>It exists for controllers on several machines. A lease is a row with holder, token and expiry. A thread renews it at each third of its
 * time. Whether it has expired is decided by the server's clock for those who want it, and by elapsed time for the one who holds it, who
 * takes it for lost a tenth of its time earlier: a jump of the controller's clock changes nothing. Where the server is out of reach, it
 * is held for the rest of its time. The lease of an engine that died is free when its time is over.
 *
 * <p>The database must not be the cluster that is failed over. A connection is taken from the data source for each call and given back.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class JdbcLease implements Lease {

    private final SqlLease sql;
    private final Duration lasting;
    private final Sleeper sleeper;

    private JdbcLease(SqlLease sql, Duration lasting, Sleeper sleeper) {
        this.sql = sql;
        this.lasting = lasting;
        this.sleeper = sleeper;
    }

    /**
     * Begins a lease in a database. Defaults: schema {@code gp_failover}, 30 s without a renewal, the system's sleeper.
     *
     * @param source gives connections; stays the caller's
     * @return a builder
     * @throws NullPointerException if the source is null
     */
    public static Builder in(DataSource source) {
        return new Builder(source);
    }

    /**
     * Makes the schema and its tables if they are not there. The first use does that too; this tells at the program's start.
     *
     * @throws LeaseException if they can't be made, or a later version of the library made them
     */
    public void prepare() {
        StoreCall.lease(sql::prepare);
    }

    @Override
    public Held acquire(String cluster, String holder) {
        Checks.notNull(cluster, "cluster");
        Checks.notNull(holder, "holder");
        long asked = sleeper.nanoTime();
        SqlLease.Taking taking = StoreCall.ofLease(() -> sql.take(cluster, holder + " of " + ThisProcess.name()));
        taking.other().ifPresent(other -> {
            throw new LeaseHeldException(cluster, other.name(), other.since());
        });
        SqlLease.Row row = taking.row().orElseThrow();
        return new HeldRow(row, new RenewedLease(cluster, new RowRenewal(sql, row), sleeper, lasting, asked));
    }

    private record RowRenewal(SqlLease sql, SqlLease.Row row) implements RenewedLease.Renewal {

        @Override
        public boolean renew() throws StoreException {
            return sql.renew(row);
        }

        @Override
        public void release() throws StoreException {
            sql.release(row);
        }
    }

    private record HeldRow(SqlLease.Row row, RenewedLease lease) implements Held {

        @Override
        public boolean stillHeld() {
            return lease.stillHeld();
        }

        @Override
        public long fencingToken() {
            return row.token();
        }

        @Override
        public String realm() {
            return row.realm();
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /** The builder of a lease. Not thread-safe. */
    public static final class Builder {

        private static final Duration LASTING = Duration.ofSeconds(30);
        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
        private static final int CALLS = 10;

        private final Given given = new Given();
        private final DataSource source;
        private String schema = "gp_failover";
        private Duration lasting = LASTING;
        private Sleeper sleeper = Sleeper.system();

        private Builder(DataSource source) {
            this.source = Checks.notNull(source, "data source");
        }

        /**
         * Names the schema of the tables. A {@code JdbcJournal} can share it.
         *
         * @param name lower-case letters, digits and underscores
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it has other characters or more than 63
         * @throws IllegalStateException if it was said already
         */
        public Builder schema(String name) {
            given.once("schema");
            schema = SqlStore.checkedSchema(name);
            return this;
        }

        /**
         * Says how long the lease lasts without a renewal: so long an engine goes on without the database, and so long others wait for one
         * that died. All engines of a cluster need not agree on it.
         *
         * @param time how long, a second or more
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it is shorter than a second
         * @throws IllegalStateException if it was said already
         */
        public Builder lasting(Duration time) {
            given.once("lasting");
            if (Checks.notNull(time, "lasting").compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("lasting was " + time + " but must be a second or more");
            }
            lasting = time;
            return this;
        }

        /**
         * Says how time passes between renewals.
         *
         * @param how the sleeper
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder sleeper(Sleeper how) {
            given.once("sleeper");
            sleeper = Checks.notNull(how, "sleeper");
            return this;
        }

        /**
         * Makes the lease. The database is not asked yet. A statement has a tenth of the lease's time, but no more than 5 s.
         *
         * @return the lease
         */
        public JdbcLease build() {
            Duration tenth = lasting.dividedBy(CALLS);
            Duration within = tenth.compareTo(LONGEST_CALL) < 0 ? tenth : LONGEST_CALL;
            return new JdbcLease(new SqlLease(new SqlStore(source, schema, within), lasting), lasting, sleeper);
        }
    }
}
