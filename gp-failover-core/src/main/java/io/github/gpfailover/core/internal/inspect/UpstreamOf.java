package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/** The server that a standby follows, by its marker file; empty where that can't be read. */
public record UpstreamOf(InstanceLocation standby) implements Question<Optional<Upstream>> {

    @Override
    public Optional<Upstream> ask(LiveInspection hosts) throws InterruptedException {
        Dialect dialect = hosts.dialect();
        String marker = dialect.standbyMarker();
        String file = dialect.primaryConninfoFile();
        // Where the marker is another file, a server that was promoted since keeps the line that names its former
        // master.
        if (!file.equals(marker)
                && !hosts.run(
                                standby.host(),
                                Command.of("test", "-f", standby.dataDirectory().file(marker)))
                        .exitedZero()) {
            return Optional.empty();
        }
        CommandResult text = hosts.run(
                standby.host(), Command.of("cat", standby.dataDirectory().file(file)));
        return text.exitedZero() ? StandbyMarker.upstream(standby.host(), file, text.stdout()) : Optional.empty();
    }
}
