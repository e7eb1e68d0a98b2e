package io.github.gpfailover.ssh.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.internal.KeyBlob;
import io.github.gpfailover.ssh.internal.OpenSshTools;
import io.github.gpfailover.ssh.internal.config.AgentChoice;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTest {

    private static final HostName HOST = HostName.of("mdw");
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    private Path sockets;

    @BeforeEach
    void makeAShortPath() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "sock");
    }

    @AfterEach
    void removeIt() throws IOException {
        Files.deleteIfExists(sockets.resolve("s"));
        Files.delete(sockets);
    }

    @ParameterizedTest
    @CsvSource({
        "openssh_ed25519,ssh-ed25519,OpenSSH_9.2",
        "openssh_ecdsa,ecdsa-sha2-nistp256,OpenSSH_9.2",
        "openssh_ecdsa521,ecdsa-sha2-nistp521,OpenSSH_9.2",
        "openssh_rsa,rsa-sha2-512,OpenSSH_9.2"
    })
    void theAgentSignsForTheKey(String name, String algorithm, String version) throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            agent.add(TestKeyFiles.copy(name, directory));
            Identities.Offer offer = withAgent(agent.socket()).offer(HOST, "gpadmin", List.of());
            AuthMethod method = offer.methods().get(0);
            SshServerSide server = new SshServerSide("SSH-2.0-" + version);

            KeyBlob key = TestKeyFiles.publicKey(name, directory);
            assertThat(server.offered(method)).isEqualTo(new SshServerSide.Offered(algorithm, key));
            assertThat(server.signs(method)).isTrue();
            assertThat(method.shouldRetry()).isFalse();
            assertThat(offer.described()).startsWith("1 agent key (" + key.fingerprint() + " ");
        }
    }

    @Test
    void anRsaKeyIsOfferedInOlderWaysToServersThatMayNotKnowBetter() throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            agent.add(TestKeyFiles.copy("openssh_rsa", directory));
            AuthMethod method = withAgent(agent.socket())
                    .offer(HOST, "gpadmin", List.of())
                    .methods()
                    .get(0);
            SshServerSide server = new SshServerSide("SSH-2.0-other");
            assertThat(server.offered(method).algorithm()).isEqualTo("rsa-sha2-512");
            for (String next : List.of("rsa-sha2-256", "ssh-rsa")) {
                assertThat(method.shouldRetry()).isTrue();
                method.request();
                assertThat(server.lastOffered().algorithm()).isEqualTo(next);
                assertThat(server.signs(method)).isTrue();
            }
            assertThat(method.shouldRetry()).isFalse();
        }
    }

    @Test
    void namedKeysComeFirstAndNoKeyTwice() throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            Path named = TestKeyFiles.copy("openssh_rsa", directory);
            Path usual = TestKeyFiles.copy("openssh_ed25519", directory);
            Path other = TestKeyFiles.copy("pem_ecdsa", directory);
            agent.add(named);
            agent.add(usual);
            Identities identities =
                    new Identities(new IdentitySources(List.of(), List.of(usual, other), null, null, agent.socket()));

            assertThat(identities.offer(HOST, "gpadmin", List.of()).described())
                    .matches("2 agent keys \\(.* rsa, .* ed25519\\), key .*pem_ecdsa\\)");
            assertThat(identities.offer(HOST, "gpadmin", List.of(named)).described())
                    .matches("key .*openssh_rsa\\), 1 agent key \\(.* ed25519\\)");
        }
    }

    @Test
    void aNamedKeyWithAPassphraseIsLeftToTheAgentThatHasIt() throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            Path key = TestKeyFiles.copy("openssh_ed25519", directory);
            Path publicOnly = TestKeyFiles.copy("openssh_ed25519.pub", directory);
            agent.add(key);
            Path locked = directory.resolve("locked");
            Files.copy(key, locked);
            Files.setPosixFilePermissions(locked, Files.getPosixFilePermissions(key));
            assertThat(OpenSshTools.run(
                                    "ssh-keygen", "-q", "-p", "-N", "correct horse", "-P", "", "-f", locked.toString())
                            .status())
                    .isZero();

            for (Path named : List.of(locked, publicOnly)) {
                Identities.Offer offer = withAgent(agent.socket()).offer(HOST, "gpadmin", List.of(named));
                assertThat(offer.described()).startsWith("key ").endsWith(", from " + named + " by the agent)");
                SshServerSide server = new SshServerSide("SSH-2.0-OpenSSH_9.2");
                assertThat(server.offered(offer.methods().get(0)).algorithm()).isEqualTo("ssh-ed25519");
                assertThat(server.signs(offer.methods().get(0))).isTrue();
            }
            Path elsewhere = TestKeyFiles.copy("openssh_rsa_encrypted", directory);
            // Left out and named: the agent's own key may let in, as OpenSSH tries it.
            Identities.Offer others = withAgent(agent.socket()).offer(HOST, "gpadmin", List.of(elsewhere));
            assertThat(others.methods()).isNotEmpty();
            assertThat(others.described()).contains("it has a passphrase", elsewhere.toString());
        }
    }

    @Test
    void withIdentitiesOnlyTheAgentSignsForFilesAlone() throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            Path named = TestKeyFiles.copy("openssh_rsa", directory);
            Path usual = TestKeyFiles.copy("openssh_ed25519", directory);
            agent.add(named);
            agent.add(usual);
            Identities identities =
                    new Identities(new IdentitySources(List.of(), List.of(usual), null, null, agent.socket()));
            KeySettings only = new KeySettings(Optional.of("config:7"), Optional.empty(), Map.of());
            String left = "; 1 key of the agent that no file names not offered, by IdentitiesOnly (config:7)";

            assertThat(identities.offer(HOST, "gpadmin", List.of(named), only).described())
                    .matches("key .*openssh_rsa\\)" + Pattern.quote(left));
            // Where none is named, the usual files count as named.
            assertThat(identities.offer(HOST, "gpadmin", List.of(), only).described())
                    .matches("key .*openssh_ed25519\\)" + Pattern.quote(left));
        }
    }

    @Test
    void theSettingsSayWhichAgentIsAskedUnlessTheCallerDoes() throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            agent.add(TestKeyFiles.copy("openssh_ed25519", directory));
            Path none = sockets.resolve("none");

            assertThat(offered(none, false, agent(Optional.of(agent.socket()), false, null)))
                    .startsWith("1 agent key");
            assertThat(offered(agent.socket(), false, agent(Optional.empty(), true, null)))
                    .startsWith("1 agent key");
            assertThat(offered(agent.socket(), true, agent(Optional.of(none), false, null)))
                    .startsWith("1 agent key");
            assertThat(offered(agent.socket(), false, agent(Optional.of(none), false, null)))
                    .startsWith(
                            "nothing; the agent at " + none + ", which IdentityAgent (config:3) names, was not used");
            assertThat(offered(agent.socket(), false, agent(Optional.empty(), false, null)))
                    .startsWith("nothing; no agent was asked, by IdentityAgent (config:3)");
            assertThat(offered(agent.socket(), false, agent(Optional.empty(), false, "it is odd")))
                    .startsWith(
                            "nothing; no agent was asked, for IdentityAgent (config:3) can't be followed: it is odd");
        }
    }

    private static String offered(Path socket, boolean said, KeySettings keys) {
        return new Identities(new IdentitySources(List.of(), List.of(), null, null, socket), SHORT, said)
                .offer(HOST, "gpadmin", List.of(), keys)
                .described();
    }

    private static KeySettings agent(Optional<Path> socket, boolean usual, String fault) {
        return new KeySettings(
                Optional.empty(),
                Optional.of(new AgentChoice("config:3", socket, usual, Optional.ofNullable(fault))),
                Map.of());
    }

    @Test
    void aKeyThatTheAgentLostIsToldAfterTheLogin() throws Exception {
        try (RunningAgent agent = new RunningAgent()) {
            agent.add(TestKeyFiles.copy("openssh_ed25519", directory));
            Identities.Offer offer = withAgent(agent.socket()).offer(HOST, "gpadmin", List.of());
            AuthMethod method = offer.methods().get(0);
            SshServerSide server = new SshServerSide("SSH-2.0-OpenSSH_9.2");
            server.offered(method);
            agent.sshAdd("-D");

            assertThatExceptionOfType(UserAuthException.class)
                    .isThrownBy(() -> server.signs(method))
                    .withMessageContaining("did not sign");
            assertThat(offer.described())
                    .contains("; the agent at " + agent.socket() + " did not sign with the ssh-ed25519 key");
        }
    }

    @Test
    void anAgentThatIsNotThereIsARemark() {
        Identities.Offer offer = withAgent(sockets.resolve("none")).offer(HOST, "gpadmin", List.of());

        assertThat(offer.methods()).isEmpty();
        assertThat(offer.described())
                .startsWith("nothing; the agent at " + sockets.resolve("none") + " was not used: ");
        assertThat(withAgent(Path.of("/tmp/" + "x".repeat(200)))
                        .offer(HOST, "gpadmin", List.of())
                        .described())
                .contains("was not used: ");
    }

    @Test
    void anAgentThatSaysNothingIsWaitedForWithABound() throws Exception {
        try (ServerSocketChannel server = listen()) {
            assertThat(withAgent(sockets.resolve("s"))
                            .offer(HOST, "gpadmin", List.of())
                            .described())
                    .endsWith("was not used: no answer in time");
            assertThat(server.isOpen()).isTrue();
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        try (ServerSocketChannel server = listen()) {
            Thread.currentThread().interrupt();
            Identities.Offer offer = withAgent(sockets.resolve("s")).offer(HOST, "gpadmin", List.of());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(offer.described()).contains("was not used: ");
            assertThat(server.isOpen()).isTrue();
        }
    }

    @Test
    void anyAnswerGivesKeysOrARemark() throws Exception {
        Random random = new Random(46);
        for (int i = 0; i < 200; i++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            if (body.length > 12 && i % 4 != 0) {
                body[0] = 12;
                ByteBuffer.wrap(body).putInt(1, random.nextInt(4)).putInt(5, random.nextInt(20));
            }
            int length = i % 10 == 0 ? random.nextInt() : body.length;
            byte[] answer = ByteBuffer.allocate(4 + body.length)
                    .putInt(length)
                    .put(body)
                    .array();

            assertThat(answered(answer).described()).startsWith("nothing");
            removeSocket();
        }
    }

    private Identities.Offer answered(byte[] answer) throws Exception {
        try (ServerSocketChannel server = listen()) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (SocketChannel client = server.accept()) {
                    client.read(ByteBuffer.allocate(5));
                    client.write(ByteBuffer.wrap(answer));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Identities.Offer offer = withAgent(sockets.resolve("s")).offer(HOST, "gpadmin", List.of());
            served.exceptionally(e -> null).get();
            return offer;
        }
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return server.bind(UnixDomainSocketAddress.of(sockets.resolve("s")));
    }

    private void removeSocket() throws IOException {
        Files.delete(sockets.resolve("s"));
    }

    private static Identities withAgent(Path socket) {
        // A real agent on a busy machine gets the time that it has in use; one that never answers need not.
        boolean real = socket.getParent().getFileName().toString().startsWith("agent");
        return new Identities(
                new IdentitySources(List.of(), List.of(), null, null, socket), real ? Duration.ofSeconds(30) : SHORT);
    }
}
