package io.github.gpfailover.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshEndpointTest {

    @Test
    void isReachedByItsOwnNameOnPort22UnlessSaidOtherwise() {
        assertThat(SshEndpoint.of("mdw", "gpadmin")).hasToString("gpadmin@mdw:22");
        assertThat(SshEndpoint.of("mdw", "gpadmin").withAddress("10.0.0.11").withPort(2222))
                .hasToString("gpadmin@10.0.0.11:2222");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=x", "gp admin", "a;b", "a$(b)", "a\nb", "a:b", "$"})
    void refusesUsersThatCouldBeReadAsOptionsOrShell(String user) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SshEndpoint.of("mdw", user))
                .withMessageContaining("write for example gpadmin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::11", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"})
    void takesAddressesOfBothKinds(String address) {
        assertThat(SshEndpoint.of("mdw", "gpadmin").withAddress(address)).hasToString("gpadmin@[" + address + "]:22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=x", "a b", "fd00::11;x", "fe80::1%eth0$x"})
    void refusesAddressesThatAreNone(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SshEndpoint.of("mdw", "gpadmin").withAddress(address));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536})
    void refusesPortsThatNoServerHas(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SshEndpoint.of("mdw", "gpadmin").withPort(port))
                .withMessageContaining("1 to 65535");
    }
}
