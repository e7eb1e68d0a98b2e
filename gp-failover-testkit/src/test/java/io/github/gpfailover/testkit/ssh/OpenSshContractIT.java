package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import io.github.gpfailover.testkit.internal.ssh.KeyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What any transport must do, done by the server that users have. */
@EnabledIfEnvironmentVariable(named = OpenSshServer.VARIABLE, matches = ".+", disabledReason = OpenSshServer.MISSING)
class OpenSshContractIT extends SshContract {

    private final KeyDirectory files = new KeyDirectory();

    @AfterEach
    void removeFiles() {
        files.close();
    }

    @Override
    SshTransport transport(boolean workers) throws IOException {
        OpenSshServer server = OpenSshServer.find();
        openLinks(server.port());
        String known = Files.readString(server.knownHosts());
        String onLink = known.replace("]:" + server.port() + " ", "]:" + link.port() + " ");
        SshTransportBuilder builder = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(files.write("known_hosts", known + onLink)))
                .privateKey(server.privateKey())
                .connectTimeout(Duration.ofSeconds(3))
                .host(at(HOST, link.port(), server))
                .host(server.endpoint(BETWEEN.value()))
                .host(at(REFUSES, closed.port(), server))
                .host(at(SILENT, silent.port(), server));
        return workers ? builder.build() : builder.sessionPerCommand().build();
    }

    private static SshEndpoint at(HostName host, int port, OpenSshServer server) {
        return server.endpoint(host.value()).withPort(port);
    }
}
