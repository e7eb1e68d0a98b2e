package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.ServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Old servers, which accept what nobody offers unasked any more. They are reached exactly where ssh with the same settings reaches them.
 */
@Tag("ssh")
@SuppressWarnings("deprecation") // What old servers take is what nobody should.
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class OldServersTest {

    private static final HostName MDW = HostName.of("mdw");

    @TempDir
    private Path directory;

    private final List<PublicKey> keys = new ArrayList<>();
    private ShellServer server;

    @BeforeEach
    void prepare() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        server = ShellServer.start(ShellServer.Options.plain().withHostKey(rsa.generateKeyPair()));
        server.adapt(s -> s.setPublickeyAuthenticator((user, shown, session) ->
                user.equals(ShellServer.USER) && keys.stream().anyMatch(k -> KeyUtils.compareKeys(k, shown))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aServerThatSignsWithSha1AloneIsReachedWithTheSettingThatTheErrorNames() throws Exception {
        server.adapt(s -> s.setSignatureFactories(List.of(BuiltinSignatures.rsa)));
        Path key = userKey("rsa");

        TransportException host = failure(key, "");
        assertThat(host.reason()).isEqualTo(Reason.CONFIGURATION);
        assertThat(host).hasMessageContaining("'HostKeyAlgorithms +ssh-rsa'");
        TransportException user = failure(key, "HostKeyAlgorithms +ssh-rsa");
        assertThat(user.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(user).hasMessageContaining("'PubkeyAcceptedAlgorithms +ssh-rsa'");

        assertThat(ours(key, "HostKeyAlgorithms +ssh-rsa\nPubkeyAcceptedKeyTypes +ssh-rsa"))
                .isEmpty();
    }

    @Test
    void whatAnOldServerLacksIsNamedForEachKindOfAlgorithm() throws Exception {
        server.adapt(s -> s.setKeyExchangeFactories(NamedFactory.setUpTransformedFactories(
                false, List.of(BuiltinDHFactories.dhg14), ServerBuilder.DH2KEX)));
        Path key = userKey("ed25519");
        assertThat(failure(key, "")).hasMessageContaining("'KexAlgorithms +diffie-hellman-group14-sha1'");
        assertThat(ours(key, "KexAlgorithms +diffie-hellman-group14-sha1")).isEmpty();
    }

    @Test
    void aSettingThatLeavesNothingIsRefusedByName() throws Exception {
        Path key = userKey("ed25519");

        TransportException none = failure(key, "Ciphers -*");
        assertThat(none.reason()).isEqualTo(Reason.CONFIGURATION);
        assertThat(none).hasMessageContainingAll("Ciphers -*", "config:", "leaves no algorithm");
        assertThat(failure(key, "MACs umac-64@openssh.com")).hasMessageContaining("MACs umac-64@openssh.com (");
    }

    @Test
    void aKeyWhoseSignatureIsNotAcceptedIsNotOffered() throws Exception {
        Path key = userKey("ed25519");

        assertThat(failure(key, "PubkeyAcceptedAlgorithms rsa-*"))
                .hasMessageContainingAll(
                        key.toString(), "PubkeyAcceptedAlgorithms rsa-* (", "no signature of its kind");
    }

    @Test
    void serversAreReachedWhereSshWithTheSameSettingsReachesThem() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh")), "ssh is not installed");
        Random random = new Random(11);
        Path rsa = userKey("rsa");
        Path ed25519 = userKey("ed25519");
        int reached = 0;
        int missed = 0;
        for (int i = 0; i < 16; i++) {
            List<NamedFactory<Signature>> signatures = some(
                    random, List.of(BuiltinSignatures.rsa, BuiltinSignatures.rsaSHA256, BuiltinSignatures.rsaSHA512));
            signatures.add(BuiltinSignatures.ed25519);
            List<NamedFactory<Mac>> macs = some(random, List.of(BuiltinMacs.hmacsha1, BuiltinMacs.hmacsha256));
            List<NamedFactory<Cipher>> ciphers =
                    some(random, List.of(BuiltinCiphers.aes128cbc, BuiltinCiphers.aes256ctr));
            server.adapt(s -> {
                s.setSignatureFactories(signatures);
                s.setMacFactories(macs);
                s.setCipherFactories(ciphers);
            });
            StringBuilder lines = new StringBuilder();
            for (String line : List.of(
                    "HostKeyAlgorithms +ssh-rsa",
                    "PubkeyAcceptedAlgorithms +ssh-rsa",
                    "PubkeyAcceptedKeyTypes -rsa-*",
                    "Ciphers ^aes128-cbc",
                    "MACs +hmac-sha1",
                    "HostKeyAlgorithms ssh-rsa,rsa-sha2-512")) {
                lines.append(random.nextInt(3) > 0 ? line + "\n" : "");
            }
            // What ssh accepts of itself and is not offered here unasked.
            lines.append("MACs hmac-sha2-256,hmac-sha1\n");
            Path key = random.nextBoolean() ? rsa : ed25519;
            boolean theirs = theirs(key, lines.toString());
            Optional<TransportException> met = ours(key, lines.toString());

            assertThat(met.isEmpty())
                    .as(
                            "%s%s %s %s with %s: %s",
                            lines,
                            NamedResource.getNames(signatures),
                            NamedResource.getNames(macs),
                            NamedResource.getNames(ciphers),
                            key.getFileName(),
                            met)
                    .isEqualTo(theirs);
            reached += theirs ? 1 : 0;
            missed += theirs ? 0 : 1;
        }
        assertThat(reached).isGreaterThan(2);
        assertThat(missed).isGreaterThan(2);
    }

    private static <T> List<T> some(Random random, List<? extends T> all) {
        List<T> some = new ArrayList<>();
        all.stream().filter(x -> random.nextBoolean()).forEach(some::add);
        return some.isEmpty() ? new ArrayList<>(all) : some;
    }

    private Path userKey(String type) throws Exception {
        Path key = directory.resolve("id_" + type);
        assertThat(run(List.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString())))
                .isZero();
        String line = Files.readString(directory.resolve("id_" + type + ".pub"));
        keys.add(AuthorizedKeyEntry.parseAuthorizedKeyEntry(line).resolvePublicKey(null, null, null));
        return key;
    }

    private Path config(Path key, String lines) throws IOException {
        return Files.writeString(
                directory.resolve("config"),
                "HostName 127.0.0.1\nPort " + server.port() + "\nUser " + ShellServer.USER + "\nIdentityFile " + key
                        + "\nIdentitiesOnly yes\nIdentityAgent none\n" + lines + "\n");
    }

    private TransportException failure(Path key, String lines) throws Exception {
        return ours(key, lines).orElseThrow(() -> new AssertionError("it was reached"));
    }

    private Optional<TransportException> ours(Path key, String lines) throws Exception {
        try (SshTransport ssh = SshTransport.builder()
                .config(SshConfig.read(config(key, lines)))
                .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts()))
                .build()) {
            assertThat(ssh.execute(MDW, Command.of("true")).exitedZero()).isTrue();
            return Optional.empty();
        } catch (TransportException e) {
            return Optional.of(e);
        }
    }

    private boolean theirs(Path key, String lines) throws Exception {
        return run(List.of(
                        "ssh",
                        "-F",
                        config(key, lines).toString(),
                        "-oBatchMode=yes",
                        "-oUserKnownHostsFile=" + server.knownHosts(),
                        "-oGlobalKnownHostsFile=none",
                        "-oStrictHostKeyChecking=yes",
                        "mdw",
                        "true"))
                == 0;
    }

    private static int run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
