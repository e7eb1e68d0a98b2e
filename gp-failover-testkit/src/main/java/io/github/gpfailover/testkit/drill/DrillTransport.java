package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.ssh.SimulatedSshServers;
import java.util.List;

/** The drill's transport to a simulated cluster: directly, or over SSH to servers in this process. */
final class DrillTransport implements AutoCloseable {

    /** The system property that says how. */
    static final String PROPERTY = "drill.transport";

    /** How. */
    enum Kind {
        DIRECT,
        SSH;

        /** Reads what was asked for. */
        static Kind of(String said) {
            return switch (said) {
                case "direct" -> DIRECT;
                case "ssh" -> SSH;
                default ->
                    throw new IllegalArgumentException(PROPERTY + " was " + Checks.shown(said)
                            + " but must be direct or ssh; write -D" + PROPERTY + "=ssh");
            };
        }
    }

    private final SimulatedCluster cluster;
    private SimulatedSshServers servers;
    private SshTransport ssh;

    private DrillTransport(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** Opens the transport. */
    static DrillTransport open(Kind kind, SimulatedCluster cluster) {
        DrillTransport opened = new DrillTransport(cluster);
        if (kind == Kind.SSH) {
            opened.servers = SimulatedSshServers.start(cluster);
            opened.ssh = opened.servers.transport().build();
        }
        return opened;
    }

    CommandTransport transport() {
        return ssh == null ? cluster : ssh;
    }

    /** Where the servers are; empty if there are none. */
    List<SshEndpoint> endpoints() {
        return servers == null ? List.of() : servers.endpoints();
    }

    /** Ends it, with an exception if a command was sent that the servers did not know. */
    @Override
    public void close() {
        if (servers == null) {
            return;
        }
        ssh.close();
        List<String> refused = servers.refused();
        servers.close();
        if (!refused.isEmpty()) {
            throw new IllegalStateException("the servers refused what they did not know: " + refused);
        }
    }
}
