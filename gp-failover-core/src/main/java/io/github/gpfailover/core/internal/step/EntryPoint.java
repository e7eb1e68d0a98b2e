package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.PlanMove;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The point of a plan at which a cluster is. It exists because an earlier run of the same plan, of which nothing is recorded, may have left
 * the cluster within it: with its master stopped, or with the master role moved. What is done already is left out, and proved.
 */
public sealed interface EntryPoint {

    /** The beginning of the plan. */
    static EntryPoint start() {
        return new Beginning();
    }

    /** How long a promotion that nobody awaits may take until the server says what it is. */
    Duration PROMOTION = Duration.ofSeconds(15);

    /** Why a step is left out; empty if it is done. */
    Optional<String> leavesOut(int number, PlanStep step);

    /** The steps after a step that are done and rest on what was before them. */
    default List<PlanStep> following(int number, List<PlanStep> steps) {
        return IntStream.rangeClosed(number + 1, steps.size())
                .filter(n -> leavesOut(n, steps.get(n - 1)).isEmpty() && !onlyProves(n))
                .mapToObj(n -> steps.get(n - 1))
                .toList();
    }

    /** Notes what the steps that are left out would have noted. */
    void note(ExecutionNotes notes);

    /** Whether a step only proves what was done before. */
    default boolean onlyProves(int number) {
        return false;
    }

    /** Whether the cluster is within the plan, or without a master: the run goes on with what another one may have begun. */
    default boolean begun() {
        return true;
    }

    /** Whether the move that the plan is for has happened already. */
    default boolean reached() {
        return false;
    }

    /** What is left to a person where the plan ends before the promotion, though this run did not cause it; empty if nothing is. */
    default Optional<String> leftBehind() {
        return Optional.empty();
    }

    /** The plan's own beginning. */
    record Beginning() implements EntryPoint {

        @Override
        public Optional<String> leavesOut(int number, PlanStep step) {
            return Optional.empty();
        }

        @Override
        public void note(ExecutionNotes notes) {}

        @Override
        public boolean begun() {
            return false;
        }
    }

    /**
     * A move that has happened: its activation proves the master, and its other steps are left out but for checks.
     *
     * @param move the move
     * @param master the master that serves
     * @param former the server that was the master before, as far as that is known
     */
    record Moved(PlanMove move, InstanceLocation master, Optional<InstanceLocation> former) implements EntryPoint {

        @Override
        public Optional<String> leavesOut(int number, PlanStep step) {
            boolean proves =
                    step instanceof CheckHealth || step instanceof CheckEnvironment || number == move.activate();
            boolean fences = step instanceof FenceOldMaster && move.target().isEmpty();
            return number <= move.last() && !proves && !fences
                    ? Optional.of("done before this execution, by an earlier run or a person: the master is on "
                            + master.host() + " already")
                    : Optional.empty();
        }

        @Override
        public void note(ExecutionNotes notes) {
            former.ifPresent(notes::formerMaster);
            notes.successor(master);
        }

        @Override
        public boolean onlyProves(int number) {
            return number == move.activate();
        }

        @Override
        public boolean reached() {
            return true;
        }
    }

    /**
     * A move that was begun: the old master was stopped in order, and the standby that is to take its place runs. Nobody serves meanwhile, so
     * nothing is checked that needs a master.
     *
     * @param move the move
     * @param standby the standby that is to be promoted
     * @param stopped the old master
     */
    record Stopped(PlanMove move, InstanceLocation standby, InstanceLocation stopped) implements EntryPoint {

        @Override
        public Optional<String> leavesOut(int number, PlanStep step) {
            boolean counts = number == move.last() && number > move.activate();
            if (counts) {
                return Optional.of("no canary was written in this execution, which found the master stopped");
            }
            return number < move.outage()
                    ? Optional.of("done before this execution, by an earlier run or a person: the master at " + stopped
                            + " was stopped in order, and "
                            + standby + " is the standby that is to take its place")
                    : Optional.empty();
        }

        /** Who stopped it may have sent the promotion as well, which shows late where there is much to replay. */
        @Override
        public Optional<String> leftBehind() {
            return Optional.of(stopped
                    + " was stopped before this execution, so it was not started again: whoever stopped it"
                    + " may have had " + standby + " promoted, and that may show late; find out first who is master");
        }

        @Override
        public void note(ExecutionNotes notes) {
            notes.masterStopped(stopped);
            notes.formerMaster(stopped);
            notes.successor(standby);
        }
    }

    /**
     * A cluster without a master: what the plan does about it is done from its beginning.
     *
     * @param standby the standby that is to be promoted; an earlier run may have sent its promotion
     */
    record Unled(InstanceLocation standby) implements EntryPoint {

        @Override
        public Optional<String> leavesOut(int number, PlanStep step) {
            return Optional.empty();
        }

        @Override
        public void note(ExecutionNotes notes) {
            notes.successor(standby);
        }
    }

