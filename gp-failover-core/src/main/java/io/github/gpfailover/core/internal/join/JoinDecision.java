package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.DirectorySizeOf;
import io.github.gpfailover.core.internal.inspect.FreeSpaceAt;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.SightingOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The choice of a strategy for making a standby of an existing directory: the first that is provably right, with the reasons for it and
 * against each shorter one. It exists so that a report can explain why a copy was needed.
 *
 * @param strategy the strategy; never {@code AUTO}
 * @param why why it is right, or what is left of all others
 * @param against why each shorter strategy was not taken, in order
 * @param facts what was read; empty if nothing stands there
 * @param fork from where it has to follow: where the directory's history leaves the master's, or how far the pages of a stopped standby
 * may be; for a strategy that uses it
 */
public record JoinDecision(
        Strategy strategy,
        String why,
        Map<Strategy, List<String>> against,
        Optional<JoinFacts> facts,
        Optional<Lsn> fork) {

    /** Chooses a copy, since nothing stands there. */
    public static JoinDecision nothingThere(InstanceLocation target) {
        return new JoinDecision(
                Strategy.COPY,
                "there is no " + target.dataDirectory() + " on " + target.host(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Goes on with what this execution has begun: its proof was held before anything was changed. */
    public static JoinDecision begun(Strategy strategy, JoinFacts facts) {
        return new JoinDecision(
                strategy, "this execution proved it and has begun", Map.of(), Optional.of(facts), Optional.empty());
    }

    /** Chooses a copy, since nobody can prove what pg_rewind has left in another execution. */
    public static JoinDecision afterUnstartedRewind(JoinFacts facts) {
        return copy(
                "the directory is what pg_rewind has left in another execution, and it was never started since: whether it"
                        + " still fits the master is not proved",
                Map.of(),
                facts);
    }

    /** Chooses a copy, since pg_rewind may have left half of each history. */
    public static JoinDecision afterBrokenRewind(JoinFacts facts) {
        return copy("the directory is broken, since pg_rewind has begun and not ended well", Map.of(), facts);
    }

    /** Chooses a copy, since what stands there is at best half of one of ours. */
    public static JoinDecision afterDeadCopy(JoinFacts facts) {
        return copy(
                "the directory is what a copy of ours left that has not come to its end: a file "
                        + JoinCommands.copyMarkPath(facts.at()) + " says so",
                Map.of(),
                facts);
    }

    /** Whether what stands there is what a copy of ours left. */
    public boolean deadCopy() {
        return facts.flatMap(JoinFacts::survey)
                .filter(s -> s.has(JoinCommands.copyMark(facts.orElseThrow().at())))
                .isPresent();
    }

    /** Adds strategies that were tried and failed, and how. */
    public JoinDecision with(Map<Strategy, String> failed) {
        Map<Strategy, List<String>> all = new EnumMap<>(Strategy.class);
        all.putAll(against);
        failed.forEach((s, how) -> all.put(s, List.of(how)));
        return new JoinDecision(strategy, why, all, facts, fork);
    }

    /**
     * Chooses.
     *
     * @param facts what was read
     * @param state what was observed with it
     * @param failed strategies that were tried and failed, and how
     */
    public static JoinDecision of(
            AddStandby step, JoinFacts facts, ClusterState state, StepContext now, Map<Strategy, String> failed)
            throws InterruptedException {
        Map<Strategy, List<String>> against = new EnumMap<>(Strategy.class);
        failed.forEach((s, how) -> against.put(s, List.of(how)));
        Optional<InstanceState> server = state.instance(facts.at());
        boolean named = step.strategy() == Strategy.FOLLOW || step.strategy() == Strategy.REWIND;
        if (step.strategy() == Strategy.COPY) {
            return copy("the plan says so", against, facts);
        }
        if (!named && state.version().filter(now.dialect()::joiningVerified).isEmpty()) {
            return copy(
                    "following and rewinding were not verified on a running cluster of this version; name one in the"
                            + " plan to use it",
                    against,
                    facts);
        }
        FollowProof proof = FollowProof.of(facts, server);
        if (step.strategy() != Strategy.REWIND && !failed.containsKey(Strategy.FOLLOW)) {
            List<String> reasons = new ArrayList<>(proof.against());
            if (reasons.isEmpty()) {
                // Two logs that parted before can end alike, record for record: only their bytes differ (PostgreSQL 15,
                // run).
                now.logDiffers(facts, proof.fork().orElseThrow()).ifPresent(reasons::add);
            }
            if (reasons.isEmpty()) {
                return new JoinDecision(
                        Strategy.FOLLOW, String.join("; ", proof.proved()), against, Optional.of(facts), proof.fork());
            }
            against.put(Strategy.FOLLOW, reasons);
        }
        if (step.strategy() != Strategy.FOLLOW && !failed.containsKey(Strategy.REWIND)) {
            List<String> hindered = proof.holds()
                    ? List.of(
                            "there is nothing to take back: what it holds is the master's, so that it can follow as it"
                                    + " is")
                    : againstRewind(facts, server, now);
            if (hindered.isEmpty()) {
                return new JoinDecision(
                        Strategy.REWIND,
                        "what was written past the fork of its timeline can be taken back by pg_rewind",
                        against,
                        Optional.of(facts),
                        facts.fork());
            }
            against.put(Strategy.REWIND, hindered);
        }
        return copy("no shorter strategy is proved safe", against, facts);
    }

    private static List<String> againstRewind(JoinFacts facts, Optional<InstanceState> server, StepContext now)
            throws InterruptedException {
        List<String> reasons =
                new ArrayList<>(RewindCheck.against(facts, server, now.dialect().rewindRecovers()));
        if (!reasons.isEmpty()) {
            return reasons;
        }
        // What costs more to ask is asked last.
        Optional<Lsn> fork = facts.fork();
        if (fork.isPresent()) {
            // pg_rewind takes for granted that the two are the same up to there.
            now.logDiffers(facts, fork.get()).ifPresent(reasons::add);
        }
        Optional<Sighting> sight =
                now.inspection().ask(new SightingOf(facts.at().host(), facts.master()));
        sight.filter(s -> s.answer() != Sighting.Answer.TAKES_SESSIONS)
                .ifPresent(s -> reasons.add(
                        "pg_rewind logs in to the master from " + facts.at().host() + " as any client does, but " + s));
        RewindCheck.againstSpace(
                        now.inspection().ask(new DirectorySizeOf(facts.master())),
                        now.inspection().ask(new FreeSpaceAt(facts.at())))
                .ifPresent(reasons::add);
        return reasons;
    }

    private static JoinDecision copy(String why, Map<Strategy, List<String>> against, JoinFacts facts) {
        return new JoinDecision(Strategy.COPY, why, against, Optional.of(facts), Optional.empty());
    }

    /** Whether the plan asked for a strategy that is not proved, so that nothing is to be done. */
    public boolean refusedBy(AddStandby step) {
        return step.strategy() != Strategy.AUTO && step.strategy() != strategy;
    }

    /** Which strategy it is, why, and why no other, for the report. */
    public Findings findings() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("strategy", strategy.toString());
        told.put("strategyReason", why);
        against.forEach((s, reasons) -> told.put("not" + s, String.join("; ", reasons)));
        return Findings.facts(told);
    }

    /** The choice in one sentence. */
    @Override
    public String toString() {
        String others = against.entrySet().stream()
                .map(e -> "not " + e.getKey() + ": " + String.join("; ", e.getValue()))
                .collect(Collectors.joining("; "));
        return strategy + ", since " + why + (others.isEmpty() ? "" : " (" + others + ")");
    }
}
