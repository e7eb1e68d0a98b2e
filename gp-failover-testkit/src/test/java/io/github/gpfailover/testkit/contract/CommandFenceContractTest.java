package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.CommandFence;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class CommandFenceContractTest extends FenceContract {

    private static final HostName SWITCH = HostName.of("pdu");

    /** A power switch that the simulated hosts hang on. */
    private record PowerSwitch(SimulatedCluster cluster) implements CommandTransport {

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            if (!host.equals(SWITCH)) {
                return cluster.execute(host, command);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean secret = command.stdin().equals(Optional.of("open sesame"));
            List<String> words = command.program();
            HostName outlet = HostName.of(words.get(2));
            if (secret && words.get(1).equals("off")) {
                cluster.powerOff(outlet.value());
            } else if (secret && words.get(1).equals("on")) {
                cluster.powerOn(outlet.value());
            }
            boolean on = cluster.truth().poweredHosts().contains(outlet);
            return CommandResult.of(
                    secret ? 0 : 1, secret ? (on ? "power: on\n" : "power: off\n") : "denied\n", "", Duration.ZERO);
        }

        @Override
        public Optional<CommandTransport> through(HostName host) {
            return cluster.through(host);
        }
    }

    @Override
    protected CommandTransport transport(SimulatedCluster of) {
        return new PowerSwitch(of);
    }

    @Override
    protected Fence fence(SimulatedCluster of) {
        return CommandFence.builder("mdw")
                .command("outlet", "off", "mdw")
                .check("outlet", "status", "mdw")
                .checkPrints("power: off")
                .release("outlet", "on", "mdw")
                .secretInput("open sesame")
                .runOn(SWITCH.value())
                .build();
    }

    @Override
    protected Set<String> hosts() {
        return Set.of("pdu", "mdw");
    }

    @Override
    protected boolean asksHosts() {
        return false;
    }
}
