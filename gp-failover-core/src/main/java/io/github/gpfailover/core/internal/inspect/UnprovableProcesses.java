package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.InstanceProcesses.Doubts;
import io.github.gpfailover.core.internal.process.ProcessProofs;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The question which processes of a host can't be distinguished from those of a server once that is stopped. It exists since it must be asked
 * while the server runs: afterwards its end could not be proved, and nobody would serve.
 */
public record UnprovableProcesses(InstanceLocation at, List<InstanceLocation> known) implements Question<List<String>> {

    private static final Duration QUESTION = Duration.ofSeconds(15);

    @Override
    public List<String> ask(LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult ps = hosts.run(at.host(), ProcessTable.QUESTION.within(QUESTION));
            ProcessTable table = ProcessTable.parse(at.host(), ps.stdout());
            return table.whole(ps)
                    ? in(table, hosts)
                    : List.of("the process table of " + at.host()
                            + " is not proved whole: it lacks its own 'ps -ef', or did" + " not end well");
        } catch (TransportException | UnreadableOutputException e) {
            return List.of(e.getMessage());
        }
    }

    private List<String> in(ProcessTable table, LiveInspection hosts) throws InterruptedException {
        Doubts doubts = InstanceProcesses.doubts(table, at, OptionalInt.empty());
        ProcessProofs proofs = doubts.none()
                ? ProcessProofs.none()
                : new ProcessQuestions(hosts.transport(), QUESTION, Optional.of(hosts.sleeper()))
                        .ask(at, doubts, hosts.cluster().adminUser().value(), table.login());
        Set<String> others = new HashSet<>();
        for (InstanceLocation other : known) {
            if (other.host().equals(at.host()) && !other.equals(at)) {
                InstanceProcesses.of(table, other).mine().forEach(p -> others.add(Integer.toString(p.pid())));
            }
        }
        List<String> all = new ArrayList<>();
        for (String left : InstanceProcesses.of(table, at, proofs).unattributed()) {
            String pid = left.split(" ", 2)[0];
            if (!others.contains(pid)) {
                all.add(described(left, pid, table));
            }
        }
        return all;
    }

    private static String described(String left, String pid, ProcessTable table) {
        return table.rows().stream()
                .filter(r -> Integer.toString(r.pid()).equals(pid))
                .map(r -> "process " + pid + " of user " + r.user() + ", which runs as: " + r.command())
                .findFirst()
                .orElse("a process that the table shows as: " + left);
    }
}
