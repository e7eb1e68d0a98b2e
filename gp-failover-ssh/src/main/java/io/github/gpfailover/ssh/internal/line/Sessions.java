package io.github.gpfailover.ssh.internal.line;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Exists because a server allows only so many sessions on one connection ({@code MaxSessions}, 10 in OpenSSH), and refuses the next one
 * where a caller would rather wait.
 */
public final class Sessions {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private int most;
    private int used;

    Sessions(int most) {
        this.most = most;
    }

    /** Waits for leave to open a session; false if there was none in time. */
    public boolean acquire(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (used >= most) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives leave back. */
    public void release() {
        lock.lock();
        try {
            used--;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes note that the server refused a session that was thought to be allowed; false if none but the refused one was open, so that
     * waiting does not help. Called after {@link #release()}.
     */
    public boolean reduce() {
        lock.lock();
        try {
            if (used <= 0) {
                return false;
            }
            most = Math.min(most, used);
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
}
