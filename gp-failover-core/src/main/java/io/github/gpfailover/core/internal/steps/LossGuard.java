package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.known.LastStream;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.journal.LearnedOfMaster.StreamDisproved;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The guard against lost transactions. It exists so that a standby is promoted only if it has all that the old master acknowledged.
 *
 * <p>After a clean stop the old master's own {@code pg_control} decides, against the standby's replay position. After a crash the logs do
 * ({@link LossEvidence}): the dead master's own, and those of the segments against the standby's. Where they settle nothing, what the
 * master last reported of its stream counts. Where nothing decides, it is not known, and that refuses.
 */
final class LossGuard {

    /**
     * What is known of loss.
     *
     * @param against why the promotion could lose rows; none if it can't, or the plan allows it
     * @param cleanStop whether the old master's {@code pg_control} says that it was stopped in order
     */
    record Finding(Objections against, boolean cleanStop) {}

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration STANDS_STILL = Duration.ofSeconds(2);
    private static final Duration REPLAY = Duration.ofSeconds(10);
    /** How much of a log's end may be the beginning of a record: full images of pages make the longest. */
    private static final long LONGEST_RECORD = 1024L * 1024;

    private LossGuard() {}

    /** Finds out whether the promotion could lose rows. */
    static Finding find(Activate step, InstanceState standby, InstanceLocation old, StepContext now)
            throws InterruptedException {
        // A host that this very observation could not reach is not asked again: that takes seconds, and nobody serves
        // meanwhile.
        DirectoryState there =
                unreachable(old, now) ? DirectoryState.unknown("its host could not be asked") : now.directory(old);
        boolean clean = there.control().filter(ControlData::shutDown).isPresent();
        Objections refusal = judge(step, standby, old, there, now);
        if (refusal.any() && step.allowDataLoss().isPresent()) {
            // Who takes the loss needs no advice against it.
            List<String> allowed = refusal.reasons().stream()
                    .filter(r -> r.code() != ReasonCode.OLD_MASTER_HAS_THEM)
                    .map(r -> "data loss allowed (" + step.allowDataLoss().get() + "): " + r)
                    .toList();
            return new Finding(Objections.none().noting(refusal.findings().and(Findings.warnings(allowed))), clean);
        }
        return new Finding(refusal, clean);
    }

    private static Objections judge(
            Activate step, InstanceState standby, InstanceLocation old, DirectoryState there, StepContext now)
            throws InterruptedException {
        String host = standby.location().host().value();
        if (standby.position().isEmpty()) {
            return Objections.passing(
                    ReasonCode.STANDBY_POSITION_UNKNOWN,
                    "the standby on " + host + " does not tell how far it has replayed");
        }
        Lsn replayed = standby.position().get();
        if (there.control().isPresent()) {
            Replay replay = onceReplayed(there.control().get(), replayed, standby.location(), now);
            replayed = replay.to();
            Objections behind = byControlData(there.control().get(), replay, host, old, now);
            boolean clean = there.control().get().shutDown();
            if (!behind.any() && clean) {
                return behind;
            }
            // After a clean stop the old master's own log shows all; in a planned move nobody else is asked.
            LossEvidence found = gathered(standby, replayed, old, there.control(), !clean, now);
            Lsn checkpoint = there.control().get().checkpoint();
            if (clean
                    && found.received().filter(r -> r.compareTo(checkpoint) > 0).isPresent()) {
                // It has the last record and does not replay it: its promotion would not come to an end either.
                return behind.and(found.findings());
            }
            if (found.missing().any() || found.complete()) {
                return found.missing().noting(behind.findings());
            }
            if (behind.any() && !replay.moves()) {
                now.notes()
                        .shownMissing(new StreamDisproved(
                                standby.location(),
                                Optional.of(checkpoint),
                                behind.texts().get(0)));
            }
            Findings seen = behind.findings().and(found.findings());
            return behind.any()
                    ? with(found, behind.and(found.findings()))
                    : with(found, byStream(step, standby, replayed, now).noting(seen));
        }
        LossEvidence found = gathered(standby, replayed, old, Optional.empty(), true, now);
        if (found.missing().any() || found.complete()) {
            return found.missing();
        }
        if (there.presence() == DirectoryState.Presence.UNKNOWN && !unreachable(old, now)) {
            found = found.unheard("pg_control of " + old + " could not be read: " + there.note());
        }
        return with(found, byStream(step, standby, replayed, now).noting(found.findings()));
    }

