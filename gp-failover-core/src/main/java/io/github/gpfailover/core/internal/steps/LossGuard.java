package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.engine.LastStream;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Exists to know, before a promotion, whether the standby has all that the old master acknowledged.
 *
 * <p>After a clean stop the old master's own {@code pg_control} tells, against the standby's replay position. After a crash only what
 * the master last told of its stream does; a wal receiver that still stands shows a connection, not that it was in step. Where
 * nothing tells, it is not known, and that refuses.
 */
final class LossGuard {

    /** The fact that tells how the old master ended, in the words of its {@code pg_control}. */
    static final String OLD_MASTER_ENDED = "oldMasterEnded";

    /** What it says after a clean stop. */
    static final String CLEAN = "shut down";

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration STANDS_STILL = Duration.ofSeconds(1);
    private static final Duration REPLAY = Duration.ofSeconds(10);

    private LossGuard() {}

    /** Why the promotion could lose rows; empty if it can't, or the plan allows it. */
    static Optional<Decision> against(Activate step, InstanceState standby, InstanceLocation old, Situation now)
            throws InterruptedException {
        Optional<Decision> refusal = judge(step, standby, old, now);
        if (refusal.isPresent() && step.allowDataLoss().isPresent()) {
            ((Decision.Refused) refusal.get())
                    .reasons()
                    .forEach(r -> now.warn(
                            "data loss allowed (" + step.allowDataLoss().get() + "): " + r));
            return Optional.empty();
        }
        return refusal;
    }

    private static Optional<Decision> judge(Activate step, InstanceState standby, InstanceLocation old, Situation now)
            throws InterruptedException {
        String host = standby.location().host().value();
        if (standby.position().isEmpty()) {
            return Optional.of(Decision.notYet("the standby on " + host + " does not tell how far it has replayed"));
        }
        Lsn replayed = standby.position().get();
        // A host that this very look could not reach is not asked again: that takes seconds, and nobody serves
        // meanwhile.
        DirectoryState there =
                unreachable(old, now) ? DirectoryState.unknown("its host could not be asked") : now.directory(old);
        if (there.control().isPresent()) {
            replayed = onceReplayed(there.control().get(), replayed, standby.location(), now);
            Optional<Decision> behind = byControlData(there.control().get(), replayed, host, old, now);
            boolean clean = there.control().get().clusterState().equals(CLEAN);
            if (behind.isEmpty() && clean) {
                return Optional.empty();
            }
            // After a clean stop the old master's own log tells all; in a planned move nobody else is asked.
            LossEvidence found = LossEvidence.gather(standby, replayed, old, there.control(), !clean, now);
            Lsn checkpoint = there.control().get().checkpoint();
            if (clean
                    && found.received().filter(r -> r.compareTo(checkpoint) > 0).isPresent()) {
                // It has the last record and does not replay it: its promotion would not come to an end either.
                return behind;
            }
            if (found.missing().isPresent() || found.complete()) {
                return found.missing();
            }
            return behind.isPresent() ? with(found, behind, now) : with(found, byStream(step, standby, replayed, now), now);
        }
        LossEvidence found = LossEvidence.gather(standby, replayed, old, Optional.empty(), true, now);
        if (found.missing().isPresent() || found.complete()) {
            return found.missing();
        }
        return with(found, byStream(step, standby, replayed, now), now);
    }

    /** A refusal says what could not be asked that might have settled it; may it pass, it still may. */
    private static Optional<Decision> with(LossEvidence found, Optional<Decision> refusal, Situation now) {
        if (refusal.isEmpty() && !found.untold().isEmpty()) {
            now.warn("the logs do not prove that nothing is lost: " + String.join("; ", found.untold()));
        }
        if (refusal.isEmpty() || !(refusal.get() instanceof Decision.Refused refused) || found.untold().isEmpty()) {
            return refusal;
        }
        List<String> reasons = new ArrayList<>(refused.reasons());
        reasons.add("the logs do not settle it: " + String.join("; ", found.untold()));
        return Optional.of(new Decision.Refused(reasons, refused.mayPass()));
    }

    /**
     * After a clean stop the standby has received the last record, since the wal sender waits for that, but may need a moment to replay it.
     * It is looked at closely while it moves: a retry of the whole step would cost clients its pause.
     */
    private static Lsn onceReplayed(ControlData control, Lsn before, InstanceLocation standby, Situation now)
            throws InterruptedException {
        Lsn replayed = before;
        long began = now.nanoTime();
        long movedAt = began;
        while (control.clusterState().equals(CLEAN)
                && replayed.compareTo(control.checkpoint()) < 0
                && now.nanoTime() - movedAt < STANDS_STILL.toNanos()
                && now.nanoTime() - began < REPLAY.toNanos()) {
            now.sleeper().sleep(POLL);
            Lsn told = now.lookOnlyAt(standby).position().orElse(replayed);
            if (told.compareTo(replayed) > 0) {
                movedAt = now.nanoTime();
                replayed = told;
            }
        }
        return replayed;
    }

