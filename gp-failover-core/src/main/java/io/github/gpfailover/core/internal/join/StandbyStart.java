package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.UpstreamOf;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The start of a standby that the catalog names and that does not run. It exists to do what {@code gpinitstandby -n} does (recording 94), with
 * proof before and after, and without a change to any file. Nothing is taken back: the standby is somebody else's, and stays configured.
 */
public final class StandbyStart {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private final InstanceLocation at;
    private final InstanceState master;
    private final StepContext now;

    public StandbyStart(InstanceLocation at, StepContext now) {
        this.at = at;
        this.master = now.state().master().orElseThrow();
        this.now = now;
    }

    /** Whether it can be started where it is. */
    public StartProof proof() throws InterruptedException {
        JoinFacts facts = now.oldDirectory(at, master);
        return StartProof.of(facts, now.state().instance(at), now.inspection().ask(new UpstreamOf(at)), kept(facts));
    }

    private Optional<Boolean> kept(JoinFacts facts) throws InterruptedException {
        Optional<Lsn> needed = StartProof.needed(facts);
        OptionalInt size = facts.old().control().map(ControlData::walSegment).orElse(OptionalInt.empty());
        if (needed.isEmpty() || size.isEmpty() || facts.timeline().isEmpty()) {
            return Optional.empty();
        }
        Optional<Boolean> there = log(needed.get(), facts.timeline().getAsInt(), size.getAsInt());
        int own = facts.old().control().orElseThrow().timeline();
        boolean other =
                own != facts.timeline().getAsInt() && there.filter(t -> !t).isPresent();
        // Until the fork the log is in the files of the timeline that was left.
        return other ? log(needed.get(), own, size.getAsInt()) : there;
    }

    /** Where the position is a file's first byte, the file may be one that the master has not made yet. */
    private Optional<Boolean> log(Lsn position, int timeline, int size) throws InterruptedException {
        Optional<Boolean> there = file(position, timeline, size);
        boolean first = position.position() % size == 0 && position.position() > 0;
        return first && there.filter(t -> !t).isPresent()
                ? file(new Lsn(position.position() - 1), timeline, size)
                : there;
    }

    private Optional<Boolean> file(Lsn position, int timeline, int size) throws InterruptedException {
        return now.inspection()
                .ask(new FileThere(
                        master.location().host(),
                        now.dialect().joining().walFile(master.location(), timeline, position, size)));
    }

    /** The command that starts it. */
    public HostCommand command() {
        return new HostCommand(at.host(), now.dialect().start(at, START));
    }

    /** Starts it unless it runs, and holds the proof once it does. Gives why it is not proved; empty if it is. */
    public Optional<String> run(StartProof proof, boolean runs, Actions actions) throws InterruptedException {
        now.notes().starting(at, true);
        try {
            if (!runs) {
                actions.progress("starting " + at + ", the standby that the catalog names");
                actions.run(command());
            }
            int dbid = now.state()
                    .standby()
                    .filter(r -> r.location().equals(at))
                    .map(CatalogRow::dbid)
                    .orElseThrow();
            OptionalInt segment = now.oldDirectory(at, master)
                    .old()
                    .control()
                    .map(ControlData::walSegment)
                    .orElse(OptionalInt.empty());
            Optional<String> failed =
                    new StandbyVerification(at, master, dbid, RESERVE, proof.reached(), segment).await(now, actions);
            if (failed.isEmpty()) {
                now.notes().starting(at, false);
            }
            return failed;
        } catch (TransportException | UnreadableOutputException e) {
            return Optional.of(e.getMessage());
        }
    }
}