    /**
     * Finds the point by what is observed; of a promotion that is under way nothing is known until it shows. Where a host can't be asked, the
     * plan begins at its beginning, and its steps say so.
     */
    static EntryPoint of(FailoverPlan plan, StepContext now) throws InterruptedException {
        try {
            return found(plan, now);
        } catch (GpFailoverException e) {
            return start();
        }
    }

    private static EntryPoint found(FailoverPlan plan, StepContext now) throws InterruptedException {
        ClusterState seen = now.state();
        List<PlanMove> moves = PlanMove.of(plan.steps(), now.cluster(), now.notes(), seen);
        if (moves.isEmpty() || !seen.conflicts().isEmpty() || seen.masters().size() > 1) {
            return start();
        }
        return seen.master().isPresent()
                ? moved(plan, moves, seen.master().get().location(), now)
                : stopped(moves, now);
    }

    /** Whether a server that a plan promotes runs and is no standby any more, though it does not answer as a master yet. */
    static boolean promotionShows(FailoverPlan plan, StepContext now) throws InterruptedException {
        ClusterState seen = now.state();
        if (!seen.masters().isEmpty()) {
            return false;
        }
        for (PlanMove move : PlanMove.of(plan.steps(), now.cluster(), now.notes(), seen)) {
            Optional<InstanceState> target = target(move, seen);
            if (target.filter(t -> t.liveness().isRunning()).isPresent()
                    && (target.get().role() != InstanceRole.STANDBY
                            || unmarked(target.get().location(), now))) {
                return true;
            }
        }
        return false;
    }

    private static boolean unmarked(InstanceLocation server, StepContext now) throws InterruptedException {
        try {
            return now.upstream(server).isEmpty();
        } catch (GpFailoverException e) {
            return false;
        }
    }

    private static EntryPoint moved(FailoverPlan plan, List<PlanMove> moves, InstanceLocation master, StepContext now) {
        Optional<HostName> wanted = plan.masterOn().flatMap(r -> PlanMove.host(r, now.cluster()));
        PlanMove first = moves.get(0);
        if (wanted.isPresent()) {
            return wanted.get().equals(master.host())
                    ? new Moved(moves.get(moves.size() - 1), master, other(master, now))
                    : start();
        }
        boolean there = first.target().isPresent()
                ? first.target().get().equals(master)
                // A plan that names no server promotes the standby, and there is none any more. A plan that stops the
                // master, or takes one out though it serves, may mean the present one: a person decides that.
                : moves.size() == 1
                        && !first.stops()
                        && !byConsent(plan.steps().get(first.activate() - 1))
                        && !master.equals(now.cluster().master())
                        && now.state().standby().isEmpty();
        return there ? new Moved(first, master, other(master, now)) : start();
    }

    private static boolean byConsent(PlanStep step) {
        return step instanceof Activate activate
                && activate.evenIfMasterServes().isPresent();
    }

    private static Optional<InstanceLocation> other(InstanceLocation master, StepContext now) {
        return now.state()
                .standby()
                .map(r -> r.location())
                .or(() -> now.cluster().masterLocations().stream()
                        .filter(l -> !l.equals(master))
                        .findFirst());
    }

    private static EntryPoint stopped(List<PlanMove> moves, StepContext now) throws InterruptedException {
        for (PlanMove move : moves) {
            Optional<InstanceLocation> standby = target(move, now.state())
                    .filter(t -> t.role() == InstanceRole.STANDBY)
                    .map(InstanceState::location);
            if (!move.stops() || standby.isEmpty()) {
                continue;
            }
            Optional<Upstream> upstream = now.upstream(standby.get());
            Optional<InstanceLocation> old = now.state().instances().stream()
                    .filter(i -> i.liveness().isStopped())
                    .map(InstanceState::location)
                    .filter(l -> upstream.filter(u -> u.is(l)).isPresent())
                    .findFirst();
            if (old.isPresent() && inOrder(old.get(), now)) {
                return new Stopped(move, standby.get(), old.get());
            }
        }
        return target(moves.get(0), now.state())
                .filter(t -> t.role() == InstanceRole.STANDBY && !moves.get(0).stops())
                .<EntryPoint>map(t -> new Unled(t.location()))
                .orElse(start());
    }

    private static Optional<InstanceState> target(PlanMove move, ClusterState seen) {
        if (move.target().isPresent()) {
            return seen.instance(move.target().get());
        }
        List<InstanceState> standbys = seen.instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .toList();
        return standbys.size() == 1 ? Optional.of(standbys.get(0)) : Optional.empty();
    }

    /** A master that crashed was not stopped by a plan: what it wrote last is for a failover to judge. */
    private static boolean inOrder(InstanceLocation old, StepContext now) throws InterruptedException {
        return now.directory(old).control().filter(ControlData::shutDown).isPresent();
    }
}
