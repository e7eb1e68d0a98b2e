package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.spi.Lease;
import java.time.InstantSource;

class InProcessLeaseContractTest extends LeaseContract {

    @Override
    protected Lease lease() {
        return new InProcessLease(InstantSource.system());
    }
}
