package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.core.transport.RoutingTransport;
import io.github.gpfailover.spi.CommandTransport;

class RoutingTransportContractTest extends OwnMachineContract {

    @Override
    protected CommandTransport transport() {
        return RoutingTransport.builder()
                .route(HERE.value(), LocalTransport.create(HERE))
                .build();
    }
}
