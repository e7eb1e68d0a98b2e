package io.github.gpfailover.ssh.internal.line;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The number of sessions that a connection still has free. It exists because a server allows only so many on one connection ({@code MaxSessions},
 * 10 in OpenSSH), and refuses the next one where a caller would rather wait. A session that was left and that the server has not closed yet,
 * because its command still runs, still counts there. So does one that is kept open for the next command.
 */
public final class Sessions {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private int most;
    private int used;
    private int left;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private boolean keeps = true;

    /** An open session that waits for a command. */
    public interface Kept {

        /** Says whether a command may go to it. */
        boolean usable();

        /** Closes it. */
        void drop();
    }

    /**
     * The leave to run a command.
     *
     * @param kept the session that it goes to, which is the caller's now; null if one may be opened
     */
    public record Leave(Kept kept) {}

    Sessions(int most) {
        this.most = most;
    }

    /**
     * Waits for a session that was kept, or for leave to open one; null if there was neither in time.
     *
     * @param fresh whether one that was kept will not do: one of those is closed if there is no leave otherwise
     */
    public Leave acquire(long nanos, boolean fresh) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (true) {
            List<Kept> useless = new ArrayList<>();
            lock.lockInterruptibly();
            try {
                Leave leave = now(fresh, useless);
                if (leave != null) {
                    return leave;
                }
                if (useless.isEmpty()) {
                    long remaining = end - System.nanoTime();
                    if (remaining <= 0) {
                        return null;
                    }
                    long unused = freed.awaitNanos(remaining);
                }
            } finally {
                lock.unlock();
                useless.forEach(Kept::drop);
            }
        }
    }

    private Leave now(boolean fresh, List<Kept> useless) {
        kept.removeIf(k -> !k.usable() && useless.add(k));
        if (!fresh && !kept.isEmpty()) {
            return new Leave(kept.pop());
        }
        if (used < most) {
            used++;
            return new Leave(null);
        }
        if (!kept.isEmpty()) {
            useless.add(kept.pop());
        }
        return null;
    }

    /** Gives leave to open a session if nobody has to wait for it, and another one stays free for the next command. */
    public boolean tryAcquire() {
        lock.lock();
        try {
            boolean free = used + 1 < most && !lock.hasWaiters(freed);
            used += free ? 1 : 0;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps an open session for the next command; false if none is kept any more. */
    public boolean keep(Kept session) {
        lock.lock();
        try {
            if (keeps) {
                kept.push(session);
                freed.signal();
            }
            return keeps;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a session no longer; false if it was not kept, as a command has it. */
    public boolean forget(Kept session) {
        lock.lock();
        try {
            return kept.remove(session);
        } finally {
            lock.unlock();
        }
    }

    /** Closes all sessions that are kept, and keeps none from now on. */
    void keepNone() {
        List<Kept> all;
        lock.lock();
        try {
            keeps = false;
            all = new ArrayList<>(kept);
            kept.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Kept::drop);
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

    /** Gives how many sessions are in use; one that is kept for the next command is not. */
    public int used() {
        lock.lock();
        try {
            return used - kept.size();
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
