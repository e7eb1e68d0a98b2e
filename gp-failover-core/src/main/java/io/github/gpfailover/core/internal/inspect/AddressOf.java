package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The IPv4 address that a host's name stands for on another; empty where that can't be determined. */
public record AddressOf(HostName from, HostName of) implements Question<Optional<String>> {

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    @Override
    public Optional<String> ask(LiveInspection hosts) throws InterruptedException {
        try {
            return hosts.run(from, PlainCommand.plain("getent", "ahostsv4", of.value()))
                    .stdout()
                    .lines()
                    .map(l -> l.strip().split("\\s+", 2)[0])
                    .filter(a -> IPV4.matcher(a).matches())
                    .findFirst();
        } catch (TransportException e) {
            return Optional.empty();
        }
    }
}
