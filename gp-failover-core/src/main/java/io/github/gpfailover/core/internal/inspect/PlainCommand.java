package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.List;

/** Commands of the system whose output is read: in English, and with a bound of their own. */
final class PlainCommand {

    static final Duration BOUND = Duration.ofSeconds(15);

    private PlainCommand() {}

    static Command plain(String... words) {
        return english(words).timeout(BOUND).build();
    }

    static Command.Builder english(String... words) {
        return Command.builder(List.of(words)).variable("LC_ALL", "C");
    }
}
