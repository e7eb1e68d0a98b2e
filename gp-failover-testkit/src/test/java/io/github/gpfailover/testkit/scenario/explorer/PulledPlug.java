package io.github.gpfailover.testkit.scenario.explorer;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of a controller at one point of a plan. Points are counted: before and after each entry of the journal, and before and after
 * each command. From then on nothing that the engine calls answers any more.
 */
final class PulledPlug implements CommandTransport, Journal, FailoverListener {

    /** A moment at which the controller can die. */
    record Point(String what, boolean changes) {}

    private final SimulatedCluster cluster;
    private final Journal journal;
    private final int at;
    private final List<Point> points = new ArrayList<>();
    private boolean dead;
    private boolean counting;
    private String executionId = "";

    /**
     * Makes it.
     *
     * @param at the index of the point of its death; {@code Integer.MAX_VALUE} for none
     */
    PulledPlug(SimulatedCluster cluster, Journal journal, int at) {
        this.cluster = cluster;
        this.journal = journal;
        this.at = at;
    }

    /** Counts points from now on. */
    void begin() {
        counting = true;
    }

    synchronized List<Point> points() {
        return List.copyOf(points);
    }

    /** The point of death, as the timeline of a failed run names it. */
    synchronized String death() {
        return dead ? points.get(points.size() - 1).what() : "none";
    }

    /** The execution that died; empty if the plan had not begun. */
    Optional<String> executionId() {
        return executionId.isEmpty() || journal.read(executionId).isEmpty()
                ? Optional.empty()
                : Optional.of(executionId);
    }

    private synchronized void point(String what, boolean changes) {
        if (!counting) {
            return;
        }
        if (dead) {
            throw new SingleFaults.Died();
        }
        points.add(new Point(what, changes));
        if (points.size() - 1 == at) {
            dead = true;
            throw new SingleFaults.Died();
        }
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        point("before " + host + ": " + command, command.mutating());
        CommandResult result = cluster.execute(host, command);
        point("after " + host + ": " + command, command.mutating());
        return result;
    }

    @Override
    public Optional<CommandTransport> through(HostName host) {
        return cluster.through(host);
    }

    @Override
    public void append(JournalEntry entry) {
        executionId = entry.executionId();
        point("before entry " + entry.sequence() + " " + entry.record(), true);
        journal.append(entry);
        point("after entry " + entry.sequence() + " " + entry.record(), true);
    }

    @Override
    public void note(JournalEntry entry) {
        executionId = entry.executionId();
        point("before note " + entry.sequence() + " " + entry.record(), true);
        journal.note(entry);
        point("after note " + entry.sequence() + " " + entry.record(), true);
    }

    @Override
    public List<JournalEntry> read(String id) {
        return journal.read(id);
    }

    @Override
    public List<String> unfinished(String name) {
        return journal.unfinished(name);
    }
}
