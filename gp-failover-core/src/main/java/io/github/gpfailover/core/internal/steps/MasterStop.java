package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.fence.OrderlyStop;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.step.StopMaster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stop of the master, after the restart of its standby where that is due.
 *
 * @param step what the plan says
 * @param now what was observed before
 * @param at the master
 * @param restartsStandby whether the standby is restarted first, or a restart of it that was cut short is finished
 */
record MasterStop(StopMaster step, StepContext now, InstanceLocation at, boolean restartsStandby) implements Deed {

    private static final Duration LEFT_FOR_LOOKING = Duration.ofSeconds(20);
    /** With less left, nobody would see what becomes of a stop that has begun: it can hang while no client is served. */
    private static final Duration LEFT_FOR_STOP = LEFT_FOR_LOOKING.plusSeconds(10);

    @Override
    public List<HostCommand> commands() {
        List<HostCommand> all = new ArrayList<>();
        if (restartsStandby) {
            all.addAll(StandbyRestart.commands(now, step.options().deadline()));
        }
        if (!StandbyRestart.interrupted(now)) {
            all.addAll(stopping(step.options().deadline()));
        }
        return all;
    }

    private List<HostCommand> stopping(Duration left) {
        List<HostCommand> all = new ArrayList<>();
        if (now.state().master().isPresent()) {
            // What is written now need not be written while clients wait for the shutdown checkpoint.
            all.add(new HostCommand(at.host(), now.dialect().checkpoint(at, left.dividedBy(4))));
        }
        all.add(new HostCommand(at.host(), OrderlyStop.command(now.dialect(), at)));
        return all;
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        if (restartsStandby) {
            boolean decidesAnew = StandbyRestart.interrupted(now);
            Optional<String> failed = StandbyRestart.run(now, actions);
            if (failed.isPresent()) {
                actions.remark(failed.get());
                return;
            }
            if (decidesAnew) {
                actions.remark("the standby at "
                        + now.state().standby().orElseThrow().location()
                        + " was started; the master was not stopped, since the objections to that were not asked for");
                return;
            }
            if (tooLate(actions)) {
                return;
            }
        }
        List<HostCommand> all = stopping(actions.left());
        for (HostCommand c : all.subList(0, all.size() - 1)) {
            checkpoint(c, actions);
        }
        if (tooLate(actions)) {
            return;
        }
        if (now.activationAhead().isPresent()) {
            // After the checkpoint, which may take minutes: what hooks hold, clients wait for.
            now.masterLeaves(at, actions);
            if (tooLate(actions)) {
                return;
            }
        }
        Duration left = actions.left();
        stop(step.immediateAtDeadline() ? left.dividedBy(2) : left.minus(LEFT_FOR_LOOKING), actions);
        if (step.immediateAtDeadline()
                && now.observeAgain()
                        .instance(at)
                        .filter(s -> s.liveness().isRunning())
                        .isPresent()) {
            actions.warn(
                    "fast mode did not stop the master at " + at + "; immediate mode was used, as the plan allows");
            HostCommand immediate = new HostCommand(
                    at.host(),
                    now.dialect()
                            .stop(at, Dialect.StopMode.IMMEDIATE, actions.left().minus(LEFT_FOR_LOOKING)));
            Guards.remark(actions, immediate.host(), immediate.command().toString(), actions.run(immediate));
        }
    }

    private boolean tooLate(Actions actions) {
        Duration left = actions.left();
        // A stop that an earlier attempt began can't be taken back.
        boolean stops = now.state()
                .instance(at)
                .filter(i -> i.role() == InstanceRole.TRANSIENT)
                .isPresent();
        boolean late = !stops && left.compareTo(LEFT_FOR_STOP) < 0;
        if (late) {
            actions.remark("only " + left.toMillis()
                    + " ms of the step's time are left, and a stop that has begun is to be followed for "
                    + LEFT_FOR_STOP.toSeconds() + " s: the master at " + at
                    + " was not stopped; give stopMaster() a longer deadline");
        }
        return late;
    }

    private void stop(Duration within, Actions actions) throws InterruptedException {
        Optional<InstanceLocation> standby = now.state()
                .standby()
                .map(CatalogRow::location)
                .or(() -> now.notes().standby())
                .filter(s -> !s.equals(at));
        OrderlyStop.Ended ended = new OrderlyStop(now.transport(), now.dialect(), at, now.sleeper())
                .run(within, now::observeOnly, standby);
        ended.cut()
                .ifPresent(why -> actions.warn("the stop of " + at
                        + " had come to its last checkpoint and waited for its wal sender alone; that wait was ended,"
                        + " since "
                        + why + ": the standby lacks that record, which holds no commit"));
        boolean stopped = ended.cut().isPresent() || ended.remarks().isEmpty();
        if (!stopped) {
            ended.remarks().forEach(actions::remark);
        }
    }

    /** Only shortens the stop: whatever becomes of it, the stop is sent. */
    private void checkpoint(HostCommand command, Actions actions) throws InterruptedException {
        try {
            Guards.remark(actions, command.host(), command.command().toString(), actions.run(command));
        } catch (TransportException e) {
            actions.remark("the checkpoint before the stop did not end: " + e.getMessage());
        }
    }

    @Override
    public Judgement verify(StepContext after) {
        InstanceState server = after.state().instance(at).orElseThrow();
        return switch (server.liveness().status()) {
            case STOPPED -> {
                after.notes().masterStopped(at);
                Findings allowed = step.leavesNoMaster()
                        .map(r -> Findings.warning("no master serves, as the plan allows (" + r
                                + "): FailoverPlan.builder().startMaster().build() starts it again"))
                        .orElse(Findings.none());
                yield Judgement.holds(
                                "the master at " + at + " is stopped, no process of it is left",
                                server.liveness().evidence())
                        .noting(allowed);
            }
            case RUNNING ->
                Judgement.doesNotHold("the master at " + at + " still runs ("
                        + (server.role() == InstanceRole.MASTER ? "it serves" : "as " + server.role()) + "): "
                        + server.liveness().because()
                        + (step.immediateAtDeadline()
                                ? ""
                                : "; end its clients, or write stopMaster(s -> s.immediateAtDeadline())"));
            case UNKNOWN ->
                Judgement.cannotTell("it can't be told whether the master at " + at + " still runs: "
                        + server.liveness().because());
        };
    }

    @Override
    public Optional<InstanceLocation> leaving() {
        return now.activationAhead().map(a -> at);
    }

    @Override
    public boolean tellsOfLeaving() {
        return true;
    }

    @Override
    public List<InstanceLocation> stops() {
        return List.of(at);
    }

    @Override
    public void expect(Forecast forecast, ExecutionNotes notes) {
        // The standby that is restarted before the stop begins in another second.
        notes.seconds().parted();
        forecast.stopped(at);
    }

    /** A fast stop waits for the wal sender (recordings d6 to d9). */
    @Override
    public List<String> open() {
        return Guards.mayWait(now);
    }
}
