package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.loss.LossInquiry;
import io.github.gpfailover.core.internal.loss.LossVerdict;
import io.github.gpfailover.core.internal.loss.OldMasterProof;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What logs show of a loss where no clean stop proves that there is none: the dead master's own where its host answers, and those of the
 * segments against the standby's. Neither needs an engine that watched before.
 *
 * @param missing what is known to be missing; none if nothing is
 * @param complete whether it is proved that nothing is missing
 * @param untold what could not be determined, and why
 * @param received how far the standby's own log goes; empty if it could not be read
 * @param silent whether a host that is there gave no answer: the standby's, the old master's or a segment's
 */
record LossEvidence(Objections missing, boolean complete, List<String> untold, Optional<Lsn> received, boolean silent) {

    /** The fact that says what the proof rests on. */
    static final String NOTHING_LOST = "nothingAcknowledgedIsLost";
    /** The fact that says what could not be asked. */
    static final String UNTOLD = "lossNotTold";

    /** What took longer waited for somebody who is silent, and would do so again. */
    private static final Duration SOON = Duration.ofSeconds(10);

    LossEvidence {
        untold = List.copyOf(untold);
    }

    /**
     * Asks.
     *
     * @param control what the dead master's pg_control says; empty if its host could not be asked
     * @param segments whether the segments are asked as well
     */
    static LossEvidence gather(
            InstanceState standby,
            Lsn replayed,
            InstanceLocation old,
            Optional<ControlData> control,
            boolean segments,
            StepContext now)
            throws InterruptedException {
        if (now.inspection().foresees()) {
            return untold("the logs are read when the time comes");
        }
        // An observation whose servers did not all answer may lack it, and no server changes it within an execution.
        if (now.state()
                .version()
                .or(now.notes()::version)
                .filter(now.dialect().loss()::verified)
                .isEmpty()) {
            return untold("what the logs of this version hold was not verified on a running cluster");
        }
        long began = now.nanoTime();
        LossEvidence found = once(standby, replayed, old, control, segments, now);
        boolean soon = now.nanoTime() - began < SOON.toNanos();
        // One question that failed must not leave the judgement to what the master reported before: it is asked again,
        // by the next attempt where a host that is there was silent.
        return found.settles() || found.silent() || !soon
                ? found
                : once(standby, replayed, old, control, segments, now).noting(found.findings());
    }

    /** What was found, for the report. */
    Findings findings() {
        return missing.findings();
    }

    private LossEvidence noting(Findings before) {
        return new LossEvidence(missing.noting(before), complete, untold, received, silent);
    }

    /** Adds what a host that had answered just before was asked in vain. */
    LossEvidence unheard(String question) {
        List<String> all = new ArrayList<>(untold);
        all.add(question);
        return new LossEvidence(missing, complete, all, received, true);
    }

    private boolean settles() {
        return missing.any() || complete;
    }

    private static LossEvidence once(
            InstanceState standby,
            Lsn replayed,
            InstanceLocation old,
            Optional<ControlData> control,
            boolean segments,
            StepContext now)
            throws InterruptedException {
        DirectoryState directory = now.inspection().ask(new DirectoryAt(standby.location()));
        Optional<ControlData> own = directory.control();
        if (own.isEmpty()) {
            return untold(
                    "pg_control of the standby could not be read: " + directory.note(),
                    directory.presence() == DirectoryState.Presence.UNKNOWN);
        }
        LossInquiry inquiry = new LossInquiry(now.transport(), now.dialect().loss(), now.sleeper());
        LossEvidence found = ask(inquiry, standby, own.get(), replayed, old, control, segments, now, false);
        if (!found.missing().any()) {
            return found;
        }
        // What was decided long ago may lie before the little that was read.
        LossInquiry wider = new LossInquiry(now.transport(), now.dialect().loss(), now.sleeper());
        LossEvidence whole = ask(wider, standby, own.get(), replayed, old, control, segments, now, true);
        return whole.missing().any() || whole.complete() ? whole : found.beside(whole);
    }

    /**
     * A loss that was found stays one until a wider reading disproves it. It is kept for next attempts: one that can't read the logs at all
     * would know less, and promote by what the master reported before.
     */
    private LossEvidence beside(LossEvidence wider) {
        Objections still = missing.with(
                ReasonCode.LOGS_UNREAD,
                "more of the logs, which might show otherwise, could not be read: "
                        + String.join("; ", wider.untold()));
        return new LossEvidence(still.and(wider.findings()), false, wider.untold(), received, wider.silent());
    }

