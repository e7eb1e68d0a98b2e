package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host's own IPv4 addresses with their prefix lengths; empty if they can't be determined. */
public record NetworksOf(HostName on) implements Question<List<String>> {

    private static final Pattern NETWORK = Pattern.compile("\\binet ([0-9.]{7,15}/[0-9]{1,2})\\b");

    @Override
    public List<String> ask(LiveInspection hosts) throws InterruptedException {
        try {
            Command question = PlainCommand.english("ip", "-o", "-4", "addr", "show", "scope", "global")
                    .systemProgram()
                    .timeout(PlainCommand.BOUND)
                    .build();
            CommandResult told = hosts.run(on, question);
            List<String> all = new ArrayList<>();
            for (String line : told.exitedZero() ? told.stdout().lines().toList() : List.<String>of()) {
                Matcher network = NETWORK.matcher(line);
                if (network.find()) {
                    all.add(network.group(1));
                }
            }
            return all;
        } catch (TransportException e) {
            return List.of();
        }
    }
}
