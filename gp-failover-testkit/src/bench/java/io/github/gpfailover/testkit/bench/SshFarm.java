package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.ssh.SimulatedSshServers;
import java.io.IOException;

/**
 * Many servers in a process of their own. It keeps their memory out of the process whose memory is measured. It ends when its standard
 * input does.
 */
public final class SshFarm {

    private SshFarm() {}

    /** Starts the servers of a cluster with that many hosts, and prints where they are. */
    public static void main(String[] arguments) throws IOException {
        int hosts = Integer.parseInt(arguments[0]);
        try (SimulatedCluster cluster =
                        SimulatedCluster.builder().segmentHosts(hosts - 2).build();
                SimulatedSshServers servers = SimulatedSshServers.start(cluster)) {
            System.out.println(servers.knownHosts());
            System.out.println(servers.privateKey());
            for (SshEndpoint endpoint : servers.endpoints()) {
                System.out.println(endpoint.host() + " " + endpoint.user() + " " + endpoint.port());
            }
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Whoever started this ends it by closing the pipe.
            }
        }
    }
}
