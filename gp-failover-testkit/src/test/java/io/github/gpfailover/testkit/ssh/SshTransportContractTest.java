package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** What any transport must do, done by workers. */
@Tag("ssh")
class SshTransportContractTest extends SshContract {

    private static final String NO_STATUS = "ends-without-a-status";

    private ShellServer server;
    private ShellServer between;

    @BeforeEach
    void startServers() {
        startServersOnce();
    }

    @AfterEach
    void stopServers() {
        between.close();
        server.close();
    }

    @Override
    SshTransport transport(boolean workers) {
        startServersOnce();
        SshTransportBuilder builder = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts(link.port()), between.knownHosts()))
                .privateKey(server.privateKey())
                .privateKey(between.privateKey())
                .connectTimeout(connectTimeout())
                .host(ShellServer.endpoint(HOST.value(), link.port()))
                .host(between.endpoint(BETWEEN.value()))
                .host(ShellServer.endpoint(REFUSES.value(), closed.port()))
                .host(ShellServer.endpoint(SILENT.value(), silent.port()));
        return workers ? builder.build() : builder.sessionPerCommand().build();
    }

    /** How long a connection may take to be made. */
    Duration connectTimeout() {
        return Duration.ofSeconds(3);
    }

    @Override
    protected Optional<Command> commandWithoutExitStatus() {
        // A worker that ends without telling one leaves open whether the command ran.
        return workers() ? Optional.empty() : Optional.of(Command.of("printf", "%s", NO_STATUS));
    }

    // The contract asks for a transport before this class's own preparations.
    private synchronized void startServersOnce() {
        if (server == null) {
            server = ShellServer.start(ShellServer.Options.plain().withoutExitStatusFor(NO_STATUS));
            between = ShellServer.start();
            openLinks(server.port());
        }
    }
}
