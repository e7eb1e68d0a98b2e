package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.OutputListener.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A buffer in which a connection's reading thread leaves bytes, and from which a command's caller takes them. It exists so that the reading thread
 * never waits for a caller. Memory stays bounded, as the caller opens the window for more only after it has taken what is here.
 */
final class Receiver implements ChannelEvents {

    // How long nothing must come after the exit status before it is asked whether anything is still coming.
    private static final long QUIET_NANOS = 250_000_000L;
    // A process that was left behind may print for ever; what the command itself wrote fits into a pipe and a window.
    private static final long MOST_AFTER_EXIT = 4L << 20;

    /** Why the wait ended. */
    enum News {
        /** There is output for the listener, or the other side needs leave to send more. */
        MORE,
        /** The command has ended, and nothing has come for a while: perhaps nothing more will. */
        QUIET,
        /** Nothing more will come. */
        OVER,
        /** The time was up. */
        TIME
    }

    /** A piece of output for a listener. */
    record Piece(Stream stream, ByteBuffer bytes) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Preamble outMark;
    private final Preamble errMark;
    private final BoundedOutput out;
    private final BoundedOutput err;
    private final boolean listening;
    private List<Piece> pieces = new ArrayList<>();
    private boolean wanted;
    private boolean exited;
    private long afterExit;
    private long count;
    private boolean ended;
    private boolean closed;
    private boolean refused;
    private Throwable broken;
    private final boolean ofWorker;
    private String workersPid;
    private int answers;
    private OptionalInt status = OptionalInt.empty();
    private String notStarted;
    private long lastNews = System.nanoTime();

    /** Makes one for a line that prints the mark on both outputs; null for one that prints none. */
    Receiver(String mark, int mostBytes, boolean listening) {
        this(mark, mostBytes, listening, false);
    }

    private Receiver(String mark, int mostBytes, boolean listening, boolean ofWorker) {
        this.ofWorker = ofWorker;
        outMark = new Preamble(mark);
        errMark = new Preamble(mark);
        out = new BoundedOutput(mostBytes);
        err = new BoundedOutput(mostBytes);
        this.listening = listening;
    }

    /** Makes one for a command that a worker runs. */
    static Receiver ofWorker(int mostBytes, boolean listening) {
        return new Receiver(null, mostBytes, listening, true);
    }

    /** The worker has made a process for the command, which waits for leave to begin. */
    void begun(String pid) {
        news(() -> workersPid = pid);
    }

    /** The worker says how the command ended. Output may come after that. */
    void ended(int exitStatus) {
        news(() -> {
            status = OptionalInt.of(exitStatus);
            exited = true;
        });
    }

    /** The worker says that all output has come. */
    void worked() {
        news(this::allCame);
    }

    /** The worker says that the command still runs. */
    void running() {
        news(() -> answers++);
    }

    /** The worker says why the command could not be started. */
    void notStarted(String why) {
        news(() -> {
            notStarted = why;
            allCame();
        });
    }

    private void allCame() {
        exited = true;
        ended = true;
        closed = true;
    }

    @Override
    public void data(Stream stream, byte[] bytes, int offset, int length, boolean windowLow) {
        lock.lock();
        try {
            lastNews = System.nanoTime();
            count++;
            // A worker stops reading by itself.
            afterExit += exited && !ofWorker ? length : 0;
            boolean stdout = stream == Stream.STDOUT;
            int own = (stdout ? outMark : errMark).pass(bytes, offset, length);
            int count = own < 0 ? 0 : offset + length - own;
            if (count > 0) {
                (stdout ? out : err).add(bytes, own, count);
                if (listening) {
                    pieces.add(new Piece(stream, ByteBuffer.wrap(Arrays.copyOfRange(bytes, own, own + count))));
                    wanted = true;
                }
            }
            wanted |= windowLow;
            if (wanted) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void exited() {
        news(() -> exited = true);
    }

    @Override
    public void ended() {
        news(() -> ended = true);
    }

    @Override
    public void closed() {
        news(() -> closed = true);
    }

    @Override
    public void refused() {
        news(() -> refused = true);
    }

    @Override
    public void broke(Throwable why) {
        news(() -> broken = why);
    }

    /** Waits for news, at most that long. */
    News await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (true) {
                if (closed || refused || broken != null || afterExit > MOST_AFTER_EXIT) {
                    return News.OVER;
                }
                if (wanted) {
                    wanted = false;
                    return News.MORE;
                }
                long now = System.nanoTime();
                long quiet = exited ? lastNews + QUIET_NANOS - now : Long.MAX_VALUE;
                if (quiet <= 0) {
                    return News.QUIET;
                }
                if (end - now <= 0) {
                    return News.TIME;
                }
                long unused = changed.awaitNanos(Math.min(end - now, quiet));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins the quiet time anew: the other side has only now got leave to send more. */
    void calm() {
        lock.lock();
        try {
            lastNews = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Counts what has come, so that two counts can be compared. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the exit status that a worker told, if it has. */
    OptionalInt status() {
        lock.lock();
        try {
            return status;
        } finally {
            lock.unlock();
        }
    }

    /** Says whether a worker has told how it went, and can take another command. */
    boolean workerTold() {
        lock.lock();
        try {
            return ofWorker && ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a worker has made a process for the command, or told why it can't; false if it does neither. */
    boolean awaitBegin(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = nanos;
            while (workersPid == null && notStarted == null && !closed && broken == null && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return workersPid != null || notStarted != null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits at most that long; true if a worker has answered once more, or no answer is needed any more. */
    boolean awaitAnswer(int answersBefore, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = nanos;
            while (!answered(answersBefore) && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return answered(answersBefore);
        } finally {
            lock.unlock();
        }
    }

    private boolean answered(int before) {
        return answers != before || exited || closed || broken != null;
    }

    /** Counts how often a worker has said that the command still runs. */
    int answers() {
        lock.lock();
        try {
            return answers;
        } finally {
            lock.unlock();
        }
    }

    /** Says whether the command itself has ended. */
    boolean hasExited() {
        lock.lock();
        try {
            return exited;
        } finally {
            lock.unlock();
        }
    }

    /** Gives what a listener has not heard yet. */
    List<Piece> takePieces() {
        lock.lock();
        try {
            List<Piece> taken = pieces;
            pieces = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Gives all that was received; not to be called while something may still come. */
    Received received() {
        lock.lock();
        try {
            return new Received(
                    out.text(),
                    err.text(),
                    ofWorker ? workersPid != null : outMark.passed() && errMark.passed(),
                    ofWorker ? Objects.requireNonNullElse(workersPid, "") : outMark.rest(),
                    outMark.noise() + errMark.noise(),
                    (exited && ended) || (closed && broken == null),
                    status,
                    notStarted,
                    refused,
                    broken);
        } finally {
            lock.unlock();
        }
    }

    private void news(Runnable what) {
        lock.lock();
        try {
            what.run();
            count++;
            lastNews = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
