package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Hosts that answer each command by the first known text that it contains, and nothing else. */
final class ScriptedHosts implements CommandTransport {

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    final List<String> mutating = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Supplier<CommandResult>> answers = new LinkedHashMap<>();

    /** Says how a host answers a command that contains this text. */
    ScriptedHosts on(String host, String words, int exit, String stdout, String stderr) {
        answers.put(host + ": " + words, () -> CommandResult.of(exit, stdout, stderr, Duration.ZERO));
        return this;
    }

    /** Says that a host can't be asked this. */
    ScriptedHosts lost(String host, String words, TransportException.Reason reason) {
        answers.put(host + ": " + words, () -> {
            throw new TransportException(reason, HostName.of(host), host + " did not answer", null);
        });
        return this;
    }

    @Override
    public CommandResult execute(HostName host, Command command) {
        String line = String.join(" ", command.program());
        (command.mutating() ? mutating : asked).add(host + ": " + line);
        return answers.entrySet().stream()
                .filter(a -> a.getKey().startsWith(host + ": ")
                        && line.contains(a.getKey().substring(host.value().length() + 2)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody said how " + host + " answers: " + line))
                .getValue()
                .get();
    }
}
