package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code awaitSync()}: exists to prove from four sides that the standby is in step, since any one of them has lied (a0). */
final class AwaitSyncHandler implements StepHandler<AwaitSync> {

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome whenRefused() {
        return Outcome.FAILED;
    }

    @Override
    public Decision decide(AwaitSync step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isEmpty()) {
            return Decision.refused("the catalog names no standby to wait for; write .addStandby(host) before");
        }
        InstanceState master = now.state().master().orElseThrow();
        Optional<ReplicationState> stream = now.state().replication();
        Optional<InstanceState> server = now.state().standbyInstance();
        List<String> reasons = new ArrayList<>();
        if (stream.filter(ReplicationState::inSync).isEmpty()) {
            reasons.add("the master calls the stream "
                    + stream.map(ReplicationState::toString).orElse("absent"));
        } else if (stream.get().lagBytes().isEmpty() || stream.get().lagBytes().getAsLong() > step.mostLagBytes()) {
            reasons.add("the standby is further behind than " + step.mostLagBytes() + " bytes: " + stream.get());
        }
        if (!master.has(ServerProcess.Kind.WAL_SENDER)) {
            reasons.add(master.location().host() + " has no wal sender process");
        }
        if (server.filter(s -> s.has(ServerProcess.Kind.WAL_RECEIVER)).isEmpty()) {
            reasons.add(standby.get().location().host() + " shows no wal receiver process"
                    + server.map(s -> ": " + s.liveness().because()).orElse(""));
        }
        if (reasons.isEmpty()) {
            // Asked last: with the standby's host off it takes 38 s (recording a0).
            StandbyDetails details = now.inspection().standbyDetails(master.location());
            if (details.status().filter(x -> x == StandbyDetails.Status.PASSIVE).isEmpty()) {
                reasons.add("gpstate -f does not call the standby passive: "
                        + details.status().map(Enum::name).orElse("none configured"));
            }
        }
        if (!reasons.isEmpty()) {
            return new Decision.Refused(reasons, true);
        }
        now.prove(
                Evidence.Kind.CATALOG,
                master.location().host(),
                stream.orElseThrow().source(),
                stream.get().toString());
        now.prove(
                Evidence.Kind.PROCESS_TABLE,
                master.location().host(),
                "ps -ef on " + master.location().host(),
                "a wal sender runs");
        now.prove(
                Evidence.Kind.PROCESS_TABLE,
                standby.get().location().host(),
                "ps -ef on " + standby.get().location().host(),
                "a wal receiver runs");
        now.prove(
                Evidence.Kind.UTILITY,
                standby.get().location().host(),
                "gpstate -f on " + master.location().host(),
                "Standby host passive");
        return Decision.satisfied("the standby on " + standby.get().location().host() + " is in sync: " + stream.get());
    }

    @Override
    public List<String> mayRefuse(AwaitSync step) {
        return List.of(
                "the standby does not come into step within " + step.options().deadline());
    }
}
