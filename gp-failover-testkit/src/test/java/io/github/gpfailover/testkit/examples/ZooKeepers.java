package io.github.gpfailover.testkit.examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooKeeper;

/** A ZooKeeper in the test's process, and its clients. */
final class ZooKeepers implements AutoCloseable {

    private final TestingServer server;
    private final int session;
    private final List<CuratorFramework> clients = new CopyOnWriteArrayList<>();

    /** Starts a server with sessions of that many milliseconds, 10 ticks. */
    ZooKeepers(int session) throws Exception {
        this.session = session;
        server = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, 1, session / 10, -1), true);
    }

    int port() {
        return server.getPort();
    }

    /** Makes clients of the server itself. */
    Supplier<CuratorFramework> clients() {
        return clients(port());
    }

    /** Makes clients of a port that leads there. */
    Supplier<CuratorFramework> clients(int port) {
        return () -> {
            CuratorFramework client = CuratorFrameworkFactory.builder()
                    .connectString("127.0.0.1:" + port)
                    .sessionTimeoutMs(session)
                    .connectionTimeoutMs(session)
                    .retryPolicy(new RetryNTimes(3, 100))
                    .build();
            clients.add(client);
            return client;
        };
    }

    /** Ends the session of the last client on the server, and waits until all who listen to the client were told. */
    void endLastSession() throws Exception {
        CuratorFramework client = clients.get(clients.size() - 1);
        CountDownLatch told = new CountDownLatch(1);
        client.getConnectionStateListenable().addListener((c, state) -> {
            // Listeners are told in no order, but all of them of the loss before any of the next session.
            if (state == ConnectionState.RECONNECTED) {
                told.countDown();
            }
        });
        ZooKeeper held = client.getZookeeperClient().getZooKeeper();
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper twin = new ZooKeeper(
                server.getConnectString(),
                session,
                e -> connected.countDown(),
                held.getSessionId(),
                held.getSessionPasswd());
        connected.await();
        twin.close();
        told.await();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
