package io.github.gpfailover.testkit.postgres;

import io.github.gpfailover.core.lease.JdbcLease;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.testkit.contract.LeaseContract;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class JdbcLeaseOnNewestContractTest extends LeaseContract {

    private String schema;
    private HandSetTime time;

    @Override
    protected Lease lease() {
        schema = StoreServer.newSchema();
        time = new HandSetTime();
        return again().orElseThrow();
    }

    @Override
    protected Optional<Lease> again() {
        return Optional.of(JdbcLease.in(StoreServer.of("newest").source())
                .schema(schema)
                .sleeper(time)
                .build());
    }

    /** It expires there, and its holder's time is over too. */
    @Override
    protected boolean lose(String cluster, Lease.Held held) throws SQLException {
        StoreServer.of("newest")
                .sql("update " + schema
                        + ".lease set expires = clock_timestamp() - interval '1 second', token = token");
        time.leap(Duration.ofSeconds(27));
        return true;
    }
}
