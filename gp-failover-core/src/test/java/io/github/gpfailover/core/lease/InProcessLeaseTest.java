package io.github.gpfailover.core.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.spi.Lease;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InProcessLeaseTest {

    private final InProcessLease leases = new InProcessLease(InstantSource.fixed(Instant.EPOCH));

    @Test
    void refusesASecondHolderByTheFirstOnesName() {
        try (Lease.Held first = leases.acquire("prod", "engine 1")) {
            assertThatThrownBy(() -> leases.acquire("prod", "engine 2"))
                    .isInstanceOf(LeaseHeldException.class)
                    .hasMessageContainingAll("cluster prod", "engine 1", "1970-01-01T00:00:00Z");
            assertThat(first.stillHeld()).isTrue();
        }
    }

    @Test
    void anotherClusterIsFree() {
        try (Lease.Held prod = leases.acquire("prod", "x");
                Lease.Held test = leases.acquire("test", "x")) {
            assertThat(prod.stillHeld()).isTrue();
            assertThat(test.stillHeld()).isTrue();
        }
    }

    @Test
    void theTokenGrowsWithEachHolder() {
        Lease.Held first = leases.acquire("prod", "x");
        first.close();
        Lease.Held second = leases.acquire("prod", "x");

        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        second.close();
    }

    @Test
    void eachLeaseObjectCountsInARealmOfItsOwn() {
        Lease.Held first = leases.acquire("prod", "x");
        Lease.Held other = new InProcessLease(InstantSource.system()).acquire("prod", "x");

        assertThat(first.realm()).matches("[A-Za-z0-9._-]{1,64}").isNotEqualTo(other.realm());
        first.close();
        assertThat(leases.acquire("prod", "y").realm()).isEqualTo(first.realm());
    }

    @Test
    void aClosedLeaseDoesNotGiveBackTheNextOnes() {
        Lease.Held first = leases.acquire("prod", "x");
        first.close();
        Lease.Held second = leases.acquire("prod", "x");

        first.close();

        assertThat(first.stillHeld()).isFalse();
        assertThat(second.stillHeld()).isTrue();
        second.close();
        assertThat(second.stillHeld()).isFalse();
    }

    @Test
    void ofManyThreadsOneGetsIt() {
        AtomicInteger refused = new AtomicInteger();

        IntStream.range(0, 100).parallel().forEach(i -> {
            try {
                leases.acquire("prod", "thread " + i);
            } catch (LeaseHeldException e) {
                refused.incrementAndGet();
            }
        });

        assertThat(refused).hasValue(99);
    }

    @Test
    void oneProcessSharesOneLease() {
        assertThat(InProcessLease.shared()).isSameAs(InProcessLease.shared());
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> leases.acquire(null, "x")).hasMessage("cluster must not be null");
        assertThatThrownBy(() -> leases.acquire("prod", null)).hasMessage("holder must not be null");
        assertThat(leases.acquire("prod", "x").stillHeld()).isTrue();
    }
}
