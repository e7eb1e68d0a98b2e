package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.engine.Undo;
import io.github.gpfailover.core.internal.fence.OrderlyStop;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code stopMaster()}: exists to stop the master, and to prove from its host's process table that nothing of it is left. */
final class StopMasterHandler implements StepHandler<StopMaster> {

    private static final Duration LEFT_FOR_LOOKING = Duration.ofSeconds(20);
    /** With less left, nobody would see what becomes of a stop that has begun: it can hang while no client is served. */
    private static final Duration LEFT_FOR_STOP = LEFT_FOR_LOOKING.plusSeconds(10);

    @Override
    public Decision decide(StopMaster step, Situation now) throws InterruptedException {
        if (now.state().masters().size() > 1) {
            return Guards.needMaster(now).orElseThrow();
        }
        InstanceLocation at = Guards.oldMaster(now);
        Optional<InstanceState> server = now.state().instance(at);
        if (server.isEmpty() || server.get().liveness().isUnknown()) {
            return Decision.notYet("it can't be told whether the master at " + at + " runs: "
                    + server.map(s -> s.liveness().because()).orElse("it was not looked at")
                    + "; unreachable is not stopped, write .fence(...) with a fence that reaches it");
        }
        if (server.get().liveness().isStopped()) {
            now.prove(server.get().liveness().evidence());
            return Decision.satisfied("the master at " + at + " is stopped");
        }
        if (now.activationAhead().isEmpty() && step.leavesNoMaster().isEmpty()) {
            return Decision.refused(
                    "nothing in the plan activates a standby afterwards, so no master would serve from here on: the"
                            + " outage lasts until somebody starts one; write .activate() after it, or"
                            + " stopMaster(s -> s.leavesNoMaster(\"why\"))");
        }
        if (server.get().role() == InstanceRole.STANDBY) {
            return Decision.refused("the server at " + at + " runs as a standby, not as a master");
        }
        boolean stopping = server.get().role() == InstanceRole.TRANSIENT
                && now.memory().lastMaster().filter(at::equals).isPresent();
        if (now.activationAhead().isPresent() && now.state().master().isEmpty() && !stopping) {
            return Decision.notYet(
                    "the server at " + at + " runs, but does not tell what it is, so whether its standby could take"
                            + " over can't be told: " + server.get().liveness().because() + "; it was not stopped");
        }
        if (StandbyRestart.interrupted(now)) {
            return Decision.ready("start the standby at " + standby(now)
                    + ", whose restart has not come to its end; whether the master at " + at
                    + " may be stopped is decided anew after that");
        }
        String outage = step.leavesNoMaster()
                .map(r -> ", and NO MASTER SERVES from then on until somebody starts one (" + r + ")")
                .orElse("");
        Optional<Decision> against = Guards.againstActivation(now);
        if (against.isEmpty()) {
            against = neighbours(at, now);
        }
        if (against.isPresent()) {
            return against.get();
        }
        // Asked last: each host that does not answer takes seconds.
        Optional<Decision> cut = HostsReachEachOther.against(now);
        return cut.isPresent() ? cut.get() : ready(at, outage, now);
    }

