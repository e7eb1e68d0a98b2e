package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.UnprovableProcesses;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.StopMaster;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code stopMaster()}. It exists to stop the master, and to prove from its host's process table that nothing of it is left.
 */
final class StopMasterHandler implements StepHandler<StopMaster> {

    @Override
    public Ruling decide(StopMaster step, StepContext now) throws InterruptedException {
        if (now.state().masters().size() > 1) {
            return Guards.needMaster(now).refusal();
        }
        InstanceLocation at = Guards.oldMaster(now);
        Optional<InstanceState> server = now.state().instance(at);
        if (server.isEmpty() || server.get().liveness().isUnknown()) {
            return Ruling.notYet(
                    ReasonCode.MASTER_LIVENESS_UNKNOWN,
                    "it can't be told whether the master at " + at + " runs: "
                            + server.map(s -> s.liveness().because()).orElse("it was not observed")
                            + "; unreachable is not stopped, write .fence(...) with a fence that reaches it");
        }
        if (server.get().liveness().isStopped()) {
            return Ruling.satisfied("the master at " + at + " is stopped")
                    .noting(Findings.proofs(server.get().liveness().evidence()));
        }
        if (now.activationAhead().isEmpty() && step.leavesNoMaster().isEmpty()) {
            return Ruling.refused(
                    ReasonCode.LEAVES_NO_MASTER,
                    "nothing in the plan activates a standby afterwards, so no master would serve from here on: the"
                            + " outage lasts until somebody starts one; write .activate() after it, or"
                            + " stopMaster(s -> s.leavesNoMaster(\"why\"))");
        }
        if (server.get().role() == InstanceRole.STANDBY) {
            return Ruling.refused(
                    ReasonCode.SERVER_IS_STANDBY, "the server at " + at + " runs as a standby, not as a master");
        }
        boolean stopping = server.get().role() == InstanceRole.TRANSIENT
                && now.notes().lastMaster().filter(at::equals).isPresent();
        if (now.activationAhead().isPresent() && now.state().master().isEmpty() && !stopping) {
            return Ruling.notYet(
                    ReasonCode.MASTER_ROLE_UNKNOWN,
                    "the server at " + at + " runs, but does not tell what it is, so whether its standby could take"
                            + " over can't be told: " + server.get().liveness().because() + "; it was not stopped");
        }
        if (StandbyRestart.interrupted(now)) {
            return Ruling.ready(
                    "start the standby at " + standby(now)
                            + ", whose restart has not come to its end; whether the master at " + at
                            + " may be stopped is decided anew after that",
                    new MasterStop(step, now, at, true));
        }
        String outage = step.leavesNoMaster()
                .map(r -> ", and NO MASTER SERVES from then on until somebody starts one (" + r + ")")
                .orElse("");
        Objections against = Guards.againstActivation(now);
        if (!against.any()) {
            against = neighbours(at, now).noting(against.findings());
        }
        if (against.any()) {
            return against.refusal();
        }
        // Asked last: each host that does not answer takes seconds.
        Objections cut = HostsReachEachOther.against(now).noting(against.findings());
        return cut.any() ? cut.refusal() : ready(step, at, outage, now).noting(cut.findings());
    }

    /** What would make the end of the server unprovable, asked while it serves. */
    private static Objections neighbours(InstanceLocation at, StepContext now) throws InterruptedException {
        List<InstanceLocation> known =
                now.state().instances().stream().map(InstanceState::location).toList();
        List<String> all = now.inspection().ask(new UnprovableProcesses(at, known));
        return all.isEmpty()
                ? Objections.none()
                : Objections.passing(
                        ReasonCode.STOP_NOT_PROVABLE,
                        "once the master at " + at
                                + " is stopped, that could not be proved, since these can't be told from it: "
                                + String.join("; ", all)
                                + "; end them, start them with -D and an absolute path, or let the login read"
                                + " /proc/PID/cwd; the master was not stopped");
    }

    private static Ruling ready(StopMaster step, InstanceLocation at, String outage, StepContext now)
            throws InterruptedException {
        String stop = "stop the master at " + at + outage;
        Noted<Optional<String>> needed = StandbyRestart.needed(now);
        Optional<String> shared = needed.answer();
        if (shared.isEmpty()) {
            return Ruling.ready(stop, new MasterStop(step, now, at, StandbyRestart.due(now)))
                    .noting(needed.findings());
        }
        Findings restarted = Findings.fact("sharedSecond", shared.get())
                .and(Findings.warning("the standby at " + standby(now)
                        + " is restarted before the stop, while the master serves: " + shared.get() + "; "
                        + StartSeconds.MEANING));
        return Ruling.ready(
                        "restart the standby at " + standby(now) + " first, since " + shared.get() + ", then " + stop,
                        new MasterStop(step, now, at, StandbyRestart.due(now)))
                .noting(needed.findings().and(restarted));
    }

    private static InstanceLocation standby(StepContext now) {
        return now.state().standby().orElseThrow().location();
    }

    @Override
    public List<String> mayRefuse(StopMaster step) {
        return List.of(
                "the standby that is to be activated is not in sync",
                "the master's host can't be reached",
                "a process on the master's host can't be told from the master's");
    }
}
