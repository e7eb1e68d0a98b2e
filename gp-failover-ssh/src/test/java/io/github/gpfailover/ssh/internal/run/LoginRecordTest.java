package io.github.gpfailover.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import io.github.gpfailover.ssh.internal.route.Hop;
import io.github.gpfailover.ssh.internal.route.Route;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginRecordTest {

    private final LoginRecord login = new LoginRecord(new Route(
            List.of(new Hop(SshEndpoint.of("mdw", "gpadmin"), List.of(), Duration.ofSeconds(5), KeySettings.none()))));

    @Test
    void oneDisturbanceUnderACommandIsTheLast() {
        assertThat(login.suitsWorkers()).isTrue();
        login.disturbed(true);

        assertThat(login.suitsWorkers()).isFalse();
    }

    @Test
    void theSecondDisturbanceOfAnyKindIsTheLast() {
        login.disturbed(false);
        assertThat(login.suitsWorkers()).isTrue();

        login.disturbed(false);
        assertThat(login.suitsWorkers()).isFalse();
    }
}
