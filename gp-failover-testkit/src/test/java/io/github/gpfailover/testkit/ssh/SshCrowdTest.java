package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many commands on one connection, where each could hold up the others. */
@Tag("ssh")
@Timeout(120)
class SshCrowdTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final HostName SDW = HostName.of("sdw1");

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        callers.shutdownNow();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void commandsThatTimeOutAreEndedThoughTheServerOpensNoMoreSessions() throws Exception {
        ShellServer narrow =
                opened(ShellServer.start(ShellServer.Options.plain().withSessionsPerConnection(3)));
        SshTransport ssh = opened(to(narrow).host(narrow.endpoint("mdw")).build());

        List<Future<?>> slow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Command sleep = Command.builder(List.of("sleep", "772" + i))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            slow.add(callers.submit(() -> ssh.execute(MDW, sleep)));
        }

        for (Future<?> one : slow) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(one::get)
                    .withMessageContaining("was ended with its process group");
        }
        assertThat(ssh.execute(MDW, Command.of("printf", "%s", "free again")).stdout())
                .isEqualTo("free again");
    }

    @Test
    void moreCommandsThanTheServerAllowsAtOnceWaitForTheirTurn() throws Exception {
        ShellServer narrow =
                opened(ShellServer.start(ShellServer.Options.plain().withSessionsPerConnection(2)));
        SshTransport ssh = opened(to(narrow).host(narrow.endpoint("mdw")).build());

        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String own = "own " + i;
            all.add(callers.submit(
                    () -> ssh.execute(MDW, Command.of("printf", "%s", own)).stdout()));
        }

        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).get()).isEqualTo("own " + i);
        }
    }

    @Test
    void closingIsNotHeldUpByInputThatAFrozenJumpHostDoesNotTake() throws Exception {
        ShellServer bastion = opened(ShellServer.start());
        ShellServer target = opened(ShellServer.start());
        FaultyLink link = opened(FaultyLink.to(bastion.port()));
        HostKeyPolicy both = HostKeyPolicy.knownHosts(bastion.knownHosts(link.port()), target.knownHosts());
        SshTransport ssh = opened(to(bastion, both)
                .privateKey(target.privateKey())
                .keepAlive(Duration.ofMinutes(10))
                .host(ShellServer.endpoint("mdw", link.port()))
                .host(target.endpoint("sdw1"))
                .jump("sdw1", "mdw")
                .build());
        // More than all buffers in between hold, so that the writer stands still.
        Command hungry = Command.builder(List.of("sh", "-c", "echo up; cat >/dev/null"))
                .stdin("y".repeat(100_000_000))
                .timeout(Duration.ofMinutes(10))
                .build();
        CountDownLatch up = new CountDownLatch(1);
        Future<?> stuck = callers.submit(() -> ssh.execute(SDW, hungry, line -> {
            link.freeze();
            up.countDown();
        }));
        assertThat(up.await(60, TimeUnit.SECONDS)).isTrue();

        callers.submit(ssh::close).get(60, TimeUnit.SECONDS);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stuck.get(60, TimeUnit.SECONDS))
                .satisfies(e ->
                        assertThat(((TransportException) e.getCause()).reason()).isEqualTo(Reason.LOST));
    }

    private static SshTransportBuilder to(ShellServer server) {
        return to(server, HostKeyPolicy.knownHosts(server.knownHosts()));
    }

    private static SshTransportBuilder to(ShellServer server, HostKeyPolicy hostKeys) {
        return SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(hostKeys)
                .privateKey(server.privateKey());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }
}
