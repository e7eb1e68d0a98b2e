package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.internal.auth.Identities;
import io.github.gpfailover.ssh.internal.hostkey.KnownHosts;
import io.github.gpfailover.ssh.internal.route.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All connections of a transport, one a route, and the threads that serve them.
 *
 * <p>It exists so that closing the transport leaves nothing: whatever thread or socket there is hangs on this. Thread-safe.
 */
public final class Connections implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long IDLE_SECONDS = 5;
    private static final long CLOSING_SECONDS = 2;

    private final Map<Route, RouteConnection> lines = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor io;
    private final ScheduledThreadPoolExecutor timer;
    private final ConnectionSettings ways;
    private final KeepAlive pulse;
    private final Pauses pauses;
    private final Set<HostConnection> wires = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * How long a host that can't be reached is left alone.
     *
     * @param first after the first failure
     * @param longest at most, after doubling
     */
    public record Pauses(Duration first, Duration longest) {}

    /** Makes them; nothing is connected yet, and no thread runs. */
    public Connections(
            KnownHosts knownHosts, Identities identities, int sessions, Duration noticeWithin, Pauses pauses) {
        String name = "gp-failover-ssh-" + NUMBER.incrementAndGet();
        io = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads(name + "-io-"));
        timer = new ScheduledThreadPoolExecutor(1, threads(name + "-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        ways = new ConnectionSettings(Algorithms.config(), knownHosts, identities, sessions, timer, io());
        pulse = new KeepAlive(timer, io(), noticeWithin);
        this.pauses = pauses;
    }

    /** Gives the connection over a route, and makes it if there is none. */
    public HostConnection wire(Route route, Deadline deadline) throws InterruptedException {
        return line(route).wire(deadline);
    }

    /** Gives threads for what may hang. After the end nothing is run any more. */
    public Executor io() {
        // What can't be run after the end was about connections that are gone.
        return this::run;
    }

    /** Runs something on a thread that may hang; false if all is closed. */
    boolean run(Runnable task) {
        try {
            io.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Ends all connections and threads: politely where the other side takes it, else by taking the socket away. */
    @Override
    public void close() {
        closed = true;
        lines.values().forEach(RouteConnection::close);
        wires.forEach(wire -> run(wire::close));
        timer.shutdownNow();
        io.shutdown();
        boolean interrupted = !awaitEnd();
        wires.forEach(HostConnection::cut);
        io.shutdownNow();
        interrupted |= !awaitEnd();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the threads' end, at most the time for closing; false if the thread was interrupted meanwhile. */
    private boolean awaitEnd() {
        try {
            boolean unused = io.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    RouteConnection line(Route route) {
        if (closed) {
            throw new TransportException(
                    Reason.NOT_STARTED, route.target().host(), "nothing was run: the transport is closed", null);
        }
        RouteConnection line = lines.computeIfAbsent(
                route,
                r -> new RouteConnection(r, this, new Reconnect(r.toString(), pauses.first(), pauses.longest())));
        if (closed) {
            line.close();
        }
        return line;
    }

    ConnectionSettings ways() {
        return ways;
    }

    /** Does something on a thread of its own after a wait; false if all is closed. */
    public boolean later(Runnable what, long millis) {
        try {
            ScheduledFuture<?> unused = timer.schedule(() -> io().execute(what), millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Takes charge of a connection until its end; false if all is closed, and the connection has to be. */
    boolean keep(HostConnection wire) {
        wires.removeIf(w -> !w.alive());
        boolean alone = wires.isEmpty();
        wires.add(wire);
        if (alone) {
            // Nobody was connected: this machine's own network may have been away, and its hosts be there all the time.
            lines.values().forEach(RouteConnection::wayIsBack);
        }
        try {
            pulse.watch(wire);
        } catch (RejectedExecutionException e) {
            return false;
        }
        return !closed;
    }

    private static ThreadFactory threads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
