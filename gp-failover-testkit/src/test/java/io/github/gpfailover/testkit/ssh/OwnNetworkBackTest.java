package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Hosts that were left alone after they could not be reached, and another one that answers. The pauses are an hour long. */
@Tag("ssh")
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
@DisplayName("scenario 26: a transport whose machine had lost its network")
class OwnNetworkBackTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final HostName SMDW = HostName.of("smdw");
    private static final HostName SDW1 = HostName.of("sdw1");
    private static final Command TRUE = Command.of("true");

    private ShellServer server;
    private FaultyLink mdw;
    private FaultyLink smdw;
    private SshTransport ssh;

    @BeforeEach
    void start() throws Exception {
        server = ShellServer.start();
        mdw = FaultyLink.to(server.port());
        smdw = FaultyLink.to(server.port());
        SshTransportBuilder builder = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .privateKey(server.privateKey())
                .reconnectPause(Duration.ofHours(1), Duration.ofHours(1))
                .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts(mdw.port(), smdw.port())));
        ssh = builder.host(ShellServer.endpoint("mdw", mdw.port()))
                .host(ShellServer.endpoint("smdw", smdw.port()))
                .host(server.endpoint("sdw1"))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        ssh.close();
        mdw.close();
        smdw.close();
        server.close();
    }

    private void isNotReached(HostName host) {
        assertThatThrownBy(() -> ssh.execute(host, TRUE)).isInstanceOf(TransportException.class);
    }

    @Test
    @DisplayName("tries all hosts anew once a first one answers where none did")
    void triesAllAnew() throws Exception {
        mdw.refuse();
        smdw.refuse();
        isNotReached(MDW);
        isNotReached(SMDW);
        mdw.mend();
        smdw.mend();
        isNotReached(MDW);

        assertThat(ssh.execute(SDW1, TRUE).exitedZero()).isTrue();

        assertThat(ssh.execute(MDW, TRUE).exitedZero()).isTrue();
        assertThat(ssh.execute(SMDW, TRUE).exitedZero()).isTrue();
    }

    @Test
    @DisplayName("leaves a dead host alone while others are connected")
    void leavesADeadHostAlone() throws Exception {
        assertThat(ssh.execute(SDW1, TRUE).exitedZero()).isTrue();
        mdw.refuse();
        isNotReached(MDW);
        mdw.mend();

        assertThat(ssh.execute(SMDW, TRUE).exitedZero()).isTrue();

        assertThatThrownBy(() -> ssh.execute(MDW, TRUE)).hasMessageContaining("not tried again yet");
    }
}
