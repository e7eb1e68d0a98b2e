package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.HostKeyException;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of login, and each kind of rejection, at the server that users have. */
@EnabledIfEnvironmentVariable(named = OpenSshServer.VARIABLE, matches = ".+", disabledReason = OpenSshServer.MISSING)
class OpenSshLoginIT {

    private static final HostName MDW = HostName.of("mdw");
    private static final Pattern AGENT =
            Pattern.compile("SSH_AUTH_SOCK=([^;]+);.*SSH_AGENT_PID=(\\d+);", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private OpenSshServer server;

    @BeforeEach
    void findServer() {
        server = OpenSshServer.find();
    }

    @Test
    void logsInWithAPemKey() throws Exception {
        assertThat(ran(builder().privateKey(server.pemKey()))).isEqualTo("hello");
    }

    @Test
    void logsInWithAnEncryptedKeyAndAsksForItsPassphraseOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        SshTransportBuilder builder = builder()
                .privateKey(server.encryptedKey())
                .passphrase(file -> {
                    asked.incrementAndGet();
                    assertThat(file).isEqualTo(server.encryptedKey());
                    return server.passphrase().toCharArray();
                });

        try (SshTransport ssh = builder.host(server.endpoint("smdw")).build()) {
            assertThat(hello(ssh, MDW)).isEqualTo("hello");
            assertThat(hello(ssh, HostName.of("smdw"))).isEqualTo("hello");
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void aWrongPassphraseIsToldWithoutItAndBeforeAnyConnection() {
        TransportException e =
                fails(builder().privateKey(server.encryptedKey()).passphrase(f -> "sesame".toCharArray()));

        assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION);
        assertThat(e.phase()).isEqualTo(Phase.PREPARE);
        assertThat(e).hasMessageContaining(server.encryptedKey().toString()).hasMessageNotContaining("sesame");
    }

    @Test
    void logsInWithAKeyThatOnlyTheAgentHas() throws Exception {
        String said = output("ssh-agent", "-s");
        Matcher agent = AGENT.matcher(said);
        assertThat(agent.find()).as("ssh-agent said %s", said).isTrue();
        try {
            ProcessBuilder there =
                    new ProcessBuilder("ssh-add", "-q", server.pemKey().toString());
            there.environment().put("SSH_AUTH_SOCK", agent.group(1));
            assertThat(there.start().waitFor()).isZero();

            assertThat(ran(builder(HostKeyPolicy.knownHosts(server.knownHosts()))
                            .agent(Path.of(agent.group(1)))))
                    .isEqualTo("hello");
        } finally {
            new ProcessBuilder("kill", agent.group(2)).start().waitFor();
        }
    }

    @Test
    void aKeyThatTheServerDoesNotKnowIsToldWithItsFingerprint() throws Exception {
        Path stranger = directory.resolve("stranger");
        output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger.toString());
        Matcher listed = Pattern.compile("SHA256:\\S+").matcher(output("ssh-keygen", "-lf", stranger.toString()));
        assertThat(listed.find()).isTrue();

        TransportException e = fails(builder().privateKey(stranger));

        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(e.phase()).isEqualTo(Phase.LOGIN);
        assertThat(e)
                .hasMessageContainingAll(listed.group(), "publickey", server.user() + "@127.0.0.1:" + server.port());
    }

    @Test
    void theLineThatARefusalTellsMakesTheHostKnown() throws Exception {
        Path known = Files.createFile(directory.resolve("known_hosts"));
        SshTransportBuilder strict =
                builder(HostKeyPolicy.knownHosts(known)).noAgent().privateKey(server.privateKey());

        HostKeyException e = (HostKeyException) fails(strict);
        Files.writeString(known, e.knownHostsLine().orElseThrow() + "\n");

        assertThat(ran(strict)).isEqualTo("hello");
        assertThat(output("ssh-keygen", "-F", "[127.0.0.1]:" + server.port(), "-f", known.toString(), "-l"))
                .contains(e.fingerprint());
    }

    @Test
    void firstUseIsTrustedWhenAskedForAndRemembered() throws Exception {
        Path known = directory.resolve("sub").resolve("known_hosts");
        SshTransportBuilder first =
                builder(HostKeyPolicy.trustOnFirstUse(known)).noAgent().privateKey(server.privateKey());

        assertThat(ran(first)).isEqualTo("hello");

        assertThat(ran(builder(HostKeyPolicy.knownHosts(known)).noAgent().privateKey(server.privateKey())))
                .isEqualTo("hello");
    }

    @Test
    void goesThroughTwoJumpHosts() throws Exception {
        SshTransportBuilder jumping = builder()
                .privateKey(server.privateKey())
                .host(server.endpoint("bastion"))
                .host(server.endpoint("sdw1"))
                .jump("mdw", "bastion", "sdw1");

        try (SshTransport ssh = jumping.build()) {
            assertThat(hello(ssh, MDW)).isEqualTo("hello");
            CommandTransport through = ssh.through(HostName.of("sdw1")).orElseThrow();
            assertThat(hello(through, MDW)).isEqualTo("hello");
        }
    }

    @Test
    void takesWhatIsSetInAnOpenSshSettingsFile() throws Exception {
        Path file = Files.writeString(
                directory.resolve("config"),
                "Host mdw\n HostName 127.0.0.1\n Port " + server.port() + "\n User " + server.user()
                        + "\n IdentityFile " + server.privateKey() + "\n ForwardAgent yes\n");
        SshTransportBuilder builder = SshTransport.builder()
                .config(SshConfig.read(file))
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts()));

        try (SshTransport ssh = builder.build()) {
            assertThat(hello(ssh, MDW)).isEqualTo("hello");
            assertThat(ssh.ignoredSettings())
                    .extracting(SshConfig.Ignored::keyword)
                    .containsExactly("ForwardAgent");
        }
    }

    private SshTransportBuilder builder() {
        return builder(HostKeyPolicy.knownHosts(server.knownHosts())).noAgent();
    }

    private SshTransportBuilder builder(HostKeyPolicy hostKeys) {
        return SshTransport.builder()
                .config(SshConfig.none())
                .connectTimeout(Duration.ofSeconds(20))
                .hostKeys(hostKeys)
                .host(server.endpoint("mdw"));
    }

    private static String ran(SshTransportBuilder builder) throws InterruptedException {
        try (SshTransport ssh = builder.build()) {
            return hello(ssh, MDW);
        }
    }

    private static TransportException fails(SshTransportBuilder builder) {
        try (SshTransport ssh = builder.build()) {
            return catchThrowableOfType(TransportException.class, () -> hello(ssh, MDW));
        }
    }

    private static String hello(CommandTransport ssh, HostName host) throws InterruptedException {
        CommandResult result = ssh.execute(host, Command.of("printf", "%s", "hello"));
        assertThat(result.exitedZero()).isTrue();
        return result.stdout();
    }

    private static String output(String... command) throws Exception {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s said %s", Arrays.toString(command), said)
                .isZero();
        return said;
    }
}
