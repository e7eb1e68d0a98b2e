package io.github.gpfailover.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The processes and directories that a test of the transports' contract made on the host, and that were not seen to end.
 *
 * <p>They exist since a transport that ends no command would otherwise leave one behind for each test that says so, and since a command
 * whose connection broke may rightly go on.
 */
final class Leftovers {

    private static final Duration MOST = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_LOOKS = 50;

    private final Set<String> markers = new LinkedHashSet<>();
    private final Set<String> directories = new LinkedHashSet<>();

    /** Notes a text that all processes of a command have among their arguments. */
    void begun(String marker) {
        markers.add(marker);
    }

    void ended(String marker) {
        markers.remove(marker);
    }

    void made(String directory) {
        directories.add(directory);
    }

    void removed(String directory) {
        directories.remove(directory);
    }

    /** Ends and removes all of it, over a fresh transport: that of the test may be closed, or be the one that failed. */
    void remove(CommandTransportContract contract) {
        if (!contract.hasShell() || (markers.isEmpty() && directories.isEmpty())) {
            return;
        }
        // One that hangs must not hang the build.
        assertTimeoutPreemptively(LONGEST, () -> {
            try (CommandTransport fresh = contract.transport()) {
                remove(fresh, contract.host());
            }
        });
    }

    private void remove(CommandTransport transport, HostName host) throws InterruptedException {
        List<String> left = processes(transport, host);
        for (int i = 0; !left.isEmpty(); i++) {
            if (i == MOST_LOOKS) {
                throw new AssertionError(
                        "processes " + left + " of this test still run on " + host + "; end them by hand");
            }
            List<String> kill = new ArrayList<>(List.of("kill", "-KILL"));
            kill.addAll(left);
            transport.execute(host, command(kill));
            transport.execute(host, command(List.of("sleep", "0.1")));
            left = processes(transport, host);
        }
        for (String directory : directories) {
            transport.execute(host, command(List.of("rm", "-rf", directory)));
        }
    }

    private List<String> processes(CommandTransport transport, HostName host) throws InterruptedException {
        if (markers.isEmpty()) {
            return List.of();
        }
        return transport
                .execute(host, command(List.of("ps", "-ef")))
                .stdout()
                .lines()
                .filter(line -> markers.stream().anyMatch(line::contains))
                .map(line -> line.strip().split("\\s+", 3)[1])
                .toList();
    }

    private static Command command(List<String> words) {
        return Command.builder(words).timeout(MOST).mutating().build();
    }
}
