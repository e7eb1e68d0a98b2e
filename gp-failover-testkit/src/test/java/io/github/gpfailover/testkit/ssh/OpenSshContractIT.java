package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.contract.CommandTransportContract;
import io.github.gpfailover.testkit.internal.ssh.KeyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What any transport must do, done by the server that users have. */
@EnabledIfEnvironmentVariable(named = OpenSshServer.VARIABLE, matches = ".+", disabledReason = OpenSshServer.MISSING)
class OpenSshContractIT extends CommandTransportContract {

    private final KeyDirectory files = new KeyDirectory();
    private FaultyLink link;
    private FaultyLink closed;
    private FaultyLink silent;

    @AfterEach
    void closeLinks() {
        files.close();
        if (link != null) {
            link.close();
            closed.close();
            silent.close();
        }
    }

    @Override
    protected CommandTransport transport() throws IOException {
        OpenSshServer server = OpenSshServer.find();
        if (link == null) {
            link = FaultyLink.to(server.port());
            closed = FaultyLink.to(server.port());
            closed.refuse();
            silent = FaultyLink.to(server.port());
            silent.swallow();
        }
        String known = Files.readString(server.knownHosts());
        String onLink = known.replace("]:" + server.port() + " ", "]:" + link.port() + " ");
        return SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(files.write("known_hosts", known + onLink)))
                .privateKey(server.privateKey())
                .connectTimeout(Duration.ofSeconds(3))
                .host(at("mdw", link.port(), server))
                .host(server.endpoint("sdw1"))
                .host(at("refuses", closed.port(), server))
                .host(at("silent", silent.port(), server))
                .build();
    }

    @Override
    protected HostName host() {
        return HostName.of("mdw");
    }

    @Override
    protected Optional<HostName> unknownHost() {
        return Optional.of(HostName.of("no-such-host.invalid"));
    }

    @Override
    protected Optional<HostName> refusingHost() {
        return Optional.of(HostName.of("refuses"));
    }

    @Override
    protected Optional<HostName> silentHost() {
        return Optional.of(HostName.of("silent"));
    }

    @Override
    protected Optional<HostName> hostBetween() {
        return Optional.of(HostName.of("sdw1"));
    }

    @Override
    protected Optional<Runnable> connectionBreaker() {
        return Optional.of(link::cut);
    }

    private static SshEndpoint at(String host, int port, OpenSshServer server) {
        return server.endpoint(host).withPort(port);
    }
}
