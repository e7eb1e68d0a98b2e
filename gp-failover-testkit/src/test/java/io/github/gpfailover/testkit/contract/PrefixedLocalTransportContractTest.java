package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.spi.CommandTransport;
import java.util.List;

class PrefixedLocalTransportContractTest extends OwnMachineContract {

    @Override
    protected CommandTransport transport() {
        return LocalTransport.behind(List.of("nice", "-n", "0"), HERE);
    }
}
