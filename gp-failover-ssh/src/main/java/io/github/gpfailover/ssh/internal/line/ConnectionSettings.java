package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.ssh.internal.auth.Identities;
import io.github.gpfailover.ssh.internal.hostkey.KnownHosts;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.Config;

/**
 * What all connections of a transport share: settings, threads and the timer.
 *
 * @param sshj the algorithms
 * @param knownHosts who the hosts are
 * @param identities who we are
 * @param sessions how many commands may run at once on a connection
 * @param timer for what must happen later; nothing on it may hang
 * @param io threads for what may hang
 */
record ConnectionSettings(
        Config sshj,
        KnownHosts knownHosts,
        Identities identities,
        int sessions,
        ScheduledExecutorService timer,
        Executor io) {

    /** Does something later, on a thread that may hang. */
    ScheduledFuture<?> later(Runnable what, Duration wait) {
        return timer.schedule(() -> io.execute(what), wait.toNanos(), TimeUnit.NANOSECONDS);
    }
}