    /** What the logs show missing is kept: the next attempt may read less. */
    private static LossEvidence gathered(
            InstanceState standby,
            Lsn replayed,
            InstanceLocation old,
            Optional<ControlData> control,
            boolean segments,
            StepContext now)
            throws InterruptedException {
        LossEvidence found = LossEvidence.gather(standby, replayed, old, control, segments, now);
        if (found.missing().any()) {
            now.notes()
                    .shownMissing(new StreamDisproved(
                            standby.location(),
                            Optional.empty(),
                            found.missing().texts().get(0)));
        }
        return found;
    }

    /**
     * A refusal says what could not be asked that might have settled it; may it pass, it still may. Where one question met silence on a host
     * that answers, no older word stands in for the log that is at hand: it is asked again.
     */
    private static Objections with(LossEvidence found, Objections refusal) {
        if (!refusal.any() && found.silent()) {
            return Objections.passing(
                            ReasonCode.LOGS_UNREAD,
                            "the logs that settle whether something is lost are at hand and were not read: "
                                    + String.join("; ", found.untold())
                                    + "; write activate(a -> a.allowDataLoss(\"why\")) only if what may be missing may"
                                    + " be lost")
                    .noting(found.findings());
        }
        if (!refusal.any() && !found.untold().isEmpty()) {
            return refusal.and(Findings.warning(
                    "the logs do not prove that nothing is lost: " + String.join("; ", found.untold())));
        }
        return refusal.any() && !found.untold().isEmpty()
                ? refusal.with(
                        ReasonCode.LOGS_UNREAD, "the logs do not settle it: " + String.join("; ", found.untold()))
                : refusal;
    }

    /**
     * How far a standby has replayed.
     *
     * @param to up to where
     * @param moves whether it was still replaying when the observation ended
     */
    private record Replay(Lsn to, boolean moves) {}

    /**
     * After a stop in order the standby has received the last record, since the wal sender waits for that, but may need a moment to replay it.
     * It is observed closely while it moves: a retry of the whole step would cost clients its pause. One that stands still gets nothing more
     * from a master that no longer runs.
     */
    private static Replay onceReplayed(ControlData control, Lsn before, InstanceLocation standby, StepContext now)
            throws InterruptedException {
        Lsn replayed = before;
        long began = now.nanoTime();
        long movedAt = began;
        while (replayed.compareTo(control.checkpoint()) < 0
                && now.nanoTime() - movedAt < STANDS_STILL.toNanos()
                && now.nanoTime() - began < REPLAY.toNanos()) {
            now.sleeper().sleep(POLL);
            Lsn told = now.observeOnly(standby).position().orElse(replayed);
            if (told.compareTo(replayed) > 0) {
                movedAt = now.nanoTime();
                replayed = told;
            }
        }
        return new Replay(replayed, now.nanoTime() - movedAt < STANDS_STILL.toNanos());
    }

