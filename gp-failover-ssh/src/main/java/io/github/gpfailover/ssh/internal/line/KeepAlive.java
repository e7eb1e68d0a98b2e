package io.github.gpfailover.ssh.internal.line;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;

/**
 * The keep-alive of all connections. It exists because a host without power says nothing: each connection is asked for a sign of life four
 * times in the time that a death may go unnoticed, and one that has not answered for three quarters of it is ended.
 *
 * <p>sshj's own keep-alive takes a thread a connection, and hangs with the connection that it should watch.
 */
final class KeepAlive {

    private final ScheduledExecutorService timer;
    private final Executor io;
    private final Duration noticeWithin;

    KeepAlive(ScheduledExecutorService timer, Executor io, Duration noticeWithin) {
        this.timer = timer;
        this.io = io;
        this.noticeWithin = noticeWithin;
    }

    /** Watches a connection until it is dead. */
    void watch(HostConnection wire) {
        long interval = Math.max(1, noticeWithin.toNanos() / 4);
        Heart heart = new Heart(wire, 3 * interval);
        heart.beats = timer.scheduleAtFixedRate(heart, interval, interval, TimeUnit.NANOSECONDS);
    }

    private final class Heart implements Runnable {

        private final HostConnection wire;
        private final long longest;
        private volatile ScheduledFuture<?> beats;
        private volatile Promise<SSHPacket, ConnectionException> answer;
        private long askedAt;
        private boolean asked;

        Heart(HostConnection wire, long longest) {
            this.wire = wire;
            this.longest = longest;
        }

        @Override
        public void run() {
            if (!wire.alive()) {
                beats.cancel(false);
                io.execute(() -> wire.die("the other side closed it"));
                return;
            }
            Promise<SSHPacket, ConnectionException> pending = answer;
            if (asked && pending != null && pending.isFulfilled()) {
                asked = false;
            }
            if (!asked) {
                asked = true;
                askedAt = System.nanoTime();
                answer = null;
                io.execute(this::ask);
            } else if (System.nanoTime() - askedAt >= longest - 1_000_000) {
                beats.cancel(false);
                io.execute(() -> wire.die("no sign of life for " + noticeWithin.toMillis() * 3 / 4 + " ms"));
            }
        }

        // Even a "no" is a sign of life. Writing may hang on a dead connection, and is waited for like the answer.
        private void ask() {
            try {
                answer = wire.connection().sendGlobalRequest("keepalive@openssh.com", true, new byte[0]);
            } catch (SSHException e) {
                wire.failed(e);
            }
        }
    }
}
