package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.inspect.SightingOf;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.known.HeldFence;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The guard against a second master. It exists so that no standby is promoted beside a server that could still write. It is closed unless proved
 * open: every other known server must be proved stopped, be a standby, or be held by a fence that verifies now. Unknown is not stopped. What each
 * vantage point said of such a server goes into the report, whether the promotion follows or not.
 */
final class SecondMasterGuard {

    private static final Duration ALL_SIGHTS = Duration.ofSeconds(10);

    private SecondMasterGuard() {}

    /** Why the promotion could make a second master. Nothing in a plan opens this. */
    static Objections against(InstanceState standby, Optional<InstanceLocation> oldMaster, StepContext now)
            throws InterruptedException {
        List<Reason> reasons = new ArrayList<>();
        Findings found = Findings.none();
        for (InstanceState other : now.state().instances()) {
            if (!other.location().equals(standby.location())) {
                Noted<Optional<Reason>> may = mayWrite(other, now);
                may.answer().ifPresent(reasons::add);
                found = found.and(may.findings());
            }
        }
        if (oldMaster.isEmpty()) {
            reasons.add(Reason.of(ReasonCode.STANDBY_UPSTREAM_UNKNOWN, unknownMaster(standby, now)));
        }
        return new Objections(reasons, false, found);
    }

    /** Says that a standby follows none of the servers that were observed, and what the name in its file leads to. */
    static String unknownMaster(InstanceState standby, StepContext now) throws InterruptedException {
        return "the standby on " + standby.location().host()
                + " follows, by its marker file, none of the servers that were observed" + named(standby, now)
                + ", so its master can't be proved stopped; name that server in the cluster's specification";
    }

    /** Which server the marker file names, and what its name leads to. */
    private static String named(InstanceState standby, StepContext now) throws InterruptedException {
        return now.upstream(standby.location())
                .map(u -> " (it names " + u
                        + now.nameFault(u.host()).map(f -> "; " + f).orElse("") + ")")
                .orElse("");
    }

    /**
     * The server that the standby follows, by its own marker file: what was seen of the cluster before may be of another time. Empty
     * if it is none of those that were observed.
     */
    static Optional<InstanceLocation> oldMaster(InstanceState standby, StepContext now) throws InterruptedException {
        Optional<Upstream> upstream = now.upstream(standby.location());
        return upstream.flatMap(u -> now.state().instances().stream()
                .map(InstanceState::location)
                .filter(l -> u.is(l) && !l.equals(standby.location()))
                .findFirst());
    }

    /** Why a server could write at this very moment; empty if it can't. What a fence holds is not observed, but its fence is. */
    static Noted<Optional<String>> mayWriteNow(InstanceLocation at, StepContext now) throws InterruptedException {
        boolean stopped =
                now.state().instance(at).filter(i -> i.liveness().isStopped()).isPresent();
        if (!stopped && held(at, now).isPresent()) {
            return text(mayWrite(now.state().instance(at).orElseThrow(), now));
        }
        return text(mayWrite(now.observeOnly(at), now));
    }

    private static Noted<Optional<String>> text(Noted<Optional<Reason>> may) {
        return may.map(r -> r.map(Reason::text));
    }

    /** Who sees a server that serves, for the report: nothing is promoted beside it. */
    static Findings onRecord(InstanceState server, StepContext now) throws InterruptedException {
        return Findings.verdict(Builders.of(GuardVerdict.Builder.class)
                .server(server.location())
                .liveness(server.liveness())
                .sightings(sightings(server.location(), now))
                .build());
    }

    private static Optional<HeldFence> held(InstanceLocation at, StepContext now) {
        return now.notes().heldFence().filter(h -> h.oldMaster().equals(at));
    }

    private static Noted<Optional<Reason>> mayWrite(InstanceState other, StepContext now) throws InterruptedException {
        InstanceLocation at = other.location();
        if (other.liveness().isStopped()) {
            // Its own process table is the best evidence there is: nobody else is asked, since nobody serves meanwhile.
            Findings stopped = Findings.verdict(Builders.of(GuardVerdict.Builder.class)
                    .server(at)
                    .liveness(other.liveness())
                    .build());
            return new Noted<>(
                    Optional.empty(),
                    Findings.proofs(other.liveness().evidence()).and(stopped));
        }
        Optional<HeldFence> held = held(at, now);
        if (held.isPresent()) {
            return heldBy(held.get(), other, now);
        }
        if (other.role() == InstanceRole.STANDBY) {
            return Noted.of(Optional.empty());
        }
        Findings seen = onRecord(other, now);
        if (other.liveness().isRunning()) {
            return because(
                    ReasonCode.SERVER_STILL_RUNS,
                    "the server at " + at + " still runs: " + other.liveness().because()
                            + "; write .stopMaster() or .fence() before",
                    seen);
        }
        return because(
                ReasonCode.SERVER_LIVENESS_UNKNOWN,
                "it can't be told whether the server at " + at + " still runs, and unknown is not stopped: "
                        + other.liveness().because()
                        + "; write .fence(...) with a fence that reaches it, or attest that its host is off",
                seen.and(Findings.unknown(at)));
    }

    private static Noted<Optional<Reason>> because(ReasonCode code, String why, Findings found) {
        return new Noted<>(Optional.of(Reason.of(code, why)), found);
    }

    private static Noted<Optional<Reason>> heldBy(HeldFence held, InstanceState other, StepContext now)
            throws InterruptedException {
        InstanceLocation at = other.location();
        String name = held.fence().name();
        FenceProof proof = new FenceCalls(now, at).verify(held.fence());
        FenceProof named = proof.withStatement(name + ": " + proof.statement());
        Findings judged = Findings.verdict(Builders.of(GuardVerdict.Builder.class)
                .server(at)
                .liveness(other.liveness())
                .sightings(now.state().sightingsOf(at))
                .fence(Optional.of(named))
                .build());
        if (proof.fenced()) {
            return new Noted<>(Optional.empty(), judged.and(Findings.proofs(proof.evidence())));
        }
        now.notes().fenceGone();
        return because(
                ReasonCode.FENCE_NO_LONGER_HOLDS,
                "the fence " + name + " on " + at + " no longer holds: " + proof.statement(),
                judged);
    }

    /** What the other hosts see of a server: as the observation before had it, or asked for now, all side by side. */
    private static List<Sighting> sightings(InstanceLocation at, StepContext now) throws InterruptedException {
        List<Sighting> had = now.state().sightingsOf(at);
        if (!had.isEmpty()) {
            return had;
        }
        Set<HostName> hosts = new LinkedHashSet<>();
        now.state().instances().forEach(i -> hosts.add(i.location().host()));
        hosts.addAll(now.cluster().segmentHosts());
        now.notes().segments().stream()
                .map(CatalogRow::location)
                .map(InstanceLocation::host)
                .forEach(hosts::add);
        hosts.remove(at.host());
        List<Sleeper.Task<Optional<Sighting>>> questions = new ArrayList<>();
        hosts.forEach(h -> questions.add(() -> now.inspection().ask(new SightingOf(h, at))));
        List<Sighting> seen = new ArrayList<>();
        now.sleeper()
                .together(questions, ALL_SIGHTS)
                .forEach(x -> x.flatMap(s -> s).ifPresent(seen::add));
        return seen;
    }
}