    static boolean unreachable(InstanceLocation old, StepContext now) {
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

    private static Objections byControlData(
            ControlData control, Replay replay, String host, InstanceLocation old, StepContext now) {
        Lsn replayed = replay.to();
        String seen = "pg_control of " + old + " says '" + control.clusterState() + "' with its last checkpoint at "
                + control.checkpoint() + ", the standby on " + host + " has replayed to " + replayed;
        Findings ended = Findings.fact("oldMasterEnded", control.clusterState());
        if (replayed.compareTo(control.checkpoint()) < 0) {
            String lacks = "the standby on " + host + " lacks "
                    + control.checkpoint().bytesSince(replayed) + " bytes of the old master's log: " + seen
                    + "; write activate(a -> a.allowDataLoss(\"why\")) only if they may be lost";
            // Nobody serves meanwhile: what no time can change is not asked again.
            Objections behind = replay.moves()
                    ? Objections.passing(ReasonCode.STANDBY_LACKS_LOG, lacks)
                    : Objections.of(ReasonCode.STANDBY_LACKS_LOG, lacks + "; the standby does not move");
            return behind.noting(ended);
        }
        return Objections.none()
                .noting(ended.and(now.proof(Evidence.Kind.FILE, old.host(), "pg_controldata on " + old.host(), seen)));
    }

    private static Objections byStream(Activate step, InstanceState standby, Lsn replayed, StepContext now)
            throws InterruptedException {
        Optional<LastStream> told = now.notes().lastStream();
        String host = standby.location().host().value();
        Optional<StreamDisproved> missing = now.notes()
                .shownMissing(standby.location())
                .filter(d -> d.upTo().filter(u -> replayed.compareTo(u) >= 0).isEmpty());
        if (missing.isPresent()) {
            return Objections.of(
                    missing.get().upTo().isEmpty() ? ReasonCode.COMMITS_MISSING : ReasonCode.STANDBY_LACKS_LOG,
                    "what was shown before stands until it is shown otherwise: "
                            + missing.get().missing()
                            + "; start the old master again, which has it, or write activate(a ->"
                            + " a.allowDataLoss(\"why\")) only if it may be lost");
        }
        if (told.isPresent()) {
            ReplicationState last = told.get().stream();
            Optional<Duration> age = told.get().age(now.nanoTime(), now.now());
            String knowledge = last + ", as the old master told "
                    + told.get().reportedAgo(now.nanoTime(), now.now()).toSeconds() + " s ago"
                    + age.map(a -> ", and the standby showed " + a.toSeconds() + " s ago")
                            .orElse("");
            if (!last.inSync()) {
                return Objections.of(
                        ReasonCode.STANDBY_WAS_NOT_IN_SYNC,
                        "the standby on " + host + " was not in sync: " + knowledge
                                + "; write activate(a -> a.allowDataLoss(\"why\")) only if that gap may be lost");
            }
            if (age.isEmpty() || age.get().isNegative()) {
                return Objections.of(
                        ReasonCode.SYNC_UNCONFIRMED,
                        "the standby on " + host
                                + " was in sync by the old master's word alone, which says the same for minutes of a"
                                + " dead stream: "
                                + knowledge
                                + "; write activate(a -> a.allowDataLoss(\"why\")) only if what it may lack may be"
                                + " lost");
            }
            if (age.get().compareTo(step.oldestKnowledge()) > 0) {
                return Objections.of(
                        ReasonCode.SYNC_KNOWLEDGE_TOO_OLD,
                        "the last sign of the standby on " + host + " itself that it was in sync is "
                                + age.get().toSeconds() + " s old, too old to count (at most "
                                + step.oldestKnowledge().toSeconds()
                                + " s do): what it did not get since is not known; " + knowledge
                                + "; write activate(a -> a.oldestKnowledge(...)) if it may count, or"
                                + " allowDataLoss(\"why\")");
            }
            OptionalInt pid = LastStream.pid(Optional.of(standby));
            if (pid.isEmpty() || !pid.equals(told.get().standbyPid())) {
                return Objections.of(
                        ReasonCode.STANDBY_RESTARTED_SINCE,
                        "the standby on " + host
                                + " was in sync, but it is not the server of then any"
                                + " more (postmaster " + words(pid) + ", then "
                                + words(told.get().standbyPid())
                                + "): what was written while it was away may be missing; " + knowledge
                                + "; write activate(a -> a.allowDataLoss(\"why\")) only if that may be lost");
            }
            Objections lacks = lacksFlushed(last, standby, replayed, knowledge, now);
            if (lacks.any()) {
                return lacks;
            }
            return Objections.none()
                    .noting(now.proof(
                            Evidence.Kind.CATALOG, standby.location().host(), last.source(), "in sync: " + knowledge))
                    .and(Findings.warning(
                            "the old master ended without a clean stop; what it wrote last is judged by its stream: "
                                    + knowledge));
        }
        return Objections.of(
                ReasonCode.LOSS_UNKNOWN,
                "it is not known what the old master wrote beyond " + replayed + ", where the standby on "
                        + host
                        + " stands: the old master told this engine nothing of its stream; write"
                        + " activate(a -> a.allowDataLoss(\"why\")) if what may be missing may be lost");
    }

    /**
     * Whether the standby lacks what it had made durable. A log that ends at a page's end ends within a record, which nobody can replay
     * (recordings d0, d1): what it has received counts, and the end of a page that a record of usual size spans.
     */
    private static Objections lacksFlushed(
            ReplicationState last, InstanceState standby, Lsn replayed, String knowledge, StepContext now)
            throws InterruptedException {
        Lsn has = standby.received().filter(r -> r.compareTo(replayed) > 0).orElse(replayed);
        if (last.flush().isEmpty() || has.compareTo(last.flush().get()) >= 0) {
            return Objections.none();
        }
        Lsn flushed = last.flush().get();
        OptionalInt page = now.directory(standby.location())
                .control()
                .map(ControlData::walBlock)
                .orElse(OptionalInt.empty());
        boolean torn = page.isPresent()
                && Long.remainderUnsigned(flushed.position(), page.getAsInt()) == 0
                && flushed.bytesSince(has) < LONGEST_RECORD;
        return torn
                ? Objections.none()
                : Objections.passing(
                        ReasonCode.STANDBY_LACKS_LOG,
                        "the standby on "
                                + standby.location().host() + " has replayed to " + has
                                + ", but had made durable " + flushed + ": it lacks " + flushed.bytesSince(has)
                                + " bytes, "
                                + knowledge);
    }

    private static String words(OptionalInt pid) {
        return pid.isPresent() ? Integer.toString(pid.getAsInt()) : "not seen";
    }
}
