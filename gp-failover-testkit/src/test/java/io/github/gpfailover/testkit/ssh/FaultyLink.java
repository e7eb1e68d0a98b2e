package io.github.gpfailover.testkit.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection to any port that goes wrong on order: a proxy on the loopback address that is closed, silent, frozen or cut. It begins
 * sound. Thread-safe.
 */
public final class FaultyLink implements AutoCloseable {

    /** The direction of bytes. */
    enum Towards {
        CLIENT,
        SERVER
    }

    private static final long LONGEST_END = 5000;

    private final int target;
    private final int port;
    private final Set<FaultyConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final LinkState state = new LinkState();
    private ServerSocket listener;
    private Thread acceptor;
    private boolean closed;

    private FaultyLink(int target) {
        this.target = target;
        listener = listen(0);
        port = listener.getLocalPort();
        acceptor = accept(listener);
    }

    /** Makes a link to that port of this machine. */
    public static FaultyLink to(int port) {
        return new FaultyLink(port);
    }

    /** Where clients connect to. */
    public int port() {
        return port;
    }

    /** How many connections were taken since it was made. */
    int connections() {
        return accepted.get();
    }

    /** How many of them are open. */
    int openConnections() {
        return open.size();
    }

    /** Waits until its clients have closed all connections; false if they have not in time. */
    boolean awaitNoConnection(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        synchronized (open) {
            long left = most.toMillis();
            while (!open.isEmpty() && left > 0) {
                open.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            return open.isEmpty();
        }
    }

    /** From now on nothing listens; connections that stand are left alone. */
    public synchronized void refuse() {
        closeListener();
    }

    /** From now on connections are taken, and never answered; those that stand are left alone. */
    void swallow() {
        state.swallow(true);
    }

    /** From now on no byte goes in either direction, and no connection is closed. */
    public void freeze() {
        state.freeze(true);
    }

    /** From now on each portion of bytes waits so long before it goes on. */
    void delay(Duration each) {
        state.delay(each);
    }

    /** Resets all connections that stand. */
    public void cut() {
        open.forEach(FaultyConnection::reset);
    }

    /**
     * Lets so many more bytes go in that direction, over all connections, and then resets the one that the last went over; once.
     */
    void cutAfterBytes(Towards end, long bytes) {
        state.cutAfter(end, bytes);
    }

    /** The same again and again. */
    void cutEachAfterBytes(Towards end, long bytes) {
        state.cutEachAfter(end, bytes);
    }

    /** Heals all but what was cut. */
    public synchronized void mend() {
        state.mend();
        if (listener == null && !closed) {
            listener = listen(port);
            acceptor = accept(listener);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeListener();
        state.end();
        open.forEach(FaultyConnection::reset);
    }

    private void closeListener() {
        if (listener != null) {
            quietly(listener);
            listener = null;
            try {
                // The system listens on as long as somebody stands in accept().
                acceptor.join(LONGEST_END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void gone(FaultyConnection connection) {
        synchronized (open) {
            open.remove(connection);
            open.notifyAll();
        }
    }

    private Thread accept(ServerSocket from) {
        return daemon("accept", () -> {
            while (true) {
                try {
                    take(from.accept());
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void take(Socket client) {
        accepted.incrementAndGet();
        FaultyConnection connection = new FaultyConnection(client, state);
        open.add(connection);
        if (state.swallows()) {
            return;
        }
        if (!connection.connect(target)) {
            gone(connection);
            return;
        }
        daemon("to-server", () -> {
            connection.pump(Towards.SERVER);
            gone(connection);
        });
        daemon("to-client", () -> connection.pump(Towards.CLIENT));
    }

    private static Thread daemon(String what, Runnable work) {
        Thread thread = new Thread(work, "faulty-link-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void quietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not there any more, which is what was wanted.
        }
    }
}
