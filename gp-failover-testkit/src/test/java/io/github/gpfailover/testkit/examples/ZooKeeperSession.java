package io.github.gpfailover.testkit.examples;

import io.github.gpfailover.spi.Lease;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * A lease that is held: a session, and the node that ends with it.
 *
 * <p>The ensemble gives the node to another once it has not heard of the session for the session's time. So the lease counts as lost after
 * two thirds of that time without a renewal that was answered, counted from when that renewal was sent, by a clock that only runs
 * forward: an engine that was paused, or whose network is away, knows it before another can hold the lease. The third that is left is for
 * the servers, which tell each other of sessions each half tick. A renewal is a write, since a server that is cut off from the others goes
 * on answering reads.
 */
final class ZooKeeperSession implements Lease.Held {

    private static final int RENEWALS = 6;

    private final CuratorFramework client;
    private final String path;
    private final long token;
    private final long session;
    private final String realm;
    private final LongSupplier nanoTime;
    private final long usable;
    private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lease in ZooKeeper");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<?> renewals;
    private long renewed;
    private boolean over;

    ZooKeeperSession(CuratorFramework client, String path, Stat node, String realm, LongSupplier nanoTime, long asked) {
        this.client = client;
        this.path = path;
        this.token = node.getCzxid();
        this.session = node.getEphemeralOwner();
        this.realm = realm;
        this.nanoTime = nanoTime;
        this.renewed = asked;
        long lasting = TimeUnit.MILLISECONDS.toNanos(client.getZookeeperClient().getLastNegotiatedSessionTimeoutMs());
        this.usable = lasting / 3 * 2;
        client.getConnectionStateListenable().addListener((c, state) -> {
            if (state == ConnectionState.LOST) {
                lost();
            }
        });
        long pause = lasting / RENEWALS;
        renewals = renewing.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.NANOSECONDS);
    }

    private void renew() {
        if (!stillHeld()) {
            renewing.shutdown();
            return;
        }
        long asked = nanoTime.getAsLong();
        try {
            // Not through Curator: what it repeats may be sent in its next session.
            ZooKeeper server = client.getZookeeperClient().getZooKeeper();
            Stat node = new Stat();
            byte[] text = server.getData(path, false, node);
            if (server.getSessionId() != session || node.getCzxid() != token) {
                lost();
                return;
            }
            server.setData(path, text, node.getVersion());
            renewed(asked);
        } catch (KeeperException.NoNodeException | KeeperException.SessionExpiredException e) {
            lost();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // No answer: the next renewal asks again, and the time without one runs on.
        }
    }

    private synchronized void renewed(long asked) {
        renewed = asked;
    }

    private synchronized void lost() {
        over = true;
    }

    @Override
    public synchronized boolean stillHeld() {
        over |= nanoTime.getAsLong() - renewed >= usable;
        return !over;
    }

    @Override
    public long fencingToken() {
        return token;
    }

    @Override
    public String realm() {
        return realm;
    }

    /** Ends the session. If no server can be told, the node goes with the session's time. */
    @Override
    public void close() {
        lost();
        renewals.cancel(true);
        renewing.shutdown();
        boolean interrupted = Thread.interrupted();
        client.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
