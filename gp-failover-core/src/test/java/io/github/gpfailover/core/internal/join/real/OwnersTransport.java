package io.github.gpfailover.core.internal.join.real;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A transport that runs the library's own commands on this machine as the servers' owner. It exists because PostgreSQL refuses {@code gp_role},
 * whether a server is started with it or a session asks for it: those two words are left out, and all the rest of a
 * command is run as it was built.
 */
final class OwnersTransport implements CommandTransport {

    private static final String START_OPTION = " -c gp_role=dispatch";
    private static final String SESSION_OPTION = "-c gp_role=utility";

    private final LocalTransport local;
    private final ServersOwner owner;
    private final Path home;

    OwnersTransport(HostName host, ServersOwner owner, Path home) {
        this.local = LocalTransport.create(host);
        this.owner = owner;
        this.home = home;
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return local.execute(host, own(command));
    }

    @Override
    public CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        return local.execute(host, own(command), listener);
    }

    private Command own(Command command) {
        List<String> words = new ArrayList<>(command.argv());
        words.replaceAll(w -> w.replace(START_OPTION, ""));
        Command.Builder plain = Command.builder(words).timeout(command.timeout());
        command.environment().forEach((name, value) -> {
            if (!(name.equals("PGOPTIONS") && value.equals(SESSION_OPTION))) {
                plain.variable(name, value);
            }
        });
        command.stdin().ifPresent(plain::stdin);
        return owner.as(plain.build(), words, home);
    }

    @Override
    public void close() {
        local.close();
    }
}
