package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.steps.StartSeconds.Finding;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The restart of a standby before its master is stopped. It exists to part the seconds in which the two began while the master still serves:
 * after the promotion the same costs clients an outage.
 */
final class StandbyRestart {

    /** The fact that says how long it took. */
    static final String TOOK = "standbyRestart";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LEFT_FOR_STOP = Duration.ofSeconds(30);

    private StandbyRestart() {}

    /** Why the standby is to be restarted before the stop; empty if it need not be, or the plan promotes nobody. */
    static Noted<Optional<String>> needed(StepContext now) throws InterruptedException {
        Optional<InstanceLocation> standby = now.state().standby().map(CatalogRow::location);
        if (now.activationAhead().isEmpty() || now.state().master().isEmpty() || standby.isEmpty()) {
            return Noted.of(Optional.empty());
        }
        return StartSeconds.noted(standby.get(), Optional.of(Guards.master(now)), false, now);
    }

    /** Whether it is to be done before the stop, as was decided. */
    static boolean due(StepContext now) {
        return interrupted(now)
                || (now.activationAhead().isPresent()
                        && now.state()
                                .standby()
                                .filter(r -> now.notes()
                                        .seconds()
                                        .shared(r.location())
                                        .isPresent())
                                .isPresent());
    }

    /** Whether this execution has begun to restart the standby and the standby is stopped since. */
    static boolean interrupted(StepContext now) {
        return now.state()
                .standbyInstance()
                .filter(i ->
                        now.notes().restarting(i.location()) && i.liveness().isStopped())
                .isPresent();
    }

    /** What it runs: a standby that is stopped already is started, another is restarted after a checkpoint on its master. */
    static List<HostCommand> commands(StepContext now, Duration left) {
        InstanceLocation standby = now.state().standby().orElseThrow().location();
        if (interrupted(now)) {
            return List.of(new HostCommand(standby.host(), now.dialect().start(standby, START)));
        }
        InstanceLocation master = Guards.master(now);
        return List.of(
                new HostCommand(master.host(), now.dialect().checkpoint(master, left.dividedBy(4))),
                new HostCommand(standby.host(), now.dialect().restart(standby, START)));
    }

    /**
     * Waits until the standby has replayed a checkpoint that its master makes now. Its restart replays from the last one that it
     * replayed, and the master commits alone meanwhile: 134 MB took 47 s on a real 6.24.3, with this 4 to 6 s.
     *
     * @return why the standby is not to be restarted now
     */
    private static Optional<String> behind(
            InstanceLocation standby, InstanceLocation master, HostCommand checkpoint, StepContext now, Actions actions)
            throws InterruptedException {
        Duration last = actions.left().dividedBy(2);
        try {
            Guards.remark(actions, checkpoint.host(), checkpoint.command().toString(), actions.run(checkpoint));
        } catch (TransportException e) {
            actions.remark("the checkpoint before the restart of the standby did not end: " + e.getMessage());
        }
        Optional<Lsn> made =
                now.inspection().ask(new DirectoryAt(master)).control().map(ControlData::checkpoint);
        if (made.isEmpty()) {
            actions.remark("pg_control of " + master
                    + " could not be read, so how much the standby replays at its restart can't be told");
            return Optional.empty();
        }
        ClusterState seen = now.observeAgain();
        while (!replayed(seen, made.get()) && actions.left().compareTo(last) > 0) {
            actions.pause(POLL);
            seen = now.observeAgain();
        }
        return replayed(seen, made.get())
                ? Optional.empty()
                : Optional.of("the standby at " + standby + " did not replay the checkpoint at " + made.get()
                        + " in half of the step's time, so its restart would take long: " + seen.summary()
                        + "; neither was the standby restarted nor the master stopped");
    }

    private static boolean replayed(ClusterState seen, Lsn checkpoint) {
        return seen.replication()
                .flatMap(ReplicationState::replay)
                .filter(r -> r.bytesSince(checkpoint) > 0)
                .isPresent();
    }

    /** Does it, and waits for the stream. Gives why the master must not be stopped now; empty if the seconds are proved to differ. */
    static Optional<String> run(StepContext now, Actions actions) throws InterruptedException {
        InstanceLocation standby = now.state().standby().orElseThrow().location();
        InstanceLocation master = Guards.master(now);
        List<HostCommand> all = commands(now, actions.left());
        if (all.size() > 1) {
            Optional<String> behind = behind(standby, master, all.get(0), now, actions);
            if (behind.isPresent()) {
                return behind;
            }
        }
        long began = now.nanoTime();
        actions.progress("restarting the standby at " + standby
                + ", which began in the second of a master; the master serves on");
        HostCommand command = all.get(all.size() - 1);
        now.notes().restarting(standby, true);
        try {
            Guards.remark(actions, command.host(), command.command().toString(), actions.run(command));
        } catch (TransportException e) {
            actions.remark("the restart of the standby at " + standby + " did not end: " + e.getMessage());
        }
        ClusterState seen = now.observeAgain();
        while (!streams(seen, standby) && actions.left().compareTo(LEFT_FOR_STOP) > 0) {
            actions.pause(POLL);
            seen = now.observeAgain();
        }
        if (!streams(seen, standby)) {
            return Optional.of("the standby at " + standby + " was restarted and does not stream in sync again: "
                    + seen.summary() + "; the master was not stopped");
        }
        now.notes().restarting(standby, false);
        Finding finding = StartSeconds.ask(standby, Optional.of(master), now);
        if (!(finding instanceof Finding.Apart)) {
            return Optional.of("the standby at " + standby + " was restarted, but its second is not proved to differ: "
                    + (finding instanceof Finding.Shared s ? s.seen() : ((Finding.Untold) finding).why())
                    + "; the master was not stopped");
        }
        now.notes().seconds().parted();
        now.notes().seconds().startsApart(standby, seen.instance(standby));
        Duration took = Duration.ofNanos(now.nanoTime() - began);
        actions.fact(TOOK, took.toMillis() + " ms until it streamed in sync again");
        actions.progress("the standby streams in sync again after " + took.toMillis() + " ms");
        return Optional.empty();
    }

    private static boolean streams(ClusterState seen, InstanceLocation standby) {
        return seen.master().isPresent()
                && seen.conflicts().isEmpty()
                && seen.instance(standby)
                        .filter(i -> i.role() == InstanceRole.STANDBY)
                        .isPresent()
                && seen.replication().filter(ReplicationState::inSync).isPresent();
    }
}
