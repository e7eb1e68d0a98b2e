package io.github.gpfailover.ssh.internal.line;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The number of sessions that a connection still has free. It exists because a server allows only so many on one connection ({@code MaxSessions},
 * 10 in OpenSSH), and refuses the next one where a caller would rather wait. A session that was left and that the server has not closed yet,
 * because its command still runs, still counts there.
 */
public final class Sessions {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private int most;
    private int used;
    private int left;

    Sessions(int most) {
        this.most = most;
    }

    /** Waits for leave to open a session; false if there was none in time. */
    public boolean acquire(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = nanos;
            while (used >= most) {
                if (remaining <= 0) {
                    return false;
                }
                remaining = freed.awaitNanos(remaining);
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A session is closed. */
    public void release() {
        change(-1, 0);
    }

    /** A session was left, and is not closed yet. */
    public void leave() {
        change(-1, 1);
    }

    /** A session that was left is closed. */
    public void gone() {
        change(0, -1);
    }

    /**
     * Takes note that the server refused a session that was thought to be allowed; false if none but the refused one was open, so that
     * waiting does not help. One of those it allows is kept for ending commands. Called after {@link #release()}.
     */
    public boolean reduce() {
        lock.lock();
        try {
            if (used <= 0) {
                return false;
            }
            most = Math.max(1, Math.min(most, used - 1));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives how many sessions are allowed at once. */
    public int most() {
        lock.lock();
        try {
            return most;
        } finally {
            lock.unlock();
        }
    }

    /** Gives how many sessions are in use. */
    public int used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** Gives how many sessions were left and are not closed. */
    public int left() {
        lock.lock();
        try {
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void change(int ofUsed, int ofLeft) {
        lock.lock();
        try {
            used += ofUsed;
            left += ofLeft;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }
}
