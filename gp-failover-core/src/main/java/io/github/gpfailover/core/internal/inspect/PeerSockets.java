package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A host's kernel's view of its connections to a peer, and root's commands that destroy them. It exists because a connection to a dead
 * standby holds up commits until TCP gives up.
 *
 * @param addresses the peer's addresses, as its name and the wal sender's row show them
 * @param root the words before a command that makes root of the login, none if it is root; empty where it may not be
 * @param open how many connections to these addresses are open
 */
public record PeerSockets(Set<String> addresses, Optional<List<String>> root, int open) {

    private static final Duration QUESTION = Duration.ofSeconds(15);

    /** Destroys all that the host has to the peer: one command an address. */
    public List<Command> destroy() {
        return addresses.stream()
                .map(a -> ss(root.orElseThrow(), "-HtnK", a).mutating().build())
                .toList();
    }

    /** Lists those to one address. */
    static Command list(List<String> root, String address) {
        return ss(root, "-Htn", address).build();
    }

    private static Command.Builder ss(List<String> root, String letters, String address) {
        List<String> words = new ArrayList<>(root);
        words.addAll(List.of("ss", letters, "dst", address));
        return Command.builder(words).systemProgram().variable("LC_ALL", "C").timeout(QUESTION);
    }
}
