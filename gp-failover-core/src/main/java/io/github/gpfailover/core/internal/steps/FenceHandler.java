package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.inspect.DispatchAnswer;
import io.github.gpfailover.core.internal.inspect.DispatchOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code fence()}. It exists to take the old master's ability to write away where it is not proved stopped.
 */
final class FenceHandler implements StepHandler<FenceOldMaster> {

    private static final Duration BETWEEN_READS = Duration.ofSeconds(5);
    private static final String TAKE_OUT =
            "; to take it out all the same write activate(a -> a.evenIfMasterServes(\"why\"))";

    @Override
    public Ruling decide(FenceOldMaster step, StepContext now) throws InterruptedException {
        if (now.state().masters().size() > 1 && now.activationAhead().isPresent()) {
            return Guards.needMaster(now).refusal();
        }
        InstanceLocation old = target(now);
        Optional<InstanceState> server = now.state().instance(old);
        if (server.filter(s -> s.liveness().isStopped()).isPresent()) {
            return Ruling.satisfied("the old master at " + old + " is proved stopped")
                    .noting(Findings.proofs(server.get().liveness().evidence()));
        }
        if (server.filter(s -> s.role() == InstanceRole.STANDBY).isPresent()) {
            return Ruling.satisfied("the server at " + old + " runs as a standby and does not write");
        }
        Objections serving = serves(old, now);
        if (serving.any()) {
            return serving.refusal();
        }
        // What an earlier run promoted is no standby any more, and the old master must not write beside it.
        boolean promoted = promoted(now) && !isMaster(old, now);
        Objections against = (promoted ? Objections.none() : Guards.againstActivation(now)).noting(serving.findings());
        if (against.any()) {
            return against.refusal();
        }
        if (!promoted && noStandbySeen(now)) {
            return Ruling.notYet(
                            ReasonCode.STANDBY_NOT_SEEN,
                            "the plan activates a standby afterwards, but none is seen running: "
                                    + Guards.because(now.state().instances()) + "; the old master was left alone")
                    .noting(against.findings());
        }
        List<Fence> fences = inOrder(fences(step, now), old, now);
        return Ruling.ready(
                        "fence the old master at " + old + " by "
                                + String.join(
                                        ", then ",
                                        fences.stream().map(Fence::name).toList()),
                        new Fencing(now, old, fences))
                .noting(against.findings());
    }

    private static boolean promoted(StepContext now) {
        Optional<InstanceLocation> begun = now.notes().nextMaster();
        return begun.isPresent()
                && now.state().master().map(InstanceState::location).equals(begun);
    }

    private static boolean isMaster(InstanceLocation at, StepContext now) {
        return now.state().master().filter(m -> m.location().equals(at)).isPresent();
    }

    /** A master that answers and dispatches is not taken out without consent: that would be an outage for nothing. */
    private static Objections serves(InstanceLocation old, StepContext now) throws InterruptedException {
        if (!isMaster(old, now)) {
            return Objections.none();
        }
        if (now.activationAhead().isEmpty()) {
            return Objections.of(
                    ReasonCode.LEAVES_NO_MASTER,
                    "the server at " + old
                            + " is the only master that serves, and nothing in the plan activates a standby"
                            + " afterwards; to leave the cluster without a master write stopMaster(s ->"
                            + " s.leavesNoMaster(\"why\"))");
        }
        Optional<String> consent = now.activationAhead().get().evenIfMasterServes();
        if (consent.isPresent()) {
            return Objections.none()
                    .noting(Findings.warning(
                            "a master that serves is taken out, as the plan says (" + consent.get() + "): " + old));
        }
        List<CatalogRow> primaries = now.state().segments().stream()
                .filter(r -> r.role() == CatalogRow.Role.PRIMARY)
                .toList();
        DispatchAnswer first = now.inspection().ask(new DispatchOf(old, primaries));
        DispatchAnswer second = first;
        if (first.fault().isPresent()) {
            // One read that fails is no proof: a loaded host, or a segment whose mirror takes over, fails one too.
            now.sleeper().sleep(BETWEEN_READS);
            second = now.inspection().ask(new DispatchOf(old, primaries));
            if (first.confirmedBy(second)) {
                return Objections.none()
                        .noting(Findings.warning(
                                "the master at " + old + " answers, but does not serve, twice: " + second.words()));
            }
        }
        if (now.notes().stoppedMaster().filter(old::equals).isPresent()) {
            return Objections.of(
                    ReasonCode.MASTER_SERVES_AGAIN,
                    "the master at " + old
                            + " serves again, though this plan had stopped it: somebody started it meanwhile, so it"
                            + " was left alone and nothing was promoted; execute the plan anew if the move is still"
                            + " wanted");
        }
        if (second.kind() == DispatchAnswer.Kind.CHANGED) {
            return Objections.passing(
                    ReasonCode.MASTER_ANSWER_CHANGED,
                    "the master at " + old + " answered, and then: " + second.words()
                            + "; it was left alone until it is observed again" + TAKE_OUT);
        }
        if (second.fault().isPresent()) {
            return Objections.of(
                    ReasonCode.MASTER_OUTAGE_UNPROVED,
                    "the master at " + old + " answers, and that it does not serve is not proved by two reads: "
                            + first.words() + "; then: " + second.words() + TAKE_OUT);
        }
        return Objections.of(
                ReasonCode.MASTER_SERVES,
                "the master at " + old
                        + " answers and dispatches to every segment, so there is nothing to fail over from; for a"
                        + " planned move write FailoverPlan.switchover(host), or .stopMaster() before"
                        + " this step" + TAKE_OUT);
    }

    private static boolean noStandbySeen(StepContext now) {
        return now.activationAhead().isPresent()
                && now.state().instances().stream().noneMatch(i -> i.role() == InstanceRole.STANDBY);
    }

    private static List<Fence> fences(FenceOldMaster step, StepContext now) {
        return step.fence().map(List::of).orElse(now.fences());
    }

    /** What needs the old master's host comes last where nobody reaches that: each question to it costs clients seconds. */
    private static List<Fence> inOrder(List<Fence> fences, InstanceLocation old, StepContext now) {
        boolean reached = !LossGuard.unreachable(old, now)
                || now.state().sightingsOf(old).stream().anyMatch(Sighting::hostReached);
        return reached
                ? fences
                : fences.stream().sorted(Comparator.comparing(Fence::needsHost)).toList();
    }

    /** Before an activation the present master; after the last one the former master. */
    private static InstanceLocation target(StepContext now) {
        return now.activationAhead().isPresent()
                ? Guards.oldMaster(now)
                : now.notes().formerMaster().orElseGet(() -> Guards.oldMaster(now));
    }

    @Override
    public List<String> mayRefuse(FenceOldMaster step) {
        return List.of("no fence can prove its effect", "the standby that is to be activated is not in sync");
    }
}
