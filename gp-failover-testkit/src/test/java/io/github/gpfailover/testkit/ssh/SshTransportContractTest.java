package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.contract.CommandTransportContract;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SshTransportContractTest extends CommandTransportContract {

    private static final HostName HOST = HostName.of("mdw");
    private static final String NO_STATUS = "ends-without-a-status";

    private ShellServer server;
    private ShellServer between;
    private FaultyLink link;
    private FaultyLink closed;
    private FaultyLink silent;

    @BeforeEach
    void startServers() {
        startServersOnce();
    }

    @AfterEach
    void stopServers() {
        silent.close();
        closed.close();
        link.close();
        between.close();
        server.close();
    }

    @Override
    protected CommandTransport transport() {
        startServersOnce();
        return SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts(link.port()), between.knownHosts()))
                .privateKey(server.privateKey())
                .privateKey(between.privateKey())
                .connectTimeout(Duration.ofSeconds(3))
                .host(ShellServer.endpoint("mdw", link.port()))
                .host(between.endpoint("sdw1"))
                .host(ShellServer.endpoint("refuses", closed.port()))
                .host(ShellServer.endpoint("silent", silent.port()))
                .build();
    }

    @Override
    protected HostName host() {
        return HOST;
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

    @Override
    protected Optional<Command> commandWithoutExitStatus() {
        return Optional.of(Command.of("printf", "%s", NO_STATUS));
    }

    // The contract asks for a transport before this class's own preparations.
    private synchronized void startServersOnce() {
        if (server == null) {
            server = ShellServer.start(ShellServer.Options.plain().withoutExitStatusFor(NO_STATUS));
            between = ShellServer.start();
            link = FaultyLink.to(server.port());
            closed = FaultyLink.to(server.port());
            closed.refuse();
            silent = FaultyLink.to(server.port());
            silent.swallow();
        }
    }
}
