package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.process.LockFile;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The second in which a server's postmaster began, by its {@code postmaster.pid}; empty where that is not there or can't be read. */
public record StartSecondOf(InstanceLocation at) implements Question<OptionalLong> {

    private static final Duration QUESTION = Duration.ofSeconds(15);

    @Override
    public OptionalLong ask(LiveInspection hosts) throws InterruptedException {
        Command read = Command.builder(List.of("cat", at.dataDirectory().file("postmaster.pid")))
                .timeout(QUESTION)
                .build();
        try {
            CommandResult said = hosts.run(at.host(), read);
            return said.exitedZero()
                    ? LockFile.parse(said.stdout()).map(LockFile::startSecond).orElse(OptionalLong.empty())
                    : OptionalLong.empty();
        } catch (TransportException e) {
            return OptionalLong.empty();
        }
    }
}
