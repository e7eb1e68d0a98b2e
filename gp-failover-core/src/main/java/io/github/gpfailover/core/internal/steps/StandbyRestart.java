package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.steps.StartSeconds.Finding;
import io.github.gpfailover.error.TransportException;
import java.time.Duration;
import java.util.Optional;

/**
 * The restart of a standby before its master is stopped. Exists to part the seconds in which the two began while the master still serves:
 * after the promotion the same costs clients an outage.
 */
final class StandbyRestart {

    /** The fact that tells how long it took. */
    static final String TOOK = "standbyRestart";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LEFT_FOR_STOP = Duration.ofSeconds(30);

    private StandbyRestart() {}

    /** Why the standby is to be restarted before the stop; empty if it need not be, or the plan promotes nobody. */
    static Optional<String> needed(Situation now) throws InterruptedException {
        Optional<InstanceLocation> standby = now.state().standby().map(CatalogRow::location);
        if (now.activationAhead().isEmpty() || now.state().master().isEmpty() || standby.isEmpty()) {
            return Optional.empty();
        }
        return StartSeconds.noted(standby.get(), Optional.of(Guards.master(now)), now);
    }

    /** Whether it is to be done before the stop, as was decided. */
    static boolean due(Situation now) {
        return interrupted(now)
                || (now.activationAhead().isPresent()
                        && now.state()
                                .standby()
                                .filter(r ->
                                        now.memory().sharedSecond(r.location()).isPresent())
                                .isPresent());
    }

    /** Whether this execution has begun to restart the standby and the standby is stopped since. */
    static boolean interrupted(Situation now) {
        return now.state()
                .standbyInstance()
                .filter(i ->
                        now.memory().restarting(i.location()) && i.liveness().isStopped())
                .isPresent();
    }

    static HostCommand command(Situation now) {
        InstanceLocation standby = now.state().standby().orElseThrow().location();
        return new HostCommand(
                standby.host(),
                interrupted(now)
                        ? now.dialect().start(standby, START)
                        : now.dialect().restart(standby, START));
    }

    /** Does it, and waits for the stream. Gives why the master must not be stopped now; empty if the seconds are proved to differ. */
    static Optional<String> run(Situation now, Hands hands) throws InterruptedException {
        InstanceLocation standby = now.state().standby().orElseThrow().location();
        InstanceLocation master = Guards.master(now);
        long began = now.nanoTime();
        hands.progress("restarting the standby at " + standby
                + ", which began in the second of a master; the master serves on");
        HostCommand command = command(now);
        now.memory().restarting(standby, true);
        try {
            Guards.remark(now, command.host(), command.command().toString(), hands.run(command));
        } catch (TransportException e) {
            now.remark("the restart of the standby at " + standby + " did not end: " + e.getMessage());
        }
        ClusterState seen = now.lookAgain();
        while (!streams(seen, standby) && hands.left().compareTo(LEFT_FOR_STOP) > 0) {
            hands.pause(POLL);
            seen = now.lookAgain();
        }
        if (!streams(seen, standby)) {
            return Optional.of("the standby at " + standby + " was restarted and does not stream in sync again: "
                    + seen.summary() + "; the master was not stopped");
        }
        now.memory().restarting(standby, false);
        Finding finding = StartSeconds.ask(standby, Optional.of(master), now);
        if (!(finding instanceof Finding.Apart)) {
            return Optional.of("the standby at " + standby + " was restarted, but its second is not proved to differ: "
                    + (finding instanceof Finding.Shared s ? s.seen() : ((Finding.Untold) finding).why())
                    + "; the master was not stopped");
        }
        now.memory().sharedSecondParted();
        now.memory().startsApart(standby, seen.instance(standby));
        Duration took = Duration.ofNanos(now.nanoTime() - began);
        now.fact(TOOK, took.toMillis() + " ms until it streamed in sync again");
        hands.progress("the standby streams in sync again after " + took.toMillis() + " ms");
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
