package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The servers behind the exported class, which therefore shows nothing of how they are made. */
public final class SshFront implements AutoCloseable {

    private static final String USER = "gpadmin";

    private final List<SimulatedSshHost> hosts = new ArrayList<>();
    private final List<SshEndpoint> endpoints = new ArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final SharedIo io = new SharedIo();
    private final KeyDirectory files = new KeyDirectory();
    private Path knownHosts;
    private Path privateKey;

    private SshFront() {}

    /** Starts a server for each host. */
    public static SshFront start(SimulatedCluster cluster) {
        SshFront front = new SshFront();
        try {
            front.open(cluster);
            return front;
        } catch (RuntimeException e) {
            front.close();
            throw e;
        }
    }

    private void open(SimulatedCluster cluster) {
        KeyPair client = SshKeys.make();
        Routes routes = new Routes(cluster);
        StringBuilder known = new StringBuilder();
        for (HostName name : cluster.truth().hosts()) {
            HostShell.Home home = new HostShell.Home(name, cluster, routes, io.commands(), refused::add);
            SimulatedSshHost host = new SimulatedSshHost(
                    name, routes, io, USER, client.getPublic(), (channel, text) -> new HostShell(home, text));
            hosts.add(host);
            known.append(host.start()).append('\n');
            endpoints.add(
                    SshEndpoint.of(name.value(), USER).withAddress("127.0.0.1").withPort(host.port()));
        }
        knownHosts = files.write("known_hosts", known.toString());
        privateKey = files.write("id_ecdsa", SshKeys.privateKeyFile(client, null));
    }

    /** Says where each host is reached. */
    public List<SshEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Gives the file of the host keys. */
    public Path knownHosts() {
        return knownHosts;
    }

    /** Gives the client key's file. */
    public Path privateKey() {
        return privateKey;
    }

    /** Lists what was refused. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    @Override
    public void close() {
        hosts.forEach(SimulatedSshHost::close);
        io.close();
        files.close();
    }
}
