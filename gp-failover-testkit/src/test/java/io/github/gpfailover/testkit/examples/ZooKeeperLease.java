package io.github.gpfailover.testkit.examples;

import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.spi.Lease;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * A lease in a ZooKeeper: an example to copy, for sites that run one.
 *
 * <p>A lease is an ephemeral node whose text names the holder; its {@code czxid} is the fencing token, since ZooKeeper counts all changes
 * with one number that only grows. Each lease has a session of its own: to end it is to give the node back, and nobody else's node can be
 * deleted by mistake. {@link ZooKeeperSession} says when it counts as lost.
 *
 * <p>The realm is a random name in a node that stays. It is made with the first lease, and anew in an ensemble that was set up anew.
 *
 * <p>Thread-safe.
 */
public final class ZooKeeperLease implements Lease {

    private static final String ROOT = "/gp-failover";
    private static final String REALM = ROOT + "/realm";
    private static final String LEASES = ROOT + "/leases/of-";
    /** How often a node is tried that was another's, and was gone when that one's name was read. */
    private static final int TRIES = 5;

    private final String controller;
    private final Supplier<CuratorFramework> clients;
    private final LongSupplier nanoTime;

    /**
     * A lease over clients that are not started yet, such as {@code CuratorFrameworkFactory.builder()...::build} makes. Whoever is refused
     * is told the controller's name. The session's time should be five ticks of the servers or more: 10 s by their defaults.
     */
    public ZooKeeperLease(String controller, Supplier<CuratorFramework> clients) {
        this(controller, clients, System::nanoTime);
    }

    /** The same with a clock that only runs forward. */
    ZooKeeperLease(String controller, Supplier<CuratorFramework> clients, LongSupplier nanoTime) {
        this.controller = controller;
        this.clients = clients;
        this.nanoTime = nanoTime;
    }

    @Override
    public Held acquire(String cluster, String holder) {
        if (cluster == null || holder == null) {
            throw new NullPointerException("cluster and holder must not be null");
        }
        // ZooKeeper's calls end at once on an interrupted thread. The engine has its own say about interrupts.
        boolean interrupted = Thread.interrupted();
        CuratorFramework client = clients.get();
        boolean taken = false;
        try {
            client.start();
            int within = client.getZookeeperClient().getConnectionTimeoutMs();
            if (!client.blockUntilConnected(within, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("no server of the ensemble answered within " + within + " ms");
            }
            Held held = take(client, cluster, holder);
            taken = true;
            return held;
        } catch (LeaseHeldException e) {
            throw e;
        } catch (InterruptedException e) {
            interrupted = true;
            throw notAsked(cluster, e);
        } catch (Exception e) {
            throw notAsked(cluster, e);
        } finally {
            if (!taken) {
                client.close();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static LeaseException notAsked(String cluster, Exception e) {
        return new LeaseException(
                "the lease of cluster " + cluster + " could not be asked for in ZooKeeper: " + e
                        + "; nothing was done. Try again once the ensemble answers",
                e);
    }

    private Held take(CuratorFramework client, String cluster, String holder) throws Exception {
        String path = LEASES + URLEncoder.encode(cluster, StandardCharsets.UTF_8);
        // Tells a node of ours from others' where the answer to its creation was lost.
        String text = holder + " of " + controller + "\n" + UUID.randomUUID();
        for (int tries = 0; tries < TRIES; tries++) {
            long asked = nanoTime.getAsLong();
            Stat stat = new Stat();
            String found = create(client, path, text, stat);
            long session = client.getZookeeperClient().getZooKeeper().getSessionId();
            if (found.equals(text) && stat.getEphemeralOwner() == session) {
                return new ZooKeeperSession(client, path, stat, realm(client), nanoTime, asked);
            }
            if (!found.isEmpty() && !found.equals(text)) {
                throw new LeaseHeldException(
                        cluster, found.lines().findFirst().orElseThrow(), Instant.ofEpochMilli(stat.getCtime()));
            }
        }
        throw new IllegalStateException("a node was there each of " + TRIES + " times, and was gone when it was read");
    }

    /** Creates a node, or reads the one that is there; empty if that one was gone by then. */
    private static String create(CuratorFramework client, String path, String text, Stat stat) throws Exception {
        try {
            client.create()
                    .storingStatIn(stat)
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.EPHEMERAL)
                    .forPath(path, text.getBytes(StandardCharsets.UTF_8));
            return text;
        } catch (KeeperException.NodeExistsException e) {
            return read(client, path, stat);
        }
    }

    private static String realm(CuratorFramework client) throws Exception {
        String realm = read(client, REALM, new Stat());
        if (!realm.isEmpty()) {
            return realm;
        }
        realm = UUID.randomUUID().toString();
        try {
            client.create().forPath(REALM, realm.getBytes(StandardCharsets.UTF_8));
            return realm;
        } catch (KeeperException.NodeExistsException e) {
            return read(client, REALM, new Stat());
        }
    }

    /** Reads a node's text, from a server that has all that was decided before; empty if it is not there. */
    private static String read(CuratorFramework client, String path, Stat stat) throws Exception {
        try {
            client.sync().forPath(path);
            return new String(client.getData().storingStatIn(stat).forPath(path), StandardCharsets.UTF_8);
        } catch (KeeperException.NoNodeException e) {
            return "";
        }
    }
}