    /** What would make the end of the server unprovable, asked while it serves. */
    private static Optional<Decision> neighbours(InstanceLocation at, Situation now) throws InterruptedException {
        List<InstanceLocation> known =
                now.state().instances().stream().map(InstanceState::location).toList();
        List<String> all = now.inspection().unprovable(at, known);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Decision.notYet("once the master at " + at
                        + " is stopped, that could not be proved, since these can't be told from it: "
                        + String.join("; ", all)
                        + "; end them, start them with -D and an absolute path, or let the login read /proc/PID/cwd;"
                        + " the master was not stopped"));
    }

    private static Decision ready(InstanceLocation at, String outage, Situation now) throws InterruptedException {
        String stop = "stop the master at " + at + outage;
        Optional<String> shared = StandbyRestart.needed(now);
        if (shared.isEmpty()) {
            return Decision.ready(stop);
        }
        now.fact("sharedSecond", shared.get());
        now.warn("the standby at " + standby(now) + " is restarted before the stop, while the master serves: "
                + shared.get() + "; " + StartSeconds.MEANING);
        return Decision.ready(
                "restart the standby at " + standby(now) + " first, since " + shared.get() + ", then " + stop);
    }

    private static InstanceLocation standby(Situation now) {
        return now.state().standby().orElseThrow().location();
    }

    @Override
    public List<HostCommand> commands(StopMaster step, Situation now) {
        List<HostCommand> all = new ArrayList<>();
        if (StandbyRestart.due(now)) {
            all.addAll(StandbyRestart.commands(now, step.options().deadline()));
        }
        if (StandbyRestart.interrupted(now)) {
            return all;
        }
        all.addAll(commands(now, step.options().deadline()));
        return all;
    }

    private static List<HostCommand> commands(Situation now, Duration left) {
        InstanceLocation at = Guards.oldMaster(now);
        List<HostCommand> all = new ArrayList<>();
        if (now.state().master().isPresent()) {
            // What is written now need not be written while clients wait for the shutdown checkpoint.
            all.add(new HostCommand(at.host(), now.dialect().checkpoint(at, left.dividedBy(4))));
        }
        all.add(new HostCommand(at.host(), OrderlyStop.command(now.dialect(), at)));
        return all;
    }

    @Override
    public void act(StopMaster step, Situation now, Hands hands) throws InterruptedException {
        InstanceLocation at = Guards.oldMaster(now);
        if (StandbyRestart.due(now)) {
            boolean decidesAnew = StandbyRestart.interrupted(now);
            Optional<String> failed = StandbyRestart.run(now, hands);
            if (failed.isPresent()) {
                now.remark(failed.get());
                return;
            }
            if (decidesAnew) {
                now.remark("the standby at " + standby(now)
                        + " was started; the master was not stopped, since what speaks against it was not asked");
                return;
            }
            if (tooLate(at, now, hands)) {
                return;
            }
        }
        List<HostCommand> all = commands(now, hands.left());
        for (HostCommand c : all.subList(0, all.size() - 1)) {
            checkpoint(c, now, hands);
        }
        if (tooLate(at, now, hands)) {
            return;
        }
        if (now.activationAhead().isPresent()) {
            // After the checkpoint, which may take minutes: what hooks hold, clients wait for.
            now.masterLeaves(at, hands);
            if (tooLate(at, now, hands)) {
                return;
            }
        }
        Duration left = hands.left();
        stop(at, step.immediateAtDeadline() ? left.dividedBy(2) : left.minus(LEFT_FOR_LOOKING), now);
        if (step.immediateAtDeadline()
                && now.lookAgain()
                        .instance(at)
                        .filter(s -> s.liveness().isRunning())
                        .isPresent()) {
            now.warn("fast mode did not stop the master at " + at + "; immediate mode was used, as the plan allows");
            HostCommand immediate = new HostCommand(
                    at.host(),
                    now.dialect()
                            .stop(at, Dialect.StopMode.IMMEDIATE, hands.left().minus(LEFT_FOR_LOOKING)));
            Guards.remark(now, immediate.host(), immediate.command().toString(), hands.run(immediate));
        }
    }

    private static boolean tooLate(InstanceLocation at, Situation now, Hands hands) {
        Duration left = hands.left();
        // A stop that an earlier attempt began can't be taken back.
        boolean stops = now.state()
                .instance(at)
                .filter(i -> i.role() == InstanceRole.TRANSIENT)
                .isPresent();
        boolean late = !stops && left.compareTo(LEFT_FOR_STOP) < 0;
        if (late) {
            now.remark("only " + left.toMillis()
                    + " ms of the step's time are left, and a stop that has begun is to be followed for "
                    + LEFT_FOR_STOP.toSeconds() + " s: the master at " + at
                    + " was not stopped; give stopMaster() a longer deadline");
        }
        return late;
    }

    private static void stop(InstanceLocation at, Duration within, Situation now) throws InterruptedException {
        Optional<InstanceLocation> standby = now.state()
                .standby()
                .map(CatalogRow::location)
                .or(() -> now.memory().standby())
                .filter(s -> !s.equals(at));
        OrderlyStop.Ended ended = new OrderlyStop(now.transport(), now.dialect(), at, now.sleeper())
                .run(within, now::lookOnlyAt, standby);
        ended.cut()
                .ifPresent(why -> now.warn("the stop of " + at
                        + " had come to its last checkpoint and waited for its wal sender alone; that wait was ended, since "
                        + why + ": the standby lacks that record, which holds no commit"));
        boolean stopped = ended.cut().isPresent() || ended.remarks().isEmpty();
        if (!stopped) {
            ended.remarks().forEach(now::remark);
        }
    }

    /** Only shortens the stop: whatever becomes of it, the stop is sent. */
    private static void checkpoint(HostCommand command, Situation now, Hands hands) throws InterruptedException {
        try {
            Guards.remark(now, command.host(), command.command().toString(), hands.run(command));
        } catch (TransportException e) {
            now.remark("the checkpoint before the stop did not end: " + e.getMessage());
        }
    }

    @Override
    public Verdict verify(StopMaster step, Situation before, Situation after) {
        InstanceLocation at = Guards.oldMaster(before);
        InstanceState server = after.state().instance(at).orElseThrow();
        return switch (server.liveness().status()) {
            case STOPPED -> {
                after.memory().masterStopped(at);
                step.leavesNoMaster()
                        .ifPresent(r -> after.warn("no master serves, as the plan allows (" + r
                                + "): FailoverPlan.builder().startMaster().build() starts it again"));
                yield Verdict.holds(
                        "the master at " + at + " is stopped, no process of it is left",
                        server.liveness().evidence());
            }
            case RUNNING ->
                Verdict.doesNotHold("the master at " + at + " still runs ("
                        + (server.role() == InstanceRole.MASTER ? "it serves" : "as " + server.role()) + "): "
                        + server.liveness().because()
                        + (step.immediateAtDeadline()
                                ? ""
                                : "; end its clients, or write stopMaster(s -> s.immediateAtDeadline())"));
            case UNKNOWN ->
                Verdict.cannotTell("it can't be told whether the master at " + at + " still runs: "
                        + server.liveness().because());
        };
    }

    @Override
    public Optional<InstanceLocation> leaving(StopMaster step, Situation now) {
        return now.activationAhead().map(a -> Guards.oldMaster(now));
    }

    @Override
    public boolean tellsOfLeaving() {
        return true;
    }

    @Override
    public List<Undo> undo(StopMaster step, Situation before) {
        InstanceLocation at = Guards.oldMaster(before);
        return List.of(Undo.start(at, before.dialect()));
    }

    @Override
    public void expect(StopMaster step, Situation now, Forecast forecast) {
        // The standby that is restarted before the stop begins in another second.
        now.memory().sharedSecondParted();
        forecast.stopped(Guards.oldMaster(now));
    }

    /** A fast stop waits for the wal sender (recordings d6 to d9). */
    @Override
    public List<String> open(StopMaster step, Situation now) {
        return Guards.mayWait(now);
    }

    @Override
    public List<String> mayRefuse(StopMaster step) {
        return List.of(
                "the standby that is to be activated is not in sync",
                "the master's host can't be reached",
                "a process on the master's host can't be told from the master's");
    }
}