    static boolean unreachable(InstanceLocation old, Situation now) {
        return now.state()
                .instance(old)
                .map(InstanceState::liveness)
                .filter(l -> !l.isStopped()
                        && l.evidence().stream()
                                .anyMatch(e -> e.kind() == Evidence.Kind.TRANSPORT
                                        && e.about().equals(old.host()))
                        && l.evidence().stream()
                                .noneMatch(e -> e.source().equals("ps -ef on " + old.host())
                                        && e.kind() == Evidence.Kind.PROCESS_TABLE))
                .isPresent();
    }

    private static Optional<Decision> byControlData(
            ControlData control, Lsn replayed, String host, InstanceLocation old, Situation now) {
        String seen = "pg_control of " + old + " says '" + control.clusterState() + "' with its last checkpoint at "
                + control.checkpoint() + ", the standby on " + host + " has replayed to " + replayed;
        now.fact(OLD_MASTER_ENDED, control.clusterState());
        if (replayed.compareTo(control.checkpoint()) < 0) {
            return Optional.of(Decision.notYet("the standby on " + host + " lacks "
                    + control.checkpoint().bytesSince(replayed) + " bytes of the old master's log: " + seen
                    + "; write activate(a -> a.allowDataLoss(\"why\")) only if they may be lost"));
        }
        now.prove(Evidence.Kind.FILE, old.host(), "pg_controldata on " + old.host(), seen);
        return Optional.empty();
    }

    private static Optional<Decision> byStream(Activate step, InstanceState standby, Lsn replayed, Situation now) {
        Optional<LastStream> told = now.memory().lastStream();
        String host = standby.location().host().value();
        if (told.isPresent()) {
            ReplicationState last = told.get().stream();
            Optional<Duration> age = told.get().age(now.nanoTime(), now.now());
            String knowledge = last + ", as the old master told "
                    + told.get().heardAgo(now.nanoTime(), now.now()).toSeconds() + " s ago"
                    + age.map(a -> ", confirmed " + a.toSeconds() + " s ago").orElse(", confirmed by nothing");
            if (!last.inSync()) {
                return Optional.of(Decision.refused("the standby on " + host + " was not in sync: " + knowledge
                        + "; write activate(a -> a.allowDataLoss(\"why\")) only if that gap may be lost"));
            }
            if (age.isEmpty() || age.get().isNegative() || age.get().compareTo(step.oldestKnowledge()) > 0) {
                return Optional.of(
                        Decision.refused(
                                "the standby on " + host + " was in sync, but that is too old to count: " + knowledge
                                        + "; write activate(a -> a.oldestKnowledge(...)) if it may count, or allowDataLoss(\"why\")"));
            }
            OptionalInt pid = LastStream.pid(Optional.of(standby));
            if (pid.isEmpty() || !pid.equals(told.get().standbyPid())) {
                return Optional.of(Decision.refused("the standby on " + host
                        + " was in sync, but it is not the server of then any"
                        + " more (postmaster " + words(pid) + ", then "
                        + words(told.get().standbyPid())
                        + "): what was written while it was away may be missing; " + knowledge
                        + "; write activate(a -> a.allowDataLoss(\"why\")) only if that may be lost"));
            }
            if (last.flush().isPresent() && replayed.compareTo(last.flush().get()) < 0) {
                return Optional.of(Decision.notYet("the standby on " + host + " has replayed to " + replayed
                        + ", but had made durable " + last.flush().get() + ": it lacks "
                        + last.flush().get().bytesSince(replayed) + " bytes, " + knowledge));
            }
            now.prove(Evidence.Kind.CATALOG, standby.location().host(), last.source(), "in sync: " + knowledge);
            now.warn("the old master ended without a clean stop; what it wrote last is judged by its stream: "
                    + knowledge);
            return Optional.empty();
        }
        return Optional.of(Decision.refused(
                "it is not known what the old master wrote beyond " + replayed + ", where the standby on "
                        + host
                        + " stands: the old master told this engine nothing of its stream; write"
                        + " activate(a -> a.allowDataLoss(\"why\")) if what may be missing may be lost"));
    }

    private static String words(OptionalInt pid) {
        return pid.isPresent() ? Integer.toString(pid.getAsInt()) : "not seen";
    }
}
