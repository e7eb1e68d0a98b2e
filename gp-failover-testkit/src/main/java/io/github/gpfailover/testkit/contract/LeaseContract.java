package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.stability.Evolving;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What any {@link Lease} must keep to; each test is one requirement, and its display name says it.
 *
 * <p>It exists because two engines on one cluster can undo each other's proofs: a lease that two hold, or a token that shrinks, makes two
 * masters. Extend it, and supply the lease.
 *
 * <pre>{@code
 * class MyLeaseContractTest extends LeaseContract {
 *     @Override
 *     protected Lease lease() {
 *         return new MyLease(emptyStore);
 *     }
 *
 *     @Override
 *     protected Optional<Lease> again() {
 *         return Optional.of(new MyLease(sameStore));
 *     }
 *
 *     @Override
 *     protected boolean lose(String cluster, Lease.Held held) {
 *         expire(sameStore, cluster);
 *         return true;
 *     }
 * }
 * }</pre>
 *
 * <p>Tests do not depend on each other.
 *
 * @since 0.1
 */
@Evolving
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class LeaseContract {

    private static final String REALM = "[A-Za-z0-9._-]{1,64}";

    private Lease lease;

    /** Makes the contract; a subclass needs no arguments. */
    protected LeaseContract() {}

    /**
     * Makes a lease that nobody holds, fresh for each test.
     *
     * @return the lease
     * @throws Exception if making it fails; the test fails then
     */
    protected abstract Lease lease() throws Exception;

    /**
     * Makes another lease over the store of the last {@link #lease()}, as another process would.
     *
     * @return by default empty, for a lease that its process does not outlive: then the tests that need it are skipped
     * @throws Exception if making it fails; the test fails then
     */
    protected Optional<Lease> again() throws Exception {
        return Optional.empty();
    }

    /**
     * Takes a lease away from its holder, as an expiry or a hand in the store does, and returns once the holder can know it.
     *
     * @param cluster the cluster's key
     * @param held the lease that is held
     * @return by default false, for a lease that can't be lost: then the test that needs it is skipped
     * @throws Exception if that fails; the test fails then
     */
    protected boolean lose(String cluster, Lease.Held held) throws Exception {
        return false;
    }

    @BeforeEach
    final void makeLease() throws Exception {
        lease = lease();
    }

    @Test
    @DisplayName("while one holds it, another is refused, and told who holds it")
    void refusesASecond() {
        try (Lease.Held held = lease.acquire("prod", "execution e1")) {
            assertThat(held.stillHeld()).isTrue();
            assertThatExceptionOfType(LeaseHeldException.class)
                    .isThrownBy(() -> lease.acquire("prod", "execution e2"))
                    .satisfies(e -> assertThat(e.holder()).contains("execution e1"))
                    .satisfies(e -> assertThat(e.since()).isNotNull())
                    .withMessageContaining("prod");
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    @DisplayName("the leases of two clusters have nothing to do with each other, whatever their keys are")
    void anyKey() {
        List<String> keys = List.of(
                "prod",
                "prod2",
                "7012345678901234567",
                "../prod",
                "a b/c",
                "per%cent",
                "quo'te\"",
                "grün",
                "gr-n",
                "x".repeat(300));

        List<Lease.Held> all =
                keys.stream().map(key -> lease.acquire(key, "for " + key)).toList();

        assertThat(all).allMatch(Lease.Held::stillHeld);
        assertThat(keys)
                .allSatisfy(key -> assertThatExceptionOfType(LeaseHeldException.class)
                        .isThrownBy(() -> lease.acquire(key, "x"))
                        .satisfies(e -> assertThat(e.holder()).contains("for " + key)));
        all.forEach(Lease.Held::close);
    }

    @Test
    @DisplayName("the token grows with each holder, in one realm")
    void tokenGrows() {
        Lease.Held before = lease.acquire("prod", "first");
        before.close();
        for (int i = 0; i < 3; i++) {
            Lease.Held next = lease.acquire("prod", "next");

            assertThat(next.realm()).matches(REALM).isEqualTo(before.realm());
            assertThat(next.fencingToken()).isGreaterThan(before.fencingToken());
            next.close();
            before = next;
        }
    }

    @Test
    @DisplayName("what was given back is free at once, and is never held again")
    void givenBack() {
        Lease.Held first = lease.acquire("prod", "first");
        first.close();

        assertThat(first.stillHeld()).isFalse();
        try (Lease.Held second = lease.acquire("prod", "second")) {
            assertThat(second.stillHeld()).isTrue();
            assertThat(first.stillHeld()).isFalse();
        }
    }

    @Test
    @DisplayName("to give it back twice does not take it from the next holder")
    void closedTwice() {
        Lease.Held first = lease.acquire("prod", "first");
        first.close();
        try (Lease.Held second = lease.acquire("prod", "second")) {
            first.close();

            assertThat(second.stillHeld()).isTrue();
            assertThatExceptionOfType(LeaseHeldException.class).isThrownBy(() -> lease.acquire("prod", "third"));
        }
    }

    @Test
    @DisplayName("of many threads, one gets it")
    void oneWinner() {
        Queue<Lease.Held> got = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 16).parallel().forEach(i -> {
            try {
                got.add(lease.acquire("prod", "thread " + i));
            } catch (LeaseHeldException e) {
                assertThat(e.holder()).isNotBlank();
            }
        });

        assertThat(got).singleElement().matches(Lease.Held::stillHeld);
        got.forEach(Lease.Held::close);
    }

    @Test
    @DisplayName("another thread can give it back")
    void givenBackElsewhere() throws InterruptedException {
        Lease.Held held = lease.acquire("prod", "first");
        Thread other = new Thread(held::close);
        other.start();
        other.join();

        assertThat(held.stillHeld()).isFalse();
        lease.acquire("prod", "second").close();
    }

    @Test
    @DisplayName("an interrupted thread can take it and give it back, and stays interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();
        try {
            Lease.Held held = lease.acquire("prod", "first");
            assertThat(held.stillHeld()).isTrue();
            held.close();
            lease.acquire("prod", "second").close();
        } finally {
            // The flag must not reach the next test.
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @DisplayName("another process is refused while it is held, and gets a later token afterwards")
    void anotherProcess() throws Exception {
        Lease other = other();
        Lease.Held first = lease.acquire("prod", "first");
        assertThatExceptionOfType(LeaseHeldException.class)
                .isThrownBy(() -> other.acquire("prod", "second"))
                .satisfies(e -> assertThat(e.holder()).contains("first"));
        assertThat(first.stillHeld()).isTrue();
        first.close();

        try (Lease.Held second = other.acquire("prod", "second")) {
            assertThat(second.realm()).isEqualTo(first.realm());
            assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
            assertThatExceptionOfType(LeaseHeldException.class).isThrownBy(() -> lease.acquire("prod", "third"));
        }
    }

    @Test
    @DisplayName("one that was lost is never held again, and its close leaves the next holder's alone")
    void lost() throws Exception {
        Lease.Held first = lease.acquire("prod", "first");
        Assumptions.assumeTrue(lose("prod", first), "this lease can't be lost while its process lives");

        assertThat(first.stillHeld()).isFalse();
        try (Lease.Held second = again().orElse(lease).acquire("prod", "second")) {
            assertThat(first.stillHeld()).isFalse();
            first.close();
            assertThat(second.stillHeld()).isTrue();
            assertThat(second.realm() + " " + second.fencingToken())
                    .as("realm and token")
                    .isNotEqualTo(first.realm() + " " + first.fencingToken());
            if (second.realm().equals(first.realm())) {
                assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
            }
        }
    }

    @Test
    @DisplayName("null is refused, and takes nothing")
    @SuppressWarnings("NullAway")
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> lease.acquire(null, "x"));
        assertThatNullPointerException().isThrownBy(() -> lease.acquire("prod", null));
        lease.acquire("prod", "x").close();
    }

    private Lease other() throws Exception {
        Optional<Lease> other = again();
        Assumptions.assumeTrue(other.isPresent(), "no other process can share this lease");
        return other.orElseThrow();
    }
}
