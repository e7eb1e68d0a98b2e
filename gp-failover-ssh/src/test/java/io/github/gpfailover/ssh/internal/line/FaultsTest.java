package io.github.gpfailover.ssh.internal.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.internal.auth.Identities;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import io.github.gpfailover.ssh.internal.route.Hop;
import io.github.gpfailover.ssh.internal.route.Route;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final Route ROUTE = new Route(
            List.of(new Hop(SshEndpoint.of("mdw", "gpadmin"), List.of(), Duration.ofSeconds(5), KeySettings.none())));

    private record Offered(List<AuthMethod> methods, String described, boolean asksForPassword)
            implements Identities.Offer {}

    @Test
    void aCertificateThatIsNotValidIsTheHostsKeyAndNotTriedAgain() {
        TransportException e = faults(Phase.GREETING, null)
                .of(
                        new net.schmizz.sshj.transport.TransportException(
                                "KeyExchange certificate check failed: Certificate is valid before Mon Jan 1"),
                        null);

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY);
        assertThat(e.phase()).isEqualTo(Phase.KEY_EXCHANGE);
        assertThat(e.retryable()).isFalse();
        assertThat(e)
                .hasMessageContainingAll(
                        "gpadmin@mdw:22", "'Certificate is valid before Mon Jan 1'", "clocks", "signed anew")
                .hasMessageNotContaining("MaxStartups");
    }

    @Test
    void aRefusedConnectionTellsWhatToCheck() {
        assertThat(faults(Phase.CONNECT, null).of(new ConnectException("Connection refused"), null))
                .hasMessageContainingAll("refused", "check the port", "sshd");
    }

    @Test
    void aLoginWithoutAnyKeyTellsHowToGiveOne() {
        Offered nothing = new Offered(List.of(), "nothing; there is no /home/u/.ssh/id_rsa", false);

        assertThat(loginFailed(nothing))
                .hasMessageContainingAll("there is no /home/u/.ssh/id_rsa", "privateKey(...)", "IdentityFile", "agent(")
                .hasMessageNotContaining("authorized_keys");
        assertThat(loginFailed(new Offered(List.of(new AuthNone()), "key x", false)))
                .hasMessageContainingAll("offered key x", "authorized_keys")
                .hasMessageNotContaining("privateKey");
    }

    @Test
    void aLoginThatWaitedForThePasswordTellsThatAndNotThatTheHostIsSlow() {
        assertThat(faults(Phase.LOGIN, new Offered(List.of(), "password", true)).noAnswer(Duration.ofSeconds(5)))
                .hasMessageContainingAll("within 5000 ms", "the SshPasswords had not answered", "connectTimeout")
                .hasMessageNotContaining("overloaded");
        assertThat(faults(Phase.LOGIN, new Offered(List.of(), "password", false))
                        .noAnswer(Duration.ofSeconds(5)))
                .hasMessageContaining("overloaded")
                .hasMessageNotContaining("SshPasswords");
    }

    private static TransportException loginFailed(Identities.Offer offer) {
        TransportException e =
                faults(Phase.LOGIN, offer).of(new UserAuthException("Exhausted"), "Too many authentication failures");
        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        return e;
    }

    private static Faults faults(Phase phase, Identities.Offer offer) {
        return new Faults(ROUTE, phase, new SSHClient(Algorithms.config()), offer);
    }
}
