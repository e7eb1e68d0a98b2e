package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/**
 * The text of a file; empty if it is not there.
 */
public record FileText(HostName on, String path) implements Question<Optional<String>> {

    @Override
    public Optional<String> ask(LiveInspection hosts) throws InterruptedException {
        CommandResult text = hosts.run(on, hosts.dialect().joining().read(path));
        if (text.exitedZero()) {
            return Optional.of(text.stdout());
        }
        CommandResult there = hosts.run(on, Command.of("test", "-e", path));
        if (there.exitCode().isPresent() && there.exitCode().getAsInt() == 1) {
            return Optional.empty();
        }
        // Never what it printed: there may be a password in the file.
        String said = text.stderr()
                .lines()
                .filter(l -> l.startsWith("cat: "))
                .findFirst()
                .orElse("it ended with " + text.exitText());
        throw new UnreadableOutputException(on, "cat -- " + path, "the text of a file", said);
    }
}
