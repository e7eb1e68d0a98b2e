package io.github.gpfailover.ssh.internal.auth;

import static io.github.gpfailover.ssh.internal.auth.TestKeyFiles.PASSPHRASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.internal.KeyBlob;
import io.github.gpfailover.ssh.internal.OpenSshTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.schmizz.sshj.userauth.method.AuthMethod;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {

    private static final HostName HOST = HostName.of("mdw");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openssh_ed25519",
                "openssh_ed25519_encrypted",
                "openssh_rsa",
                "openssh_rsa_encrypted",
                "openssh_ecdsa",
                "openssh_ecdsa_encrypted",
                "openssh_ecdsa521",
                "pem_rsa",
                "pem_rsa_encrypted",
                "pem_ecdsa",
                "pem_ecdsa_encrypted",
                "pkcs8_rsa",
                "pkcs8_rsa_encrypted",
                "pkcs8_ecdsa",
                "pkcs8_ecdsa_encrypted"
            })
    void signsWithEveryKindOfKeyFile(String name) throws Exception {
        Path file = TestKeyFiles.copy(name, directory);
        KeyBlob key = TestKeyFiles.publicKey(name, directory);
        Identities.Offer offer = identities(f -> PASSPHRASE.toCharArray(), file).offer(HOST, "gpadmin", List.of());

        assertSigns(offer, key);
        assertThat(offer.described())
                .isEqualTo("key " + key.fingerprint() + " (" + name.replaceAll("^[^_]*_|521|_encrypted", "") + ", from "
                        + file + ")");
    }

    @ParameterizedTest
    @CsvSource({"ed25519,''", "ed25519,x y\u00e4z", "rsa,''", "rsa,x y z", "ecdsa,''", "ecdsa,x y z"})
    void signsWithKeysThatSshKeygenMakesNow(String type, String passphrase) throws Exception {
        for (String format : List.of("RFC4716", "PEM", "PKCS8")) {
            Path file = OpenSshTools.key(Files.createTempDirectory(directory, "k"), type, passphrase, "-m", format);
            KeyBlob key = OpenSshTools.blob(Path.of(file + ".pub"));

            assertSigns(identities(f -> passphrase.toCharArray(), file).offer(HOST, "gpadmin", List.of()), key);
        }
    }

    @Test
    void keepsTheOrderInWhichKeysAreNamed() throws Exception {
        Path first = TestKeyFiles.copy("openssh_rsa", directory);
        Path second = TestKeyFiles.copy("pem_ecdsa", directory);
        Path ofHost = TestKeyFiles.copy("openssh_ed25519", directory);

        assertThat(identities(null, first, second)
                        .offer(HOST, "gpadmin", List.of(ofHost, first))
                        .described())
                .matches("key .*openssh_rsa\\), key .*pem_ecdsa\\), key .*openssh_ed25519\\)");
    }

    @Test
    void asksForAPassphraseOnceHoweverManyConnect() throws Exception {
        Path file = TestKeyFiles.copy("openssh_ed25519_encrypted", directory);
        AtomicInteger asked = new AtomicInteger();
        List<char[]> given = new ArrayList<>();
        Identities identities = identities(
                f -> {
                    asked.incrementAndGet();
                    given.add(PASSPHRASE.toCharArray());
                    return given.get(0);
                },
                file);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Identities.Offer>> offers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                offers.add(threads.submit(() -> {
                    start.await();
                    return identities.offer(HOST, "gpadmin", List.of());
                }));
            }
            start.countDown();
            for (Future<Identities.Offer> offer : offers) {
                assertThat(offer.get().methods()).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(asked).hasValue(1);
        assertThat(given.get(0)).containsOnly('\0');
        Identities.Offer one = identities.offer(HOST, "gpadmin", List.of());
        assertThat(one.methods())
                .doesNotContainAnyElementsOf(
                        identities.offer(HOST, "gpadmin", List.of()).methods());
    }

    @Test
    void asksAgainAfterAWrongPassphrase() throws Exception {
        Path file = TestKeyFiles.copy("openssh_ed25519_encrypted", directory);
        AtomicInteger asked = new AtomicInteger();
        Identities identities =
                identities(f -> (asked.incrementAndGet() == 1 ? "wrong" : PASSPHRASE).toCharArray(), file);

        refused(identities, "its passphrase is wrong, or it is damaged; try it (ssh-keygen -y -f " + file + ")");
        assertThat(identities.offer(HOST, "gpadmin", List.of()).methods()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openssh_ed25519_encrypted",
                "openssh_rsa_encrypted",
                "openssh_ecdsa_encrypted",
                "pem_rsa_encrypted",
                "pem_ecdsa_encrypted",
                "pkcs8_rsa_encrypted",
                "pkcs8_ecdsa_encrypted"
            })
    void tellsAWrongAMissingAndAnUngivenPassphraseApart(String name) throws Exception {
        Path file = TestKeyFiles.copy(name, directory);
        char[] wrong = "secret-not-told".toCharArray();

        TransportException e = refused(identities(f -> wrong, file), "its passphrase is wrong");
        for (Throwable t = e; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain("secret-not-told");
        }
        assertThat(new String(wrong)).doesNotContain("secret");
        refused(identities(null, file), "it has a passphrase, and no PassphraseSource was given");
        refused(identities(f -> null, file), "the PassphraseSource gave none");
        refused(
                identities(
                        f -> {
                            throw new IllegalStateException("secret-not-told");
                        },
                        file),
                "PassphraseSource failed with java.lang.IllegalStateException");
    }

    @Test
    @DisplayName("case 11: a key that can't be opened is left out where another one can be tried")
    void aKeyThatCanNotBeOpenedIsLeftOutAndTold() throws Exception {
        Path mine = TestKeyFiles.copy("openssh_rsa", directory);
        Path persons = TestKeyFiles.copy("openssh_ed25519_encrypted", directory);

        Identities.Offer offer = identities(null).offer(HOST, "gpadmin", List.of(mine, persons));
        assertThat(offer.methods()).hasSize(1);
        assertThat(offer.described())
                .matches("key SHA256:.* \\(rsa, from .*openssh_rsa\\); the private key " + persons
                        + " can't be used: it has a passphrase.*");
        assertThat(identities(null, persons)
                        .offer(HOST, "gpadmin", List.of(mine))
                        .methods())
                .as("named by the caller")
                .hasSize(1);
        assertThatThrownBy(() -> identities(null).offer(HOST, "gpadmin", List.of(persons)))
                .isInstanceOf(TransportException.class)
                .hasMessageContainingAll(persons.toString(), "it has a passphrase");
    }

    @Test
    void tellsWhatIsWrongWithAKeyFile() throws Exception {
        Path publicKey = TestKeyFiles.copy("openssh_ed25519.pub", directory);
        refused(identities(null, directory.resolve("none")), "there is no such file");
        refused(identities(null, directory), "it is a directory");
        refused(identities(null, publicKey), "it holds a public key");
        refused(identities(null, file("PuTTY-User-Key-File-3: ssh-ed25519\n")), "it is in PuTTY's format");
        refused(identities(null, file("")), "it holds no private key");
        refused(identities(null, file("hello world")), "it holds no private key");
        refused(identities(null, Path.of("/dev/zero")), "it is too large for a private key");
        refused(
                identities(
                        null, file("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")),
                "it is damaged");
        refused(
                identities(null, file("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")),
                "it is damaged");
    }

    @Test
    void usualFilesAreTriedOnlyWhereNoKeyIsNamedAndAreNoErrors() throws Exception {
        Path good = TestKeyFiles.copy("openssh_rsa", directory);
        Path locked = TestKeyFiles.copy("openssh_ed25519_encrypted", directory);
        Path named = TestKeyFiles.copy("pem_ecdsa", directory);
        List<Path> usual = List.of(locked, directory.resolve("none"), good);
        Identities identities = new Identities(new IdentitySources(List.of(), usual, null, null, null));

        Identities.Offer offer = identities.offer(HOST, "gpadmin", List.of());
        assertThat(offer.methods()).hasSize(1);
        assertThat(offer.described())
                .matches("key SHA256:.* \\(rsa, from .*openssh_rsa\\); the private key " + locked
                        + " can't be used: it has a passphrase.*")
                .doesNotContain("none");
        assertThat(identities.offer(HOST, "gpadmin", List.of(named)).described())
                .doesNotContain("openssh_rsa");
    }

    @Test
    void nothingToOfferIsToldAsThat() {
        Identities.Offer offer = identities(null).offer(HOST, "gpadmin", List.of());

        assertThat(offer.methods()).isEmpty();
        assertThat(offer.described()).startsWith("nothing; no agent was asked").contains("SSH_AUTH_SOCK");
    }

    @Test
    void nothingToOfferTellsWhereWasLooked() {
        Path none = directory.resolve("none");
        Path agent = directory.resolve("agent");

        assertThat(new Identities(new IdentitySources(List.of(), List.of(none), null, null, agent))
                        .offer(HOST, "gpadmin", List.of())
                        .described())
                .startsWith("nothing; the agent at " + agent + " was not used")
                .endsWith("; there is no " + none);
    }

    @Test
    void aKeyOfTheSettingsThatIsNotThereIsARemark() throws Exception {
        Path good = TestKeyFiles.copy("openssh_rsa", directory);
        Path none = directory.resolve("none");

        Identities.Offer offer = identities(null).offer(HOST, "gpadmin", List.of(none, good));

        assertThat(offer.methods()).hasSize(1);
        assertThat(offer.described())
                .matches("key SHA256:.* \\(rsa, from .*openssh_rsa\\); the private key " + none
                        + " can't be used: there is no such file.*");
    }

    @Test
    void aKeyOfTheBuilderThatIsNotThereIsAnErrorEvenIfTheSettingsNameItToo() {
        Path none = directory.resolve("none");

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> identities(null, none).offer(HOST, "gpadmin", List.of(none)))
                .withMessageContaining("there is no such file");
    }

    @Test
    void damagedKeyFilesGiveAKeyOrATypedError() throws Exception {
        Random random = new Random(45);
        for (String name : List.of("openssh_ed25519", "openssh_rsa_encrypted", "pem_ecdsa", "pkcs8_rsa_encrypted")) {
            byte[] whole = Files.readAllBytes(TestKeyFiles.copy(name, directory));
            // Not in the first lines of an encrypted key, where the number of rounds stands: any number is allowed
            // there.
            int from = name.contains("encrypted") ? 300 : 0;
            for (int i = 0; i < 60; i++) {
                byte[] bytes = whole.clone();
                bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt(256);
                Path file = Files.write(directory.resolve("damaged"), bytes);
                try {
                    identities(f -> PASSPHRASE.toCharArray(), file).offer(HOST, "gpadmin", List.of());
                } catch (TransportException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION);
                }
            }
        }
    }

    @Test
    void offersAnRsaKeyOnceWhereItWasSurelyUnderstood() throws Exception {
        Path file = TestKeyFiles.copy("openssh_rsa", directory);
        AuthMethod method = identities(null, file)
                .offer(HOST, "gpadmin", List.of())
                .methods()
                .get(0);
        assertThat(new SshServerSide("SSH-2.0-OpenSSH_9.2p1").offered(method).algorithm())
                .isEqualTo("rsa-sha2-512");
        assertThat(method.shouldRetry()).isFalse();

        AuthMethod old = identities(null, file)
                .offer(HOST, "gpadmin", List.of())
                .methods()
                .get(0);
        SshServerSide server = new SshServerSide("SSH-2.0-OpenSSH_5.3");
        assertThat(server.offered(old).algorithm()).isEqualTo("rsa-sha2-512");
        assertThat(old.shouldRetry()).isTrue();
    }

    private void assertSigns(Identities.Offer offer, KeyBlob key) throws Exception {
        assertThat(offer.methods()).hasSize(1);
        AuthMethod method = offer.methods().get(0);
        SshServerSide server = new SshServerSide("SSH-2.0-OpenSSH_9.2p1");
        assertThat(server.offered(method).key()).isEqualTo(key);
        assertThat(server.signs(method)).isTrue();
    }

    private static Identities identities(PassphraseSource passphrases, Path... files) {
        return new Identities(new IdentitySources(List.of(files), List.of(), passphrases, null, null));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("key"), text);
    }

    private static TransportException refused(Identities identities, String expected) {
        TransportException[] refused = new TransportException[1];
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> identities.offer(HOST, "gpadmin", List.of()))
                .satisfies(e -> refused[0] = e)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION))
                .satisfies(e -> assertThat(e.phase()).isEqualTo(Phase.PREPARE))
                .withMessageStartingWith("mdw: the private key ")
                .withMessageContaining(expected);
        return refused[0];
    }
}
