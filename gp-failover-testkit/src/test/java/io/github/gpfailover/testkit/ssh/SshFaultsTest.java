package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import io.github.gpfailover.testkit.internal.ssh.SshKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The errors of hosts that are not reached. Each kind needs another next step: each has its own error, and names that step.
 */
@Tag("ssh")
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SshFaultsTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Command TRUE = Command.of("true");
    private static final Command ENDLESS = Command.of("sh", "-c", "echo started; exec sleep 4000");

    private final ShellServer server = ShellServer.start();
    private final FaultyLink link = FaultyLink.to(server.port());

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        link.close();
        server.close();
    }

    @Test
    void wrongKey() throws IOException {
        Path wrong = write("id_wrong", SshKeys.privateKeyFile(SshKeys.make(), null));

        TransportException e = failure(bare().privateKey(wrong));

        didNotRun(e, Reason.AUTHENTICATION, Phase.LOGIN, false);
        assertThat(e).hasMessageContainingAll(where(), "id_wrong", "authorized_keys");
    }

    @Test
    void wrongUser() {
        SshEndpoint wrong = new SshEndpoint(MDW, "127.0.0.1", link.port(), "nobody-we-know");

        TransportException e = failure(sound(wrong));

        didNotRun(e, Reason.AUTHENTICATION, Phase.LOGIN, false);
        assertThat(e).hasMessageContainingAll("nobody-we-know@127.0.0.1:" + link.port(), "user");
    }

    @Test
    void wrongPassphrase() {
        Path encrypted = server.privateKey("right");

        TransportException e =
                failure(bare().privateKey(encrypted).passphrase(file -> "s3cret-and-wrong".toCharArray()));

        didNotRun(e, Reason.CONFIGURATION, Phase.PREPARE, false);
        assertThat(e).hasMessageContainingAll(encrypted.toString(), "passphrase");
        assertThat(everything(e)).doesNotContain("s3cret");
    }

    @Test
    void rightPassphrase() throws InterruptedException {
        try (SshTransport ssh = bare().privateKey(server.privateKey("right"))
                .passphrase(file -> "right".toCharArray())
                .build()) {
            assertThat(ssh.execute(MDW, TRUE).exitedZero()).isTrue();
        }
    }

    @Test
    void missingPrivateKeyFile() {
        Path missing = directory.resolve("id_missing");

        TransportException e = failure(bare().privateKey(missing));

        didNotRun(e, Reason.CONFIGURATION, Phase.PREPARE, false);
        assertThat(e).hasMessageContaining(missing.toString());
    }

    @Test
    void knownHostsThatCannotBeRead() throws IOException {
        // A directory, as root may read every file.
        Path unreadable = Files.createDirectory(directory.resolve("known_hosts"));

        TransportException e = failure(sound(HostKeyPolicy.knownHosts(unreadable)));

        didNotRun(e, Reason.CONFIGURATION, Phase.PREPARE, false);
        assertThat(e).hasMessageContaining(unreadable.toString());
    }

    @Test
    void unknownHostKey() throws IOException {
        Path empty = write("known_hosts", "");

        TransportException e = failure(sound(HostKeyPolicy.knownHosts(empty)));

        didNotRun(e, Reason.HOST_KEY, Phase.KEY_EXCHANGE, false);
        assertThat(e).hasMessageContainingAll("[127.0.0.1]:" + link.port(), "SHA256:", server.knownHost(link.port()));
    }

    @Test
    void changedHostKey() throws IOException {
        String other = SshKeys.knownHost(link.port(), SshKeys.make().getPublic());
        Path changed = write("known_hosts", other + "\n");

        TransportException e = failure(sound(HostKeyPolicy.knownHosts(changed)));

        didNotRun(e, Reason.HOST_KEY, Phase.KEY_EXCHANGE, false);
        assertThat(e).hasMessageContainingAll("[127.0.0.1]:" + link.port(), "SHA256:", changed.toString());
    }

    @Test
    void hostCertificateThatIsOutOfItsDates() throws Exception {
        KeyPair authority = SshKeys.make();
        Path trusting =
                write("known_hosts", "@cert-authority " + SshKeys.knownHost(link.port(), authority.getPublic()) + "\n");
        Instant now = Instant.now();

        server.showCertificate(certificate(authority, now.plus(Duration.ofDays(1))));
        try (SshTransport ssh = sound(HostKeyPolicy.knownHosts(trusting)).build()) {
            assertThat(ssh.execute(MDW, TRUE).exitedZero()).isTrue();
        }
        server.showCertificate(certificate(authority, now.minus(Duration.ofDays(1))));
        TransportException e = failure(sound(HostKeyPolicy.knownHosts(trusting)));

        didNotRun(e, Reason.HOST_KEY, Phase.KEY_EXCHANGE, false);
        assertThat(e).hasMessageContainingAll(where(), "Certificate is valid before", "signed anew");
    }

    private OpenSshCertificate certificate(KeyPair authority, Instant end) throws Exception {
        return OpenSshCertificateBuilder.hostCertificate()
                .serial(1)
                .id("mdw")
                .publicKey(server.hostKey().getPublic())
                .principals(List.of("127.0.0.1"))
                .validAfter(end.minus(Duration.ofDays(10)))
                .validBefore(end)
                .sign(authority);
    }

    @Test
    void nameThatStandsForNoHost() {
        SshEndpoint nowhere = new SshEndpoint(MDW, "no-such-host.invalid", 22, ShellServer.USER);

        TransportException e = failure(sound(nowhere));

        // A machine without a name service can't distinguish the two.
        assertThat(e.reason()).isIn(Reason.UNKNOWN_HOST, Reason.NAME_SERVICE);
        assertThat(e.phase()).isEqualTo(Phase.RESOLVE);
        assertThat(e.mayHaveRun()).isFalse();
        assertThat(e).hasMessageContainingAll("no-such-host.invalid:22", "name");
    }

    @Test
    void refused() {
        link.refuse();

        TransportException e = failure(sound());

        didNotRun(e, Reason.REFUSED, Phase.CONNECT, true);
        assertThat(e).hasMessageContaining(where());
    }

    @Test
    void noAnswerWhileConnecting() throws IOException {
        try (FullPort full = new FullPort()) {
            TransportException e =
                    failure(sound(ShellServer.endpoint("mdw", full.port())).connectTimeout(Duration.ofSeconds(1)));

            didNotRun(e, Reason.NO_ANSWER, Phase.CONNECT, true);
            assertThat(e).hasMessageContainingAll("127.0.0.1:" + full.port(), "1000 ms");
        }
    }

    @Test
    void greetingThatNeverComes() {
        link.swallow();

        TransportException e = failure(sound().connectTimeout(Duration.ofSeconds(1)));

        didNotRun(e, Reason.NO_ANSWER, Phase.GREETING, true);
        assertThat(e).hasMessageContainingAll(where(), "1000 ms");
    }

    @Test
    void resetDuringTheHandshakeIsMendedWithoutAWord() throws InterruptedException {
        link.cutAfterBytes(FaultyLink.Towards.SERVER, 100);
        try (SshTransport ssh = sound().build()) {
            assertThat(ssh.execute(MDW, TRUE).exitedZero()).isTrue();
            assertThat(link.connections()).isEqualTo(2);
            assertThat(server.commands()).hasSize(1);
        }
    }

    @Test
    void resetDuringEachHandshake() {
        link.cutEachAfterBytes(FaultyLink.Towards.SERVER, 100);

        TransportException e = failure(sound());

        didNotRun(e, Reason.CLOSED, Phase.KEY_EXCHANGE, true);
        assertThat(e).hasMessageContaining(where());
        assertThat(server.commands()).isEmpty();
    }

    @Test
    void resetBeforeTheCommandIsMendedWithoutAWord() throws InterruptedException {
        try (SshTransport ssh = sound().build()) {
            ssh.execute(MDW, TRUE);
            link.cut();

            assertThat(ssh.execute(MDW, TRUE).exitedZero()).isTrue();
            assertThat(link.connections()).isEqualTo(2);
            assertThat(server.commands()).hasSize(2);
        }
    }

    @Test
    void resetWhileTheCommandRuns() {
        try (SshTransport ssh = sound().build()) {
            TransportException e =
                    catchThrowableOfType(TransportException.class, () -> ssh.execute(MDW, ENDLESS, line -> link.cut()));

            lost(e);
        }
    }

    @Test
    void frozenPeerIsNoticedByItsMissingSignsOfLife() {
        try (SshTransport ssh = sound().keepAlive(Duration.ofSeconds(1)).build()) {
            TransportException e = catchThrowableOfType(
                    TransportException.class, () -> ssh.execute(MDW, ENDLESS, line -> link.freeze()));

            lost(e);
        }
    }

    @Test
    void resetAfterTheCommandHarmsNothing() throws InterruptedException {
        try (SshTransport ssh = sound().build()) {
            assertThat(ssh.execute(MDW, Command.of("printf", "done")).stdout()).isEqualTo("done");
            link.cut();
            assertThat(ssh.execute(MDW, Command.of("printf", "again")).stdout()).isEqualTo("again");
        }
    }

    @Test
    void deadHostCostsOneConnectionAndNotOneACommand() {
        link.swallow();
        try (SshTransport ssh = sound().connectTimeout(Duration.ofSeconds(1))
                .reconnectPause(Duration.ofHours(1), Duration.ofHours(1))
                .build()) {
            for (int i = 0; i < 20; i++) {
                TransportException e = catchThrowableOfType(TransportException.class, () -> ssh.execute(MDW, TRUE));

                didNotRun(e, Reason.NO_ANSWER, Phase.GREETING, true);
                assertThat(e).hasMessageContaining(where());
            }
            assertThat(link.connections()).isEqualTo(1);
        }
    }

    @Test
    void tenThreadsShareOneConnection() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try (SshTransport ssh = sound().build()) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String word = "caller-" + i;
                calls.add(() -> ssh.execute(MDW, Command.of("printf", word)).stdout());
            }
            List<Future<String>> answers = threads.invokeAll(calls, 50, TimeUnit.SECONDS);

            for (int i = 0; i < 10; i++) {
                assertThat(answers.get(i).get()).isEqualTo("caller-" + i);
            }
            assertThat(server.connections()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void sessionsTheServerDoesNotAllowAreWaitedFor() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try (ShellServer narrow = ShellServer.start(ShellServer.Options.plain().withSessionsPerConnection(3));
                SshTransport ssh = bare(narrow).host(narrow.endpoint("mdw")).build()) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(() -> ssh.execute(MDW, Command.of("sleep", "0.2")).exitedZero());
            }
            for (Future<Boolean> answer : threads.invokeAll(calls, 50, TimeUnit.SECONDS)) {
                assertThat(answer.get()).isTrue();
            }
            assertThat(narrow.connections()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void jumpHostThatIsNotReachedIsNamed() {
        link.refuse();
        try (ShellServer target = ShellServer.start();
                SshTransport ssh = sound().host(target.endpoint("sdw1"))
                        .jump("sdw1", "mdw")
                        .build()) {
            TransportException e =
                    catchThrowableOfType(TransportException.class, () -> ssh.execute(HostName.of("sdw1"), TRUE));

            assertThat(e.reason()).isEqualTo(Reason.REFUSED);
            assertThat(e.mayHaveRun()).isFalse();
            assertThat(e).hasMessageContaining(where());
        }
    }

    @Test
    void chainOfJumpHostsLeadsToTheLastOne() throws InterruptedException {
        try (ShellServer middle = ShellServer.start();
                ShellServer target = ShellServer.start();
                SshTransport ssh = sound(HostKeyPolicy.knownHosts(
                                server.knownHosts(link.port()), middle.knownHosts(), target.knownHosts()))
                        .privateKey(middle.privateKey())
                        .privateKey(target.privateKey())
                        .host(middle.endpoint("middle"))
                        .host(target.endpoint("target"))
                        .jump("target", "mdw", "middle")
                        .build()) {
            assertThat(ssh.execute(HostName.of("target"), TRUE).exitedZero()).isTrue();
            assertThat(target.commands()).hasSize(1);
            assertThat(middle.commands()).isEmpty();
            assertThat(middle.connections()).isEqualTo(1);
            assertThat(server.commands()).isEmpty();
            assertThat(link.connections()).isEqualTo(1);
        }
    }

    @Test
    void wayThroughAHostUsesItsConnectionAndLeavesTheDirectOneAlone() throws InterruptedException {
        try (ShellServer target = ShellServer.start();
                SshTransport ssh = sound(HostKeyPolicy.knownHosts(server.knownHosts(link.port()), target.knownHosts()))
                        .privateKey(target.privateKey())
                        .host(target.endpoint("target"))
                        .build()) {
            HostName name = HostName.of("target");
            ssh.execute(name, TRUE);
            assertThat(link.connections()).isZero();

            ssh.through(MDW).orElseThrow().execute(name, TRUE);

            assertThat(link.connections()).isEqualTo(1);
            assertThat(target.connections()).isEqualTo(2);
            assertThat(server.commands()).isEmpty();
        }
    }

    @Test
    void closingLeavesNoThreadAndNoSocket() throws InterruptedException {
        SshTransport ssh = sound().build();
        List<Thread> before = threads();
        ssh.execute(MDW, TRUE);
        assertThat(threads()).as("threads of an open transport").isNotEmpty();

        ssh.close();

        List<Thread> left = new ArrayList<>(threads());
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        }
        assertThat(left).noneMatch(Thread::isAlive);
        assertThat(link.awaitNoConnection(Duration.ofSeconds(10))).isTrue();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("gp-failover-ssh-")
                        || t.getName().startsWith("sshj"))
                .toList();
    }

    private SshTransportBuilder sound() {
        return bare().privateKey(server.privateKey());
    }

    private SshTransportBuilder sound(SshEndpoint mdw) {
        return bareWithoutKey(server.knownHosts(link.port())).host(mdw).privateKey(server.privateKey());
    }

    private SshTransportBuilder sound(HostKeyPolicy hostKeys) {
        return settings(hostKeys).host(ShellServer.endpoint("mdw", link.port())).privateKey(server.privateKey());
    }

    private SshTransportBuilder bare() {
        return bareWithoutKey(server.knownHosts(link.port())).host(ShellServer.endpoint("mdw", link.port()));
    }

    private static SshTransportBuilder bare(ShellServer other) {
        return bareWithoutKey(other.knownHosts()).privateKey(other.privateKey());
    }

    private static SshTransportBuilder bareWithoutKey(Path knownHosts) {
        return settings(HostKeyPolicy.knownHosts(knownHosts));
    }

    private static SshTransportBuilder settings(HostKeyPolicy hostKeys) {
        return SshTransport.builder().config(SshConfig.none()).noAgent().hostKeys(hostKeys);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String where() {
        return "127.0.0.1:" + link.port();
    }

    private static TransportException failure(SshTransportBuilder builder) {
        try (SshTransport ssh = builder.build()) {
            TransportException e = catchThrowableOfType(TransportException.class, () -> ssh.execute(MDW, TRUE));
            assertThat(e).as("a TransportException").isNotNull();
            return e;
        }
    }

    private static void didNotRun(TransportException e, Reason reason, Phase phase, boolean retryable) {
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        assertThat(e.phase()).as(e.getMessage()).isEqualTo(phase);
        assertThat(e.retryable()).isEqualTo(retryable);
        assertThat(e.mayHaveRun()).isFalse();
        assertThat(e.host()).isEqualTo(MDW);
    }

    private void lost(TransportException e) {
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.LOST);
        assertThat(e.phase()).isEqualTo(Phase.RUN);
        assertThat(e.retryable()).isTrue();
        assertThat(e.mayHaveRun()).isTrue();
        assertThat(e).hasMessageContainingAll(where(), "may have taken effect");
    }

    private static String everything(Throwable e) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = e; t != null; t = t.getCause()) {
            all.append(t).append('\n');
        }
        return all.toString();
    }
}
