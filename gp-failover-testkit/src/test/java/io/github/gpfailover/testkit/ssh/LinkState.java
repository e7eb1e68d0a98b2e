package io.github.gpfailover.testkit.ssh;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a {@link FaultyLink} was ordered to do, as its pumps ask for it before each portion. */
final class LinkState {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<FaultyLink.Towards, Long> budget = new EnumMap<>(FaultyLink.Towards.class);
    private final Map<FaultyLink.Towards, Long> refill = new EnumMap<>(FaultyLink.Towards.class);
    private boolean swallow;
    private boolean frozen;
    private boolean ended;
    private Duration delay = Duration.ZERO;

    void swallow(boolean wanted) {
        change(() -> swallow = wanted);
    }

    void freeze(boolean wanted) {
        change(() -> frozen = wanted);
    }

    void delay(Duration each) {
        change(() -> delay = each);
    }

    void cutAfter(FaultyLink.Towards end, long bytes) {
        change(() -> budget.put(end, bytes));
    }

    void cutEachAfter(FaultyLink.Towards end, long bytes) {
        change(() -> {
            budget.put(end, bytes);
            refill.put(end, bytes);
        });
    }

    void mend() {
        change(() -> {
            swallow = false;
            frozen = false;
            delay = Duration.ZERO;
            budget.clear();
            refill.clear();
        });
    }

    void end() {
        change(() -> ended = true);
    }

    boolean swallows() {
        lock.lock();
        try {
            return swallow;
        } finally {
            lock.unlock();
        }
    }

    /** So many of the bytes may go; then the line is cut, or not. */
    record Leave(int bytes, boolean thenCut) {}

    /** Waits until a portion may go, and says how much of it. */
    Leave await(FaultyLink.Towards end, int bytes) {
        lock.lock();
        try {
            long wait = delay.toNanos();
            while (!ended && (frozen || wait > 0)) {
                if (frozen) {
                    changed.await();
                } else {
                    wait = changed.awaitNanos(wait);
                }
            }
            if (ended) {
                return new Leave(0, true);
            }
            long left = budget.getOrDefault(end, Long.MAX_VALUE);
            if (left > bytes) {
                budget.computeIfPresent(end, (e, n) -> n - bytes);
                return new Leave(bytes, false);
            }
            budget.remove(end);
            budget.putAll(refill);
            return new Leave((int) left, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Leave(0, true);
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
