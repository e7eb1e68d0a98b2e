package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;

/** The reader of a query that answers with one number. */
final class Numbers {

    private Numbers() {}

    static long read(LiveInspection hosts, InstanceLocation master, Command question) throws InterruptedException {
        CommandResult answer = hosts.run(master.host(), question);
        String text = answer.stdout().strip();
        if (!answer.exitedZero() || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new UnreadableOutputException(
                    master.host(), question.stdin().orElse("").strip(), "a number", answer.lastLine());
        }
        return Long.parseLong(text);
    }
}
