package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.HostName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** The contract of transports that run commands on this machine, under the name of one host. */
@Tag("processes")
abstract class OwnMachineContract extends CommandTransportContract {

    static final HostName HERE = HostName.of("mdw");

    @Override
    protected HostName host() {
        return HERE;
    }

    @Override
    protected Optional<HostName> unknownHost() {
        return Optional.of(HostName.of("smdw"));
    }

    @Override
    protected String homeDirectory() {
        Path home = Path.of(System.getProperty("user.home"));
        try {
            return Files.isDirectory(home) ? home.toRealPath().toString() : "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
