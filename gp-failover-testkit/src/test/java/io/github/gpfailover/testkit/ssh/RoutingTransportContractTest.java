package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.core.transport.RoutingTransport;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.SshTransport;

/** The contract over routes to hosts that can refuse, stay silent and lose their connections, so that nothing of it is skipped. */
class RoutingTransportContractTest extends SshTransportContractTest {

    @Override
    boolean workers() {
        return false;
    }

    @Override
    CommandTransport wrapped(SshTransport ssh) {
        return RoutingTransport.builder()
                .route(HOST.value(), ssh)
                .route(BETWEEN.value(), ssh)
                .otherwise(ssh)
                .build();
    }
}