    private static LossEvidence ask(
            LossInquiry inquiry,
            InstanceState standby,
            ControlData own,
            Lsn replayed,
            InstanceLocation old,
            Optional<ControlData> control,
            boolean segments,
            StepContext now,
            boolean whole)
            throws InterruptedException {
        Sleeper.Task<LossInquiry.Primaries> ask =
                () -> inquiry.primaries(segments(now), now.cluster().segmentHosts(), servers(now));
        LossInquiry.Both<LossInquiry.Read, LossInquiry.Primaries> opened = inquiry.both(
                () -> inquiry.standby(standby.location(), own, replayed, whole),
                LossInquiry.Read.late(),
                segments ? ask : LossInquiry.Primaries::unasked,
                LossInquiry.Primaries.unasked());
        LossInquiry.Read read = opened.one();
        if (read.log().isEmpty()) {
            return untold("the standby's log could not be read: " + read.fault(), read.silent());
        }
        TransactionLog log = read.log().get();
        now.notes().idsInLog(standby.location(), log.newestIds());
        LossInquiry.Both<Optional<LossVerdict>, Optional<LossVerdict>> told = inquiry.both(
                () -> control.isPresent()
                        ? Optional.of(inquiry.oldMaster(
                                old, control.get(), log, replayed, Map.entry(standby.location(), own)))
                        : Optional.empty(),
                Optional.of(new LossVerdict.NotTold(List.of("the log of " + old + " gave no answer in time"), true)),
                () -> segments ? Optional.of(inquiry.segments(log, opened.other())) : Optional.empty(),
                Optional.of(new LossVerdict.NotTold(List.of("the segments' logs gave no answer in time"))));
        List<LossVerdict> verdicts = new ArrayList<>();
        told.one().ifPresent(verdicts::add);
        // A commit that waited for the standby when the master was stopped was acknowledged to nobody, either: the
        // segments
        // show it.
        boolean decided = verdicts.stream().anyMatch(OldMasterProof::decidedMore);
        Optional<LossVerdict> proof = told.other();
        if (proof.isEmpty() && decided) {
            proof = Optional.of(inquiry.segments(log, ask.run()));
        }
        if (proof.isPresent()) {
            LossVerdict shown = proof.get();
            verdicts.replaceAll(alone -> OldMasterProof.acknowledged(alone, shown));
            verdicts.add(shown);
        }
        return judge(verdicts, standby, log.reached(), old, now);
    }

    private static LossEvidence judge(
            List<LossVerdict> verdicts, InstanceState standby, Lsn reached, InstanceLocation old, StepContext now) {
        String host = standby.location().host().value();
        List<String> untold = new ArrayList<>();
        List<String> complete = new ArrayList<>();
        boolean silent = false;
        for (LossVerdict verdict : verdicts) {
            if (verdict instanceof LossVerdict.Missing missing) {
                return new LossEvidence(
                        Objections.of(
                                        ReasonCode.COMMITS_MISSING,
                                        "the standby on " + host + " lacks "
                                                + missing.transactions().size()
                                                + (missing.transactions().size() == 1
                                                        ? " transaction"
                                                        : " transactions")
                                                + " that the old master committed: " + missing.listed())
                                .with(
                                        ReasonCode.OLD_MASTER_HAS_THEM,
                                        "start the old master again (" + old
                                                + "): it has them; write activate(a -> a.allowDataLoss(\"why\")) only"
                                                + " if they may be lost"),
                        false,
                        List.of(),
                        Optional.of(reached),
                        false);
            } else if (verdict instanceof LossVerdict.Complete proof) {
                complete.add(proof.restsOn());
            } else if (verdict instanceof LossVerdict.NotTold not) {
                untold.addAll(not.why());
                silent |= not.silent();
            }
        }
        Findings found = Findings.none();
        if (!complete.isEmpty()) {
            String said = String.join("; ", complete);
            found = Findings.fact(NOTHING_LOST, said)
                    .and(now.proof(Evidence.Kind.FILE, standby.location().host(), "pg_xlogdump on " + host, said));
        }
        if (!untold.isEmpty()) {
            found = found.and(Findings.fact(UNTOLD, String.join("; ", untold)));
        }
        return new LossEvidence(
                Objections.none().noting(found), !complete.isEmpty(), untold, Optional.of(reached), silent);
    }

    private static LossEvidence untold(String why) {
        return untold(why, false);
    }

    private static LossEvidence untold(String why, boolean silent) {
        return new LossEvidence(Objections.none(), false, List.of(why), Optional.empty(), silent);
    }

    // A master that was seen through others only has reported no catalog; the segments are those of before.
    private static List<CatalogRow> segments(StepContext now) {
        List<CatalogRow> told = now.state().segments();
        return (told.isEmpty() ? now.notes().segments() : told)
                .stream().filter(r -> r.content() >= 0).toList();
    }

    private static Set<InstanceLocation> servers(StepContext now) {
        Set<InstanceLocation> all = new LinkedHashSet<>();
        now.state().instances().forEach(i -> all.add(i.location()));
        return all;
    }
}
