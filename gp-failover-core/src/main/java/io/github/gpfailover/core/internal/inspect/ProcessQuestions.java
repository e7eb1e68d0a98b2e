package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.ProcessProofs;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Questions to a host's kernel about processes whose command leaves open whose they are. What it does not answer is no proof, and such a
 * process stays in doubt.
 *
 * @param transport reaches the hosts
 * @param timeout how long a question may take
 * @param sideBySide what does things side by side; empty to ask one after the other
 */
public record ProcessQuestions(CommandTransport transport, Duration timeout, Optional<Sleeper> sideBySide) {

    // What is beyond stays in doubt: a host with so many servers of unclear directories is no host of a master.
    private static final int MOST = 64;

    /**
     * Asks.
     *
     * @param at the instance
     * @param doubts what to ask of
     * @param admin the user that owns the cluster
     * @param login the user that the commands run as; empty where that is not known
     */
    public ProcessProofs ask(InstanceLocation at, InstanceProcesses.Doubts doubts, String admin, Optional<String> login)
            throws InterruptedException {
        String directory = at.dataDirectory().path();
        List<Integer> pids =
                doubts.rows().stream().limit(MOST).map(ProcessTable.Row::pid).toList();
        List<String> paths = doubts.paths().stream().distinct().limit(MOST).toList();
        Command directories = ProcessProofs.directories(directory, pids, paths);
        Set<String> owners = new HashSet<>(Set.of(admin));
        login.ifPresent(owners::add);
        if (pids.isEmpty()) {
            Optional<CommandResult> told = told(at, directories);
            return told.map(t -> ProcessProofs.read(directory, t, Optional.empty(), owners))
                    .orElseGet(ProcessProofs::none);
        }
        List<Sleeper.Task<Optional<CommandResult>>> both =
                List.of(() -> told(at, directories), () -> told(at, ProcessProofs.notes(pids)));
        Optional<CommandResult> told;
        Optional<CommandResult> notes;
        if (sideBySide.isPresent()) {
            List<Optional<Optional<CommandResult>>> ended = sideBySide.get().together(both, timeout.plusSeconds(1));
            told = ended.get(0).flatMap(x -> x);
            notes = ended.get(1).flatMap(x -> x);
        } else {
            told = both.get(0).run();
            notes = told.isPresent() ? both.get(1).run() : Optional.empty();
        }
        if (told.isEmpty()) {
            return ProcessProofs.none();
        }
        return ProcessProofs.read(directory, told.get(), notes, owners);
    }

    private Optional<CommandResult> told(InstanceLocation at, Command question) throws InterruptedException {
        try {
            return Optional.of(transport.execute(at.host(), question.within(timeout)));
        } catch (TransportException e) {
            return Optional.empty();
        }
    }
}
