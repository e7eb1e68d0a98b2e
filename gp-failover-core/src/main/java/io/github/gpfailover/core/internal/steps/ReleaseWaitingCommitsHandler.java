package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.inspect.PeerSockets;
import io.github.gpfailover.core.internal.inspect.PeerSocketsOf;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.ReleaseWaitingCommits;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code releaseWaitingCommits()}. It exists to end the wait of commits for a standby whose host is gone (b1).
 */
final class ReleaseWaitingCommitsHandler implements StepHandler<ReleaseWaitingCommits> {

    @Override
    public Ruling decide(ReleaseWaitingCommits step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isEmpty()) {
            return Ruling.satisfied(
                    "the catalog on " + Guards.master(now).host() + " has no standby, so no commit waits for one");
        }
        DeadStandby dead = DeadStandby.look(standby.get(), now);
        if (!dead.gone()) {
            return Ruling.notYet(
                    ReasonCode.STANDBY_NOT_GONE,
                    "the standby is not proved gone, and commits wait rightly for one that lives: "
                            + dead.obstacle().orElseThrow());
        }
        if (dead.sockets().filter(s -> s.open() == 0).isPresent() && sendersGone(now)) {
            return Ruling.satisfied(
                    Guards.master(now).host() + " has no connection to the standby's host, so no commit waits for it");
        }
        if (dead.obstacle().isPresent()) {
            return Ruling.notYet(
                    ReasonCode.SOCKETS_KEPT,
                    dead.silence() + ", but " + dead.obstacle().get());
        }
        return Ruling.ready(
                "destroy the sockets of " + Guards.master(now).host() + " to "
                        + String.join(", ", dead.sockets().orElseThrow().addresses()) + ", since " + dead.silence(),
                new Cut(now, standby.get()));
    }

    /** The cut of the master's connections to a standby that is gone. */
    private record Cut(StepContext now, CatalogRow standby) implements Deed {

        @Override
        public List<HostCommand> commands() throws InterruptedException {
            return DeadStandby.cut(now);
        }

        @Override
        public Judgement verify(StepContext after) throws InterruptedException {
            if (after.state().master().isEmpty()) {
                return Judgement.cannotTell("no single master answers");
            }
            InstanceLocation master = Guards.master(after);
            PeerSockets left = after.inspection().ask(new PeerSocketsOf(master, standby));
            if (left.open() > 0) {
                return Judgement.doesNotHold(master.host() + " still has " + left.open()
                        + " connections to the standby's host; it may have come back, or its kernel can't"
                        + " destroy sockets");
            }
            if (!sendersGone(after)) {
                return Judgement.doesNotHold(master.host() + " still has a wal sender process");
            }
            Findings cut = after.proof(
                    Evidence.Kind.PROCESS_TABLE,
                    master.host(),
                    "ss and ps -ef on " + master.host(),
                    "no connection to the standby's host and no wal sender is left");
            Findings lacking = Findings.warning("commits on " + master.host()
                    + " no longer wait for the standby, which lacks them: remove it, or wait until it"
                    + " is in step again, before anything rests on it");
            return Judgement.holds("commits on " + master.host() + " wait for no standby any more", List.of())
                    .noting(cut.and(lacking));
        }
    }

    private static boolean sendersGone(StepContext now) {
        return now.state()
                .master()
                .filter(m -> !m.has(ServerProcess.Kind.WAL_SENDER))
                .isPresent();
    }

    @Override
    public List<String> mayRefuse(ReleaseWaitingCommits step) {
        return List.of("the standby answers anybody", "the login may not act as root on the master's host");
    }
}
