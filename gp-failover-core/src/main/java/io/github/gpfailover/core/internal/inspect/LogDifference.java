package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether the log of a directory and that of its master are the same right before the fork; empty if they are, else how they differ or
 * why that could not be determined.
 */
public record LogDifference(JoinFacts facts, Lsn fork) implements Question<Optional<String>> {

    // The longest of them asks twice, each time no longer than its command's own timeout.
    private static final Duration ROUND = Duration.ofSeconds(35);

    @Override
    public Optional<String> ask(LiveInspection hosts) throws InterruptedException {
        Optional<ControlData> old = facts.old().control();
        if (old.isEmpty() || old.get().walSegment().isEmpty() || fork.position() == 0) {
            return Optional.of("the log before " + fork + " can't be compared: its pg_control does not tell its form");
        }
        int timeline = old.get().timeline();
        long segment = old.get().walSegment().getAsInt();
        List<Optional<String>> sums = hosts.sleeper()
                .together(
                        List.<Sleeper.Task<String>>of(
                                () -> sum(hosts, facts.at(), timeline, segment),
                                () -> mastersSum(hosts, timeline, segment)),
                        ROUND);
        String own = sums.get(0).orElse("");
        String masters = sums.get(1).orElse("");
        if (own.isEmpty() || masters.isEmpty()) {
            return Optional.of("the log before " + fork + " could not be read "
                    + (own.isEmpty() ? "in the directory" : "on the master") + ", so the two can't be compared");
        }
        return own.equals(masters)
                ? Optional.empty()
                : Optional.of("its log before " + fork + " is not the master's: the bytes there differ");
    }

    private String mastersSum(LiveInspection hosts, int timeline, long segment) throws InterruptedException {
        String first = sum(hosts, facts.master(), timeline, segment);
        return first.isEmpty() && facts.timeline().isPresent()
                ? sum(hosts, facts.master(), facts.timeline().getAsInt(), segment)
                : first;
    }

    /** What cksum says; empty if it does not say it of all bytes. */
    private String sum(LiveInspection hosts, InstanceLocation at, int timeline, long segment)
            throws InterruptedException {
        Command question = hosts.dialect().joining().logBefore(at, timeline, fork, segment);
        String count = question.program().get(question.program().size() - 1);
        try {
            CommandResult said = hosts.run(at.host(), question);
            String text = said.stdout().strip();
            return said.exitedZero() && text.matches("[0-9]{1,10} " + count) ? text : "";
        } catch (TransportException e) {
            return "";
        }
    }
}
