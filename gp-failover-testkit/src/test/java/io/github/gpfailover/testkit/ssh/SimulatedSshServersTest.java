package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("ssh")
@Timeout(60)
class SimulatedSshServersTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final HostName SDW1 = HostName.of("sdw1");
    private static final Command PROFILE = Command.of("cat", "/home/gpadmin/.bash_profile");

    private final SimulatedCluster cluster = SimulatedCluster.builder().build();
    private final SimulatedSshServers servers = SimulatedSshServers.start(cluster);
    private final SshTransport ssh = servers.transport().build();

    @AfterEach
    void stop() {
        ssh.close();
        servers.close();
    }

    @Test
    void answerAsTheModelDoes() throws InterruptedException {
        for (HostName host : cluster.truth().hosts()) {
            CommandResult overSsh = ssh.execute(host, PROFILE);
            CommandResult direct = cluster.execute(host, PROFILE);

            assertThat(overSsh.exitCode()).isEqualTo(direct.exitCode());
            assertThat(overSsh.stdout()).isEqualTo(direct.stdout());
            assertThat(overSsh.stderr()).isEqualTo(direct.stderr());
        }
        assertThat(servers.refused()).isEmpty();
    }

    @Test
    void handArgumentsVariablesAndInputOverAsGiven() throws InterruptedException {
        Command words = Command.of("printf", "%s|", "", "it's", "a b", "$HOME", "\n", "&&", "größe 😀", "\\", "-n");
        Command variable = Command.builder(List.of("printenv", "A"))
                .variable("A", "it's && $B")
                .build();
        Command input = Command.builder(List.of("cat")).stdin("one\ntwo\n").build();

        // The first ones have a session each; then there are workers.
        for (int i = 0; i < 20; i++) {
            for (Command command : List.of(words, variable, input)) {
                assertThat(ssh.execute(MDW, command).stdout())
                        .isEqualTo(cluster.execute(MDW, command).stdout());
            }
        }
        assertThat(servers.refused()).isEmpty();
    }

    @Test
    void refuseLoudlyWhatTheModelDoesNotKnowAndRememberIt() {
        TransportException e = failure(ssh, MDW, Command.of("no-such-program", "x"));

        assertThat(e.reason()).isEqualTo(Reason.NOT_STARTED);
        assertThat(e.mayHaveRun()).isFalse();
        assertThat(servers.refused())
                .singleElement()
                .asString()
                .contains("mdw: no recording covers 'no-such-program x'");
    }

    @Test
    void dropTheConnectionOfACommandWhoseEndIsUnknown() throws InterruptedException {
        cluster.host("mdw").failNext("cat", CommandFault.lostAfterEffect());

        TransportException e = failure(ssh, MDW, PROFILE);

        assertThat(e.reason()).isEqualTo(Reason.LOST);
        assertThat(ssh.execute(MDW, PROFILE).exitedZero()).isTrue();
    }

    @Test
    void runNothingOverALinkThatIsCutThoughTheConnectionStood() throws InterruptedException {
        ssh.execute(MDW, PROFILE);
        String before = cluster.truth().timeline();
        cluster.cut("controller", "mdw");

        assertThat(failure(ssh, MDW, PROFILE).mayHaveRun()).isFalse();
        assertThat(cluster.truth().timeline().lines().skip(before.lines().count()))
                .noneMatch(line -> line.contains("cat") && line.contains("exit"));
        assertThat(ssh.execute(SDW1, PROFILE).exitedZero()).isTrue();
    }

    @Test
    void closeConnectionsToAHostWithoutPower() {
        cluster.powerOff("mdw");

        TransportException e = failure(ssh, MDW, PROFILE);

        assertThat(e.reason()).isEqualTo(Reason.CLOSED);
        assertThat(e.mayHaveRun()).isFalse();
    }

    @Test
    void areJumpHostsForEachOtherAsFarAsTheLinksReach() throws InterruptedException {
        cluster.cut("controller", "mdw");
        CommandTransport way = ssh.through(SDW1).orElseThrow();

        assertThat(way.execute(MDW, PROFILE).exitedZero()).isTrue();

        cluster.cut("sdw1", "mdw");
        assertThat(failure(way, MDW, PROFILE).mayHaveRun()).isFalse();
    }

    @Test
    void areReachedThroughAChainOfJumpHosts() throws InterruptedException {
        cluster.cut("controller", "mdw");
        cluster.cut("sdw1", "mdw");
        try (SshTransport chained =
                servers.transport().jump("mdw", "sdw1", "sdw2").build()) {
            assertThat(chained.execute(MDW, PROFILE).exitedZero()).isTrue();

            cluster.cut("sdw1", "sdw2");
            assertThat(failure(chained, MDW, PROFILE).mayHaveRun()).isFalse();
        }
    }

    @Test
    void letNobodyInWithAnotherKey() {
        SimulatedSshServers others = SimulatedSshServers.start(cluster);
        try (SshTransport stranger = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(servers.knownHosts()))
                .privateKey(others.privateKey())
                .host(servers.endpoint("mdw"))
                .build()) {
            assertThat(failure(stranger, MDW, PROFILE).reason()).isEqualTo(Reason.AUTHENTICATION);
        } finally {
            others.close();
        }
    }

    @Test
    void letNobodyInUnderAnotherName() {
        SshEndpoint mdw = servers.endpoint("mdw");
        try (SshTransport stranger = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(servers.knownHosts()))
                .privateKey(servers.privateKey())
                .host(new SshEndpoint(MDW, mdw.address(), mdw.port(), "root"))
                .build()) {
            assertThat(failure(stranger, MDW, PROFILE).reason()).isEqualTo(Reason.AUTHENTICATION);
        }
    }

    @Test
    void nameTheEndpointOfEachHostOnce() {
        assertThat(servers.endpoints())
                .extracting(e -> e.host().value())
                .containsExactlyInAnyOrder("mdw", "smdw", "sdw1", "sdw2");
        assertThat(servers.endpoint("mdw").toString()).startsWith("gpadmin@127.0.0.1:");
        assertThat(servers.toString()).contains(servers.endpoint("sdw2").toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> servers.endpoint("sdw9"))
                .withMessageContaining("'sdw9'")
                .withMessageContaining("gpadmin@127.0.0.1");
        assertThatNullPointerException().isThrownBy(() -> servers.endpoint(null));
        assertThatNullPointerException().isThrownBy(() -> SimulatedSshServers.start(null));
    }

    @Test
    void leaveNoThreadNoSocketAndNoFile() throws Exception {
        ssh.execute(MDW, PROFILE);
        ssh.through(SDW1).orElseThrow().execute(MDW, PROFILE);
        ssh.close();

        servers.close();
        servers.close();

        assertThat(servers.knownHosts()).doesNotExist();
        assertThat(servers.privateKey()).doesNotExist();
        assertThat(servers.privateKey().getParent()).doesNotExist();
        for (SshEndpoint endpoint : servers.endpoints()) {
            assertThat(isFree(endpoint.port())).as(endpoint.toString()).isTrue();
        }
        assertThat(serverThreads()).isEmpty();
    }

    @Test
    void leaveAFileAloneThatSomebodyElsePutBesideTheirs() throws IOException {
        Path mine = Files.writeString(servers.privateKey().resolveSibling("mine"), "mine");
        try {
            servers.close();

            assertThat(mine).hasContent("mine");
            assertThat(servers.privateKey()).doesNotExist();
        } finally {
            Files.delete(mine);
            Files.delete(mine.getParent());
        }
    }

    private static TransportException failure(CommandTransport transport, HostName host, Command command) {
        return catchThrowableOfType(TransportException.class, () -> transport.execute(host, command));
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    private static Set<String> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.contains("sshd"))
                // MINA leaves a daemon behind for each tunnel, idle for a minute.
                .filter(name -> !name.contains("ConnectorCleanup"))
                .collect(Collectors.toSet());
    }
}
