package io.github.gpfailover.testkit.examples;

import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.testkit.contract.LeaseContract;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("processes")
class ZooKeeperLeaseContractTest extends LeaseContract {

    /** Long enough for a machine that does much else. */
    private static final int SESSION = 30_000;

    private ZooKeepers zooKeeper;

    @Override
    protected Lease lease() throws Exception {
        zooKeeper = new ZooKeepers(SESSION);
        return again().orElseThrow();
    }

    @Override
    protected Optional<Lease> again() {
        return Optional.of(new ZooKeeperLease("a controller", zooKeeper.clients()));
    }

    /** Its session ends, as an administrator or an expiry ends it. */
    @Override
    protected boolean lose(String cluster, Lease.Held held) throws Exception {
        zooKeeper.endLastSession();
        return true;
    }

    @AfterEach
    void end() throws IOException {
        zooKeeper.close();
    }
}
