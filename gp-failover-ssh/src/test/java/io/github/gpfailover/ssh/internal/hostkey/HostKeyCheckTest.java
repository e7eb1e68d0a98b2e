package io.github.gpfailover.ssh.internal.hostkey;

import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.FIRST;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.OF_RSA;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.SECOND;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.HostKeyException;
import io.github.gpfailover.ssh.HostKeyException.Kind;
import io.github.gpfailover.ssh.internal.KeyBlob;
import io.github.gpfailover.ssh.internal.OpenSshTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostKeyCheckTest {

    private static final HostName HOST = HostName.of("mdw");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "mdw,mdw,22",
        "mdw,MDW,22",
        "MDW,mdw,22",
        "'other,mdw',mdw,22",
        "m?w,mdw,22",
        "'*',mdw,2222",
        "'*.example.org,!smdw.example.org',mdw.example.org,22",
        "[mdw]:2222,mdw,2222",
        "[10.0.0.*]:2222,10.0.0.11,2222",
        "fe80::1,fe80::1,22",
        "[fe80::1]:2222,fe80::1,2222",
        "mdw,mdw,2222",
    })
    void acceptsAKeyThatALineNamesForTheHost(String hosts, String address, int port) throws IOException {
        HostKeyCheck check = check(address, port, line(hosts, FIRST));

        assertThat(check.verify("ignored", 1, FIRST)).isTrue();
        assertThat(check.refusal()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "smdw,mdw,22",
        "mdw,mdw.example.org,22",
        "'*.example.org,!mdw.example.org',mdw.example.org,22",
        "'!mdw,*',mdw,22",
        "'!smdw',mdw,22",
        "[mdw]:2222,mdw,22",
        "[mdw]:2222,mdw,2223",
        "[mdw]:2222,[mdw]:2222,22",
        "m.w,mdw,22",
    })
    void doesNotKnowAHostThatNoLineNames(String hosts, String address, int port) throws IOException {
        // "[mdw]:2222" as an address can't be, but must not be taken for that host and port either.
        String shownAddress = address.startsWith("[") ? "x" : address;

        assertThat(refused(check(shownAddress, port, line(hosts, FIRST)), FIRST).kind())
                .isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void acceptsNamesThatOpenSshHashed() throws Exception {
        Path file = file(line("mdw", FIRST), line("[mdw]:2222", SECOND));
        assertThat(OpenSshTools.run("ssh-keygen", "-H", "-f", file.toString()).status())
                .isZero();
        assertThat(Files.readString(file)).startsWith("|1|").doesNotContain("mdw");

        assertThat(check(file, "mdw", 22).verify("", 0, FIRST)).isTrue();
        assertThat(check(file, "mdw", 2222).verify("", 0, SECOND)).isTrue();
        assertThat(refused(check(file, "smdw", 22), FIRST).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(refused(check(file, "mdw", 22), SECOND).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void acceptsAHashedNameWithoutAnyProgramToHashIt() throws IOException {
        // Made by ssh-keygen -H from a line for mdw.
        String hashed = "|1|OfnEfixNbjpvrm+89WPLauEXypA=|z1tyBl5Nqwf6ZgV/weGBLyuT1Tk=";

        assertThat(HostPattern.of(hashed).matches("mdw")).isTrue();
        assertThat(HostPattern.of(hashed).matches("smdw")).isFalse();
    }

    @Test
    void tellsTheLineToAddForAnUnknownHost() throws Exception {
        Path file = directory.resolve("known_hosts");
        HostKeyException e = refused(check(file, "10.0.0.11", 2222), FIRST);

        String fingerprint = KeyBlob.of(FIRST).fingerprint();
        String line = "[10.0.0.11]:2222 ssh-ed25519 " + KeyBlob.of(FIRST).base64();
        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY);
        assertThat(e.phase()).isEqualTo(Phase.KEY_EXCHANGE);
        assertThat(e.host()).isEqualTo(HOST);
        assertThat(e.address()).isEqualTo("10.0.0.11");
        assertThat(e.port()).isEqualTo(2222);
        assertThat(e.keyType()).isEqualTo("ssh-ed25519");
        assertThat(e.fingerprint()).isEqualTo(fingerprint);
        assertThat(e.knownHostsLine()).contains(line);
        assertThat(e.retryable()).isFalse();
        assertThat(e)
                .hasMessageStartingWith(
                        "mdw: its key is not known: [10.0.0.11]:2222 showed the ssh-ed25519 key " + fingerprint)
                .hasMessageContaining(file + " (there is no such file)")
                .hasMessageContaining("'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'")
                .hasMessageEndingWith("add exactly this line to " + file + ":\n" + line);
    }

    @ParameterizedTest
    @CsvSource({"mdw,22", "mdw,2222", "fe80::1,22", "fe80::1,2222"})
    void theLineToAddAndTheFingerprintAreOpenSshs(String address, int port) throws Exception {
        for (PublicKey key : List.of(FIRST, OF_RSA)) {
            HostKeyException e = refused(check(directory.resolve("none"), address, port), key);
            Path file = file(e.knownHostsLine().orElseThrow());

            String name = port == 22 ? address : "[" + address + "]:" + port;
            OpenSshTools.Result found = OpenSshTools.run("ssh-keygen", "-F", name, "-f", file.toString());
            assertThat(found.status()).as(found.output()).isZero();
            assertThat(OpenSshTools.run("ssh-keygen", "-l", "-f", file.toString())
                            .output())
                    .contains(" " + e.fingerprint() + " ");
            assertThat(check(file, address, port).verify("", 0, key)).isTrue();
        }
    }

    @Test
    void refusesAChangedKeyAndTellsWhereTheOldOneStands() throws IOException {
        Path file = file("# a comment", "", line("mdw", FIRST));
        HostKeyException e = refused(check(file, "mdw", 22), SECOND);

        assertThat(e.kind()).isEqualTo(Kind.CHANGED);
        assertThat(e)
                .hasMessageContaining("showed the " + KeyBlob.of(SECOND))
                .hasMessageContaining("known by the " + KeyBlob.of(FIRST) + " (" + file + ":3)")
                .hasMessageContaining("remove line 3 of " + file)
                .hasMessageEndingWith(line("mdw", SECOND));
    }

    @Test
    void refusesAHostThatIsKnownByAnotherTypeOfKey() throws IOException {
        HostKeyException e = refused(check("mdw", 22, line("mdw", OF_RSA)), FIRST);

        assertThat(e.kind()).isEqualTo(Kind.CHANGED);
        assertThat(e).hasMessageContaining("known by the ssh-rsa key SHA256:");
    }

    @Test
    void refusesARevokedKeyWhateverOtherLinesSay() throws IOException {
        HostKeyCheck check = check("mdw", 22, line("mdw", FIRST), "@revoked " + line("*", FIRST), line("mdw", SECOND));
        HostKeyException e = refused(check, FIRST);

        assertThat(e.kind()).isEqualTo(Kind.REVOKED);
        assertThat(e.knownHostsLine()).isEmpty();
        assertThat(e).hasMessageContaining("was revoked").hasMessageContaining(":2)");
        assertThat(check.verify("", 0, SECOND)).isTrue();
    }

    @Test
    void aKeyRevokedForTheBareNameIsRevokedForEveryPort() throws IOException {
        HostKeyCheck check = check("mdw", 2222, line("[mdw]:2222", FIRST), "@revoked " + line("mdw", FIRST));

        assertThat(refused(check, FIRST).kind()).isEqualTo(Kind.REVOKED);
    }

    @Test
    void theLineForThePortGoesBeforeTheOneForTheBareName() throws IOException {
        HostKeyCheck check = check("mdw", 2222, line("mdw", FIRST), line("[mdw]:2222", SECOND));

        assertThat(check.verify("", 0, SECOND)).isTrue();
        assertThat(refused(check, FIRST).kind()).isEqualTo(Kind.CHANGED);
        assertThat(refused(check("mdw", 2222, line("mdw", FIRST)), SECOND).kind())
                .isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void looksInAllFiles() throws IOException {
        Path second = Files.writeString(directory.resolve("second"), line("mdw", FIRST));
        KnownHosts known = new KnownHosts(List.of(directory.resolve("none"), second), false);

        assertThat(new HostKeyCheck(known, HOST, "mdw", 22).verify("", 0, FIRST))
                .isTrue();
    }

    @Test
    void skipsLinesThatItCantReadAndTellsThemWhenNothingElseMatches() throws IOException {
        String good = line("mdw", FIRST);
        String[] lines = {
            "mdw",
            "mdw ssh-ed25519",
            "mdw ssh-ed25519 !!!",
            "mdw ssh-rsa " + KeyBlob.of(FIRST).base64(),
            "@wrong " + good,
            "|1|x|y ssh-ed25519 " + KeyBlob.of(FIRST).base64(),
            "\u00ff\u0000",
            good.substring(0, 30)
        };
        HostKeyCheck refusing = check("mdw", 22, lines);

        assertThat(refused(refusing, FIRST))
                .hasMessageContaining(":1 was skipped: it has fewer words than host, key type and key")
                .hasMessageContaining(":3 was skipped: its key is not base64")
                .hasMessageContaining("and 5 more lines that can't be read");
        assertThat(check("mdw", 22, String.join("\n", lines), good).verify("", 0, FIRST))
                .isTrue();
    }

    @Test
    void anUnreadableFileFailsBeforeTheHostIsTried() throws IOException {
        Path file = Files.createDirectory(directory.resolve("a_directory"));

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> check(file, "mdw", 22))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION))
                .satisfies(e -> assertThat(e.phase()).isEqualTo(Phase.PREPARE))
                .withMessageContaining(file.toString());
    }

    @Test
    void readsAFileAgainWhenItChanged() throws IOException {
        Path file = file(line("mdw", FIRST));
        KnownHosts known = new KnownHosts(List.of(file), false);
        assertThat(known.read(HOST).get(0)).isSameAs(known.read(HOST).get(0));

        Files.writeString(file, line("mdw.example.org", SECOND));
        assertThat(refused(new HostKeyCheck(known, HOST, "mdw", 22), FIRST).kind())
                .isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void asksForTheTypesOfKeyThatAreKnown() throws IOException {
        assertThat(check("mdw", 22, line("mdw", OF_RSA)).findExistingAlgorithms("", 0))
                .containsExactly("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa");
        assertThat(check("mdw", 2222, line("mdw", FIRST)).findExistingAlgorithms("", 0))
                .containsExactly("ssh-ed25519");
        assertThat(check("mdw", 22, "@cert-authority " + line("*", FIRST)).findExistingAlgorithms("", 0))
                .allMatch(a -> a.contains("-cert-"));
        assertThat(check("mdw", 22, "@revoked " + line("mdw", FIRST)).findExistingAlgorithms("", 0))
                .isNotEmpty()
                .noneMatch(a -> a.contains("-cert-"));
    }

    @ParameterizedTest
    @CsvSource({
        "mdw,-h,true",
        "'smdw,mdw',-h,true",
        "'m*',-h,false",
        "m?w,-h,false",
        "MDW,-h,false",
        "smdw,-h,false",
        "mdw,'',false"
    })
    void acceptsACertificateForThisHostOfAKeyThatMaySign(String principal, String forHosts, boolean good)
            throws Exception {
        Path authority = OpenSshTools.key(directory, "ed25519", "", "-O", "no-touch-required");
        Path key = OpenSshTools.key(directory, "ed25519", "");
        PublicKey certificate = certificate(authority, key, principal, forHosts.isEmpty() ? List.of() : List.of("-h"));
        String trusted = "@cert-authority " + FirstUse.line("m*", OpenSshTools.blob(Path.of(authority + ".pub")));
        String known = FirstUse.line("mdw", OpenSshTools.blob(Path.of(key + ".pub")));

        HostKeyCheck check = check("mdw", 22, trusted);
        assertThat(check.verify("", 0, certificate)).isEqualTo(good);
        assertThat(refused(check("mdw", 22, "# no line"), certificate).keyType())
                .isEqualTo("ssh-ed25519");
        assertThat(check("mdw", 22, known).verify("", 0, certificate)).isTrue();
        assertThat(refused(check("mdw", 22, trusted, "@revoked " + known), certificate)
                        .kind())
                .isEqualTo(Kind.REVOKED);
        assertThat(refused(check("mdw", 22, trusted, trusted.replace("cert-authority", "revoked")), certificate)
                        .kind())
                .isEqualTo(Kind.REVOKED);
    }

    @Test
    void refusesACertificateWithACriticalOptionAsOneThatItDoesNotUnderstand() throws Exception {
        Path authority = OpenSshTools.key(directory, "ed25519", "", "-O", "no-touch-required");
        Path key = OpenSshTools.key(directory, "ed25519", "");
        PublicKey certificate =
                certificate(authority, key, "mdw", List.of("-h", "-O", "critical:only-on@example.org=monday"));
        String trusted = "@cert-authority " + FirstUse.line("m*", OpenSshTools.blob(Path.of(authority + ".pub")));

        HostKeyException e = refused(check("mdw", 22, trusted), certificate);

        assertThat(e.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(e).hasMessageContainingAll(":1 trusts the signer", "critical options", "only-on@example.org");
    }

    @Test
    void tellsWhyACertificateOfATrustedSignerWasNotUsed() throws Exception {
        Path authority = OpenSshTools.key(directory, "ed25519", "", "-O", "no-touch-required");
        Path key = OpenSshTools.key(directory, "ed25519", "");
        String trusted = "@cert-authority " + FirstUse.line("m*", OpenSshTools.blob(Path.of(authority + ".pub")));

        assertThat(refused(check("mdw", 22, trusted), certificate(authority, key, "m*", List.of("-h"))))
                .hasMessageContaining("it is not for the name mdw but for '[m*]', in which patterns mean nothing");
        assertThat(refused(check("mdw", 22, trusted), certificate(authority, key, "mdw", List.of())))
                .hasMessageContaining("it is one for users");
        assertThat(refused(check("mdw", 22, trusted), OF_RSA))
                .hasMessageContaining("none of a kind that is supported here (ed25519 or ecdsa)")
                .hasMessageNotContaining("no certificate");
    }

    private static PublicKey certificate(Path authority, Path key, String principal, List<String> options)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "id", "-n", principal));
        command.addAll(options);
        command.add(key + ".pub");
        OpenSshTools.Result signed = OpenSshTools.run(command.toArray(String[]::new));
        assertThat(signed.status()).as(signed.output()).isZero();
        byte[] bytes = Base64.getDecoder()
                .decode(Files.readString(Path.of(key + "-cert.pub")).split(" ", -1)[1]);
        PublicKey certificate = new Buffer.PlainBuffer(bytes).readPublicKey();
        assertThat(certificate).isInstanceOf(Certificate.class);
        return certificate;
    }

    private HostKeyCheck check(String address, int port, String... lines) throws IOException {
        return check(file(lines), address, port);
    }

    private static HostKeyCheck check(Path file, String address, int port) {
        return new HostKeyCheck(new KnownHosts(List.of(file), false), HOST, address, port);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve("known_hosts"), List.of(lines));
    }

    private static HostKeyException refused(HostKeyCheck check, PublicKey key) {
        assertThat(check.verify("", 0, key)).isFalse();
        return (HostKeyException) check.refusal().orElseThrow();
    }
}
