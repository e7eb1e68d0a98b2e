package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * The contract's tests of broken connections. They exist because an unreachable host is unknown, not dead, and a command that never got
 * there may be sent again.
 */
abstract class ConnectionTests extends TransportTests {

    private static final Command COMMAND = Command.of("printf", "%s", "a 'quoted' $HOME argument\n");

    ConnectionTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a name that stands for no host is told as such, and the command did not run")
    void unknownHost() {
        HostName host = needs(contract.unknownHost(), "unknownHost()", "an unknown host");

        TransportException e = failure(host, COMMAND);

        assertDidNotRun(e, Reason.UNKNOWN_HOST);
        assertThat(e.retryable()).isFalse();
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    @DisplayName("a host that refuses the connection is told as such, within a minute, and the command did not run")
    void refusingHost() {
        HostName host = needs(contract.refusingHost(), "refusingHost()", "a host that refuses connections");

        assertDidNotRun(failure(host, COMMAND), Reason.REFUSED);
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    @DisplayName("a host that does not answer is told as such, within a minute, and the command did not run")
    void silentHost() {
        HostName host = needs(contract.silentHost(), "silentHost()", "a host that never answers");

        assertDidNotRun(failure(host, COMMAND), Reason.NO_ANSWER);
    }

    @Test
    @DisplayName("a host that can't be reached does not keep commands from the others")
    void othersStillWork() throws InterruptedException {
        HostName host = needs(
                contract.refusingHost().or(contract::silentHost).or(contract::unknownHost),
                "unknownHost()",
                "a host that can't be reached");
        failure(host, COMMAND);

        assertThat(run("true").exitCode()).hasValue(0);
    }

    @Test
    @DisplayName("a connection that breaks while a command runs is told as lost: the command may have taken effect")
    void brokenConnection() {
        TransportException e = breakConnection();

        assertMayHaveRun(e, Reason.LOST);
        assertThat(e.host()).isEqualTo(host());
        assertThat(e).hasMessageContaining(host().value());
    }

    @Test
    @DisplayName("after a connection broke, the next command works")
    void connectsAgain() throws InterruptedException {
        breakConnection();

        assertThat(run(COMMAND).stdout()).isEqualTo("a 'quoted' $HOME argument\n");
    }

    @Test
    @DisplayName(
            "a way through another host leads to the host that was asked for, and arguments reach the program as given")
    void throughAnotherHost() throws InterruptedException {
        HostName between = needs(contract.hostBetween(), "hostBetween()", "a host that lies on another way");
        Optional<CommandTransport> way = transport().through(between);

        assertThat(way).as("the way through " + between).isPresent();
        assertThat(way.get().execute(host(), COMMAND).stdout()).isEqualTo("a 'quoted' $HOME argument\n");
    }

    @Test
    @DisplayName("a way through another host is closed with the transport")
    void throughAClosedTransport() {
        HostName between = needs(contract.hostBetween(), "hostBetween()", "a host that lies on another way");
        CommandTransport way = transport().through(between).orElseThrow();

        transport().close();

        assertDidNotRun(failure(way, host(), COMMAND), Reason.NOT_STARTED);
    }

    private TransportException breakConnection() {
        Runnable breaker = needs(contract.connectionBreaker(), "connectionBreaker()", "what breaks a connection");
        TransportException e = catchThrowableOfType(
                TransportException.class,
                () -> contract.executeWhile(transport(), contract.endlessCommand(marker()), breaker));
        assertThat(e)
                .as("the command whose connection broke ends in a TransportException")
                .isNotNull();
        return e;
    }
}
