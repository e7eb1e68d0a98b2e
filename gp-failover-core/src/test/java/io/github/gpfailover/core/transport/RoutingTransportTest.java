package io.github.gpfailover.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutingTransportTest {

    private final List<String> closed = new ArrayList<>();

    /** A transport that answers with its name. */
    private final class Named implements CommandTransport {

        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public CommandResult execute(HostName host, Command command) {
            return CommandResult.of(0, name + " at " + host, "", Duration.ZERO);
        }

        @Override
        public Optional<CommandTransport> through(HostName host) {
            return Optional.of(new Named(name + " through " + host));
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }

    private static String said(CommandTransport transport, String host) throws InterruptedException {
        return transport.execute(HostName.of(host), Command.of("true")).stdout();
    }

    @Test
    void handsEachHostToItsTransport() throws InterruptedException {
        RoutingTransport transport = RoutingTransport.builder()
                .route("mdw", new Named("local"))
                .otherwise(new Named("ssh"))
                .build();

        assertThat(said(transport, "mdw")).isEqualTo("local at mdw");
        assertThat(said(transport, "smdw")).isEqualTo("ssh at smdw");
        assertThat(said(transport.through(HostName.of("sdw1")).orElseThrow(), "mdw"))
                .isEqualTo("ssh through sdw1 at mdw");
    }

    @Test
    void aHostWithoutARouteIsUnknown() {
        RoutingTransport transport =
                RoutingTransport.builder().route("mdw", new Named("local")).build();

        assertThatThrownBy(() -> said(transport, "smdw"))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("there is no route to smdw, only to [mdw]")
                .extracting(e -> ((TransportException) e).reason())
                .isEqualTo(TransportException.Reason.UNKNOWN_HOST);
        assertThat(transport.through(HostName.of("smdw"))).isEmpty();
    }

    @Test
    void closesEachTransportOnce() {
        Named both = new Named("both");
        RoutingTransport.builder()
                .route("mdw", both)
                .route("smdw", both)
                .otherwise(new Named("ssh"))
                .build()
                .close();

        assertThat(closed).containsExactlyInAnyOrder("both", "ssh");
    }

    @Test
    void refusesWhatSaysNothingOrSaysItTwice() {
        RoutingTransport.Builder builder = RoutingTransport.builder().route("mdw", new Named("local"));

        assertThatThrownBy(() -> builder.route("mdw", new Named("ssh"))).hasMessage("a route to mdw was given already");
        assertThatThrownBy(() -> RoutingTransport.builder().build()).hasMessageContaining("there is no route");
    }
}
