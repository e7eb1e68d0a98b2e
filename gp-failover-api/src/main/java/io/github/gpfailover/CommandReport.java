package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;

/**
 * One command that a step sent to change something, and how it ended.
 *
 * <p>Exists so that a report can be compared with the hosts' own logs. Standard input and environment are left out. Immutable and
 * thread-safe.
 *
 * @param host where it ran
 * @param command the command, as a person would type it
 * @param end {@code exit N}, or the reason why its end is not known
 * @param elapsed how long it took
 * @since 0.1
 */
public record CommandReport(HostName host, String command, String end, Duration elapsed) {

    /**
     * Checks the parts.
     *
     * @param host where it ran
     * @param command the command, as a person would type it
     * @param end {@code exit N}, or the reason why its end is not known
     * @param elapsed how long it took
     * @throws NullPointerException if a part is null
     */
    public CommandReport {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
        Checks.notNull(end, "end");
        Checks.notNull(elapsed, "elapsed");
    }
}
