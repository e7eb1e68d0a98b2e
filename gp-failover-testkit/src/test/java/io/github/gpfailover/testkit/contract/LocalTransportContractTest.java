package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.spi.CommandTransport;

class LocalTransportContractTest extends OwnMachineContract {

    @Override
    protected CommandTransport transport() {
        return LocalTransport.create(HERE);
    }
}
