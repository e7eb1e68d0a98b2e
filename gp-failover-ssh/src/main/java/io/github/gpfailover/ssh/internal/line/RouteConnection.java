package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.internal.route.Route;
import io.github.resilience4j.retry.Retry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection over one route: made when it is first needed, kept, made again when it has died.
 *
 * <p>It exists so that many threads share a connection, and one attempt at it. Thread-safe.
 */
final class RouteConnection {

    private static final Logger LOG = LoggerFactory.getLogger(RouteConnection.class);

    private final Route route;
    private final Connections lines;
    private final Reconnect reconnect;
    private CompletableFuture<HostConnection> current;
    private Attempt underWay;
    private TransportException lastFailure;
    private long failedAt;
    private boolean closed;

    RouteConnection(Route route, Connections lines, Reconnect reconnect) {
        this.route = route;
        this.lines = lines;
        this.reconnect = reconnect;
    }

    /** Gives the connection, and makes it if there is none. */
    HostConnection wire(Deadline deadline) throws InterruptedException {
        CompletableFuture<HostConnection> made = current();
        try {
            return made.get(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TransportException(
                    Reason.NO_ANSWER,
                    Phase.CONNECT,
                    route.target().host(),
                    "no connection to " + route + " was made within the command's own time; nothing was sent",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransportException t) {
                throw Repeated.of(t, "");
            }
            throw new IllegalStateException("connecting to " + route + " failed in an unforeseen way", e.getCause());
        }
    }

    /** Connects no more. The connection that there is, is not ended here. */
    void close() {
        CompletableFuture<HostConnection> last;
        Attempt attempt;
        synchronized (this) {
            closed = true;
            last = current;
            attempt = underWay;
            current = null;
        }
        if (last != null) {
            last.completeExceptionally(closedFault());
        }
        if (attempt != null) {
            attempt.giveUp();
        }
    }

    private synchronized CompletableFuture<HostConnection> current() {
        if (closed) {
            throw closedFault();
        }
        if (current != null
                && current.isDone()
                && (current.isCompletedExceptionally() || !current.join().usable())) {
            current = null;
        }
        if (current == null) {
            if (!reconnect.mayConnect()) {
                throw Repeated.of(
                        lastFailure,
                        " (" + (System.nanoTime() - failedAt) / 1_000_000 + " ms ago, and not tried again yet)");
            }
            CompletableFuture<HostConnection> next = new CompletableFuture<>();
            long began = System.nanoTime();
            if (!lines.run(() -> connect(next, reconnect.attempts(), began))) {
                throw closedFault();
            }
            current = next;
        }
        return current;
    }

    /** The way to all hosts was gone and is back: this one is tried again when it is needed next. */
    synchronized void wayIsBack() {
        if (lastFailure != null) {
            reconnect.over();
        }
    }

    private void connect(
            CompletableFuture<HostConnection> result, Retry.AsyncContext<HostConnection> attempts, long began) {
        HostConnection before = null;
        if (route.jumps()) {
            try {
                before = lines.line(route.before())
                        .wire(Deadline.in(route.before().target().connectTimeout()));
            } catch (TransportException e) {
                fail(result, throughFailed(e), began);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(result, closedFault(), began);
                return;
            }
        }
        Attempt attempt = new Attempt(route, before, lines.ways());
        CompletableFuture<HostConnection> unused =
                attempt.made().whenComplete((wire, e) -> ended(result, attempts, began, wire, e));
        synchronized (this) {
            underWay = attempt;
        }
        if (result.isDone()) {
            attempt.giveUp();
        } else {
            attempt.run();
        }
    }

    private void ended(
            CompletableFuture<HostConnection> result,
            Retry.AsyncContext<HostConnection> attempts,
            long began,
            HostConnection wire,
            Throwable e) {
        synchronized (this) {
            underWay = null;
        }
        if (e != null) {
            long waitMillis = attempts.onError(e);
            boolean again = waitMillis >= 0 && !result.isDone();
            if (!again || !lines.later(() -> connect(result, attempts, began), waitMillis)) {
                fail(result, e, began);
            }
            return;
        }
        attempts.onComplete();
        LOG.debug("connected to {} in {} ms", route, (System.nanoTime() - began) / 1_000_000);
        reconnect.connected(System.nanoTime() - began);
        if (!lines.keep(wire) || !result.complete(wire)) {
            wire.die(HostConnection.CLOSED);
        }
    }

    private void fail(CompletableFuture<HostConnection> result, Throwable e, long began) {
        synchronized (this) {
            lastFailure = e instanceof TransportException t
                    ? t
                    : new TransportException(
                            Reason.CONNECT, route.target().host(), "no connection to " + route + ": " + e, e);
            failedAt = System.nanoTime();
            reconnect.failed(failedAt - began, e);
        }
        result.completeExceptionally(lastFailure);
    }

    private TransportException throughFailed(TransportException e) {
        return new TransportException(
                e.reason(),
                e.phase(),
                route.target().host(),
                "no connection to " + route + ", because the way there failed: " + e.getMessage(),
                e);
    }

    private TransportException closedFault() {
        return new TransportException(
                Reason.NOT_STARTED, route.target().host(), "nothing was run: the transport is closed", null);
    }
}
