package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.UtilityOutput;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.List;
import java.util.Optional;

/** The checks that several steps share. They exist so that each has one wording. */
final class Guards {

    private Guards() {}

    /** Refuses unless exactly one master answers and no source contradicts another. */
    static Objections needMaster(StepContext now) {
        ClusterState state = now.state();
        if (state.masters().size() > 1) {
            return Objections.of(
                    ReasonCode.TWO_MASTERS,
                    "TWO MASTERS answer: "
                            + state.masters().stream()
                                    .map(m -> m.location().toString())
                                    .toList()
                            + "; nothing was done: fence the one that should not be the master at once");
        }
        if (state.master().isEmpty()) {
            return Objections.passing(ReasonCode.NO_MASTER, "no master answers: " + because(state.instances()));
        }
        return new Objections(
                state.conflicts().stream()
                        .map(c -> Reason.of(ReasonCode.SOURCES_DISAGREE, "the sources disagree: " + c))
                        .toList(),
                true);
    }

    /** The one master, after {@link #needMaster} found nothing to refuse. */
    static InstanceLocation master(StepContext now) {
        return now.state().master().orElseThrow().location();
    }

    /** The server that must not write when the next activation comes. */
    static InstanceLocation oldMaster(StepContext now) {
        if (now.notes().activationTarget().isPresent()
                && now.notes().formerMaster().isPresent()) {
            // An activation has begun: whoever serves now may be the promoted standby, and that one must be left alone.
            return now.notes().formerMaster().get();
        }
        Optional<InstanceLocation> moved = now.notes()
                .successor()
                .filter(s ->
                        now.state().master().filter(m -> m.location().equals(s)).isPresent());
        Optional<InstanceLocation> before = moved.flatMap(master -> now.notes()
                .formerMaster()
                .or(() -> now.cluster().masterLocations().stream()
                        .filter(l -> !l.equals(master))
                        .findFirst()));
        if (before.isPresent()) {
            // A promotion of an earlier run: the promoted server must be left alone here too.
            return before.get();
        }
        return now.state()
                .master()
                .map(InstanceState::location)
                .or(() -> now.notes().lastMaster())
                .or(() -> unlessStandby(now, now.cluster().master()))
                .or(() -> now.cluster().standby())
                .orElse(now.cluster().master());
    }

    private static Optional<InstanceLocation> unlessStandby(StepContext now, InstanceLocation at) {
        boolean standby = now.state()
                .instance(at)
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .isPresent();
        return standby ? Optional.empty() : Optional.of(at);
    }

    /**
     * The reasons against stopping a master for the activation that the plan has ahead; none if there is none, or nothing does.
     */
    static Objections againstActivation(StepContext now) throws InterruptedException {
        return BeforeStop.against(now);
    }

    /** What keeps the end of a write on the master from being foretold: it may wait for a standby that does not confirm it. */
    static List<String> mayWait(StepContext now) {
        boolean inStep =
                now.state().replication().filter(ReplicationState::inSync).isPresent()
                        && now.state()
                                .standbyInstance()
                                .filter(s -> s.role() == InstanceRole.STANDBY)
                                .isPresent();
        boolean waits = now.state().standby().isPresent() && !inStep;
        return waits
                ? List.of("a commit on the master may wait for its standby, which is not seen to be in step")
                : List.of();
    }

    /** What was seen of servers, in one line. */
    static String because(List<InstanceState> instances) {
        return String.join(
                "; ",
                instances.stream()
                        .map(i -> i.location() + " is " + i.role() + ": "
                                + i.liveness().because())
                        .toList());
    }

    /** Keeps what a utility said, if it did not end well; its status alone decides nothing. */
    static void remark(Actions actions, HostName host, String command, CommandResult result) {
        if (result.exitedZero()) {
            return;
        }
        String said;
        try {
            said = UtilityOutput.read(host, command, result.stdout()).failure().orElseGet(result::lastLine);
        } catch (UnreadableOutputException e) {
            said = result.lastLine();
        }
        actions.remark("'" + command + "' on " + host + " ended with " + result.exitText() + ": " + said);
    }
}
