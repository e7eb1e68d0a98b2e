package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.internal.ssh.SshFront;
import java.nio.file.Path;
import java.util.List;

/**
 * SSH servers on this machine's loopback address, one for each host of a simulated cluster: test your tool over real SSH without
 * a host.
 *
 * <p>It exists because between a tool and its hosts are connections, keys, quoting and jump hosts, and a model that is called as a
 * Java object has none of them. Here a command goes through a real client, a real connection and back; only the host that runs it
 * is the model.
 *
 * <pre>{@code
 * try (SimulatedCluster cluster = SimulatedCluster.builder().build();
 *         SimulatedSshServers servers = SimulatedSshServers.start(cluster);
 *         SshTransport ssh = servers.transport().build()) {
 *     CommandResult result = ssh.execute(HostName.of("mdw"), Command.of("ps", "-ef"));
 *     assertThat(result.stdout()).contains("gpseg-1");
 * }
 * }</pre>
 *
 * <p>Each server has a host key of its own, and takes one client key, made for the occasion: {@link #knownHosts()} and
 * {@link #privateKey()} are their files, for any SSH client. Each server lets connections through to the others, as a jump host does.
 *
 * <p>What the model says is felt on the connections:
 * <ul>
 * <li>A host without power, or whose link from where the connection comes is cut, closes a connection when the client has sent its first bytes, and
 * a connection that stands already when the next command is to be started on it: the command has not
 *       run. A tunnel over a cut link is refused.
 *   <li>A command whose end the model says is unknown (lost, or not ended in time) drops the connection.
 *   <li>A command that the model has no answer for, and any text that {@code SshTransport} would not send, is refused with exit
 *       status 127 and a message on standard error, and remembered in {@link #refused()}.
 * </ul>
 *
 * <p>Time in the model is virtual, and that of a client is not: a client's deadlines, keepalives and circuit breakers go by the
 * real clock. The model does not know a command's time-out; a command that never ends takes an hour of the model's time, none of
 * yours, and then drops the connection. There is no terminal, no login shell and no file transfer. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedSshServers implements AutoCloseable {

    private final SshFront front;

    private SimulatedSshServers(SshFront front) {
        this.front = front;
    }

    /**
     * Starts a server for each host of a cluster, on a free port each. The controller has none.
     *
     * @param cluster the cluster
     * @return the servers, which take connections now; starting others for the same cluster is allowed
     * @throws NullPointerException if the cluster is null
     * @throws java.io.UncheckedIOException if no port or no temporary directory could be had; nothing is left behind
     */
    public static SimulatedSshServers start(SimulatedCluster cluster) {
        return new SimulatedSshServers(SshFront.start(Checks.notNull(cluster, "cluster")));
    }

    /**
     * Begins a transport that knows the servers: their endpoints, host keys and the client's key. It reads no OpenSSH settings file and
     * asks no agent, so a test with it is the same on every machine.
     *
     * @return a builder, for settings of your own such as jump hosts; a new one each time
     */
    public SshTransportBuilder transport() {
        SshTransportBuilder builder = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(knownHosts()))
                .privateKey(privateKey());
        endpoints().forEach(builder::host);
        return builder;
    }

    /**
     * Says where each host is reached, and as whom.
     *
     * @return one endpoint for each host, in the cluster's order
     */
    public List<SshEndpoint> endpoints() {
        return front.endpoints();
    }

    /**
     * Says where a host is reached.
     *
     * @param host the host
     * @return its endpoint
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if the cluster has no such host
     */
    public SshEndpoint endpoint(String host) {
        HostName name = HostName.of(host);
        return endpoints().stream()
                .filter(e -> e.host().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "host was '" + host + "' but there are servers only for " + endpoints()));
    }

    /**
     * Gives the file that holds the servers' host keys, in the form of OpenSSH.
     *
     * @return its path; {@link #close()} removes the file
     */
    public Path knownHosts() {
        return front.knownHosts();
    }

    /**
     * Gives the file of the private key that all servers let in, in the form of OpenSSH and without a passphrase.
     *
     * @return its path; {@link #close()} removes the file
     */
    public Path privateKey() {
        return front.privateKey();
    }

    /**
     * Lists what was refused because the model could not do it truthfully. Read it first when a test of a new command fails.
     *
     * @return host and reason, in the order in which they came; empty if all was understood
     */
    public List<String> refused() {
        return front.refused();
    }

    /**
     * Stops the servers, drops their connections, and removes the two files and their directory. No socket is left, and no thread but
     * an idle daemon for each tunnel through a jump host, which ends by itself after a minute. The cluster is not closed. Closing twice
     * changes nothing.
     */
    @Override
    public void close() {
        front.close();
    }

    /** Returns the endpoints. */
    @Override
    public String toString() {
        return "SSH servers " + endpoints();
    }
}
