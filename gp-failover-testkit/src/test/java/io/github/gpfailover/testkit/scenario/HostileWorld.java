package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster in which several things go wrong at chosen commands, through other hosts too. It finds out whether a promotion was sent beside
 * a server that could write when the last observation of it began.
 */
public final class HostileWorld implements CommandTransport, FailoverListener {

    /**
     * The last observation of the old master, or the last verification's last question about routes, and the command after it.
     */
    private static final int LAST_LOOK = 6;

    private static final int MOST_COMMANDS = 8_000;

    private final SimulatedCluster cluster;
    private final Map<Integer, List<SingleFaults.Fault>> faults = new LinkedHashMap<>();
    private final Map<Integer, List<SingleFaults.Fault>> faultsOfChanges = new LinkedHashMap<>();
    private final Map<HostName, Integer> writesSince = new LinkedHashMap<>();
    public final List<String> struck = new ArrayList<>();
    public final List<String> besideAWriter = new ArrayList<>();
    public String executionId = "";
    public int sent;
    public int sentToChange;
    private int lastStruck = -1;
    private int sentInSteps;
    private int changes;
    private int begun;

    public HostileWorld(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** Lets something go wrong at the command with that number, counted from now. */
    public void at(int number, SingleFaults.Fault fault) {
        faults.computeIfAbsent(sent + number, n -> new ArrayList<>()).add(fault);
    }

    /** Lets something go wrong at the command with that number of those that change something, counted from now. */
    public void atChange(int number, SingleFaults.Fault fault) {
        faultsOfChanges
                .computeIfAbsent(changes + number, n -> new ArrayList<>())
                .add(fault);
    }

    /** What was yet to go wrong does not. */
    public void nothingMore() {
        faults.clear();
        faultsOfChanges.clear();
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return run(cluster, host, command);
    }

    private CommandResult run(CommandTransport way, HostName host, Command command) throws InterruptedException {
        if (sent - begun > MOST_COMMANDS) {
            throw new IllegalStateException("this never ends: " + MOST_COMMANDS + " commands");
        }
        sentToChange += command.mutating() ? 1 : 0;
        List<SingleFaults.Fault> now = new ArrayList<>(faults.getOrDefault(sent++, List.of()));
        if (command.mutating()) {
            now.addAll(faultsOfChanges.getOrDefault(changes++, List.of()));
        }
        SingleFaults.Fault last = null;
        for (SingleFaults.Fault fault : now) {
            struck.add("command " + (sent - 1) + ", " + host + ": " + command);
            lastStruck = sent;
            if (fault instanceof SingleFaults.Outage outage) {
                happens(outage);
            } else {
                last = fault;
            }
        }
        watch(host, command);
        return last == null || way != cluster ? way.execute(host, command) : last.strike(cluster, host, command);
    }

    private void happens(SingleFaults.Outage outage) {
        try {
            outage.what().accept(cluster);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // It can't happen in this state: nothing runs there to be killed or started, or it happened already.
        }
    }

    private void watch(HostName host, Command command) {
        List<HostName> writers = cluster.truth().writableMasters();
        writesSince.keySet().retainAll(writers);
        writers.forEach(w -> writesSince.putIfAbsent(w, sent));
        String words = command.toString();
        if (command.mutating() && (words.contains("pg_ctl promote") || words.contains("gpactivatestandby"))) {
            writesSince.forEach((w, since) -> {
                if (!w.equals(host) && sent - since > LAST_LOOK) {
                    besideAWriter.add(words + " was sent to " + host + " as command " + sent + ", but " + w
                            + " could write since command " + since);
                }
            });
        }
    }

    @Override
    public Optional<CommandTransport> through(HostName host) {
        return cluster.through(host).map(Through::new);
    }

    private final class Through implements CommandTransport {

        private final CommandTransport way;

        Through(CommandTransport way) {
            this.way = way;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            return run(way, host, command);
        }

        @Override
        public Optional<CommandTransport> through(HostName host) {
            return way.through(host).map(Through::new);
        }
    }

    @Override
    public void planStarted(PlanStarted event) {
        executionId = event.executionId();
        begun = sent;
    }

    @Override
    public void stepEnded(StepEnded event) {
        sentInSteps = sent;
    }

    /** Whether the last thing that went wrong did so that many commands before the last step's end, or earlier. */
    public boolean quietFor(int commands) {
        return sentInSteps - lastStruck >= commands;
    }

    /** Whether there was an observation of the cluster after the last thing that went wrong. */
    public boolean lookedAfterwards() {
        return lastStruck <= sentInSteps;
    }
}
