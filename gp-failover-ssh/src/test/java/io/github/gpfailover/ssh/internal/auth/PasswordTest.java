package io.github.gpfailover.ssh.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.SshPasswords;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthMethod;
import org.junit.jupiter.api.Test;

class PasswordTest {

    private static final HostName HOST = HostName.of("mdw");
    private static final String SECRET = "s3cret\u00e4";

    private final SshServerSide server = new SshServerSide("SSH-2.0-OpenSSH_9.2");
    private final List<char[]> given = new ArrayList<>();
    private final SshPasswords source = (host, user) -> {
        assertThat(host).isEqualTo(HOST);
        assertThat(user).isEqualTo("gpadmin");
        given.add(SECRET.toCharArray());
        return given.get(given.size() - 1);
    };

    @Test
    void sendsThePasswordAndBlanksIt() throws Exception {
        Identities.Offer offer = offer(source);
        AuthMethod plain = offer.methods().get(0);
        assertThat(given).isEmpty();
        plain.init(server);
        plain.request();

        SSHPacket packet = server.last("password");
        assertThat(packet.readBoolean()).isFalse();
        assertThat(packet.readString()).isEqualTo(SECRET);
        assertThat(given).hasSize(1);
        assertThat(new String(given.get(0))).doesNotContain("s3cret");
        assertThat(plain.shouldRetry()).isFalse();
        assertThat(offer.described()).isEqualTo("password");
    }

    @Test
    void answersTheFirstHiddenQuestionInWhateverLanguageAndOnlyThat() throws Exception {
        AuthMethod prompted = offer(source).methods().get(1);
        prompted.init(server);
        prompted.request();
        server.last("keyboard-interactive");
        prompted.handle(
                Message.USERAUTH_60,
                question()
                        .putUInt32(3)
                        .putString("Name")
                        .putBoolean(true)
                        .putString("\u5bc6\u7801")
                        .putBoolean(false)
                        .putString("Code")
                        .putBoolean(false));

        SSHPacket answer = server.received.get(1);
        assertThat(answer.readByte()).isEqualTo(Message.USERAUTH_INFO_RESPONSE.toByte());
        assertThat(answer.readUInt32()).isEqualTo(3);
        assertThat(answer.readString()).isEmpty();
        assertThat(answer.readString()).isEqualTo(SECRET);
        assertThat(answer.readString()).isEmpty();
        assertThat(given).hasSize(1);
        assertThat(new String(given.get(0))).doesNotContain("s3cret");
    }

    @Test
    void blanksAPasswordThatNobodyAskedFor() throws Exception {
        AuthMethod prompted = offer(source).methods().get(1);
        prompted.init(server);
        prompted.request();

        assertThat(prompted.shouldRetry()).isFalse();
        assertThat(given.get(0)).containsOnly('\0');
    }

    @Test
    void sendsNothingWhereThereIsNoPassword() {
        Identities.Offer none = offer((host, user) -> null);
        for (AuthMethod method : none.methods()) {
            method.init(server);
            assertThatExceptionOfType(UserAuthException.class).isThrownBy(method::request);
        }
        assertThat(server.received).isEmpty();
        assertThat(none.described()).startsWith("password; the SshPasswords gave no password for gpadmin on mdw");

        Identities.Offer failing = offer((host, user) -> {
            throw new IllegalStateException(SECRET);
        });
        failing.methods().get(0).init(server);
        assertThatExceptionOfType(UserAuthException.class)
                .isThrownBy(() -> failing.methods().get(0).request())
                .withMessageNotContaining(SECRET);
        assertThat(failing.described())
                .contains("java.lang.IllegalStateException")
                .doesNotContain(SECRET);
    }

    @Test
    void tellsWhileItIsAskedThatItIs() throws Exception {
        List<Boolean> asked = new ArrayList<>();
        List<Identities.Offer> offers = new ArrayList<>();
        offers.add(offer((host, user) -> {
            asked.add(offers.get(0).asksForPassword());
            return SECRET.toCharArray();
        }));
        AuthMethod plain = offers.get(0).methods().get(0);
        plain.init(server);
        assertThat(offers.get(0).asksForPassword()).isFalse();
        plain.request();

        assertThat(asked).containsExactly(true);
        assertThat(offers.get(0).asksForPassword()).isFalse();
    }

    @Test
    void neverSetsANewPassword() throws Exception {
        Identities.Offer offer = offer(source);
        AuthMethod plain = offer.methods().get(0);
        plain.init(server);
        plain.request();

        assertThatExceptionOfType(UserAuthException.class)
                .isThrownBy(() -> plain.handle(
                        Message.USERAUTH_60,
                        new SSHPacket().putString("expired").putString("en")))
                .withMessageContaining("has to be changed");
        assertThat(server.received).hasSize(1);
        assertThat(offer.described()).contains("has to be changed");
    }

    private static SSHPacket question() {
        return new SSHPacket().putString("").putString("").putString("");
    }

    private static Identities.Offer offer(SshPasswords source) {
        return new Identities(new IdentitySources(List.of(), List.of(), null, source, null))
                .offer(HOST, "gpadmin", List.of());
    }
}
