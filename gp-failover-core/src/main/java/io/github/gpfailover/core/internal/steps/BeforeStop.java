package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The questions that a serving master is asked about before it is stopped or fenced for a promotion. They exist so that nothing is
 * refused after the stop that could have been refused before it, while the master still serves.
 *
 * <p>Each question is independent of the others. All are asked side by side. A question that gets no answer in time refuses.
 */
final class BeforeStop {

    /**
     * The move that is about to begin.
     *
     * @param activation the activation that the plan has ahead
     * @param master the master that serves
     * @param row the standby by the master's catalog
     * @param standby the standby as it was observed; empty if it was not observed
     * @param now the situation
     */
    record Move(
            Activate activation,
            InstanceState master,
            CatalogRow row,
            Optional<InstanceState> standby,
            StepContext now) {}

    /** One question. It may read from hosts and warns where it knows better than to refuse. */
    @FunctionalInterface
    interface Question {
        /** Gives the reasons not to stop the master; none if nothing is against it. */
        Objections ask(Move move) throws InterruptedException;
    }

    /** The questions. One line each: add yours here, with a class or method of its own. */
    private static final List<Question> QUESTIONS = List.of(
            BeforeStop::externalDetector,
            BeforeStop::standbyRuns,
            BeforeStop::onlyOneStandby,
            BeforeStop::nobodyElseMayWrite,
            BeforeStop::standbyInSync,
            BeforeStop::standbyFollowsThisMaster,
            BeforeStop::standbysHostTakesCommands);

    private static final Duration ALL = Duration.ofSeconds(40);

    private BeforeStop() {}

    /** The reasons against stopping or fencing a master for the activation that the plan has ahead. */
    static Objections against(StepContext now) throws InterruptedException {
        // A master that only other hosts can see reports no catalog; whether a standby runs is asked elsewhere.
        boolean noCatalog =
                now.state().master().isEmpty() || now.state().catalog().isEmpty();
        if (now.activationAhead().isEmpty() || noCatalog) {
            return Objections.none();
        }
        Optional<CatalogRow> row = now.state().standby();
        if (row.isEmpty()) {
            return Objections.of(
                    ReasonCode.NO_STANDBY,
                    "the plan activates a standby afterwards, but there is none; write .addStandby(host) before"
                            + madeMaster(now));
        }
        Move move = new Move(
                now.activationAhead().get(),
                now.state().master().get(),
                row.get(),
                now.state().standbyInstance(),
                now);
        return asked(move);
    }

    /** What a run that came before may have done; the plan names no server, so nobody can know which master it means. */
    private static String madeMaster(StepContext now) {
        InstanceLocation master = now.state().master().orElseThrow().location();
        boolean maybe = now.activationAhead().orElseThrow().evenIfMasterServes().isPresent()
                && !master.equals(now.cluster().master());
        return maybe
                ? "; where an earlier run of this plan has made it the master, nothing is left of the move from "
                        + now.cluster().master() + " to " + master
                : "";
    }

    private static Objections asked(Move move) throws InterruptedException {
        List<Sleeper.Task<Objections>> tasks = new ArrayList<>();
        QUESTIONS.forEach(q -> tasks.add(() -> q.ask(move)));
        Objections all = Objections.none();
        for (Optional<Objections> answer : move.now().sleeper().together(tasks, ALL)) {
            all = all.and(answer.orElseGet(() -> Objections.passing(
                    ReasonCode.QUESTION_UNANSWERED,
                    "a question about the move was not answered within " + ALL.toSeconds() + " s, so the master at "
                            + move.master().location() + " was left alone")));
        }
        return all;
    }

    private static Objections externalDetector(Move move) throws InterruptedException {
        return ExternalDetector.against(move.now());
    }

    private static Objections standbyRuns(Move move) {
        if (move.standby().isEmpty()) {
            return Objections.of(ReasonCode.STANDBY_NOT_OBSERVED, afterwards(move) + "it was not observed");
        }
        InstanceState standby = move.standby().get();
        if (standby.role() != InstanceRole.STANDBY) {
            return Objections.passing(
                    ReasonCode.STANDBY_NOT_RUNNING,
                    afterwards(move) + "it is not running as one: "
                            + standby.liveness().because());
        }
        return standby.position().isPresent()
                ? Objections.none()
                : Objections.passing(
                        ReasonCode.STANDBY_POSITION_UNKNOWN,
                        afterwards(move) + "it does not tell how far it has replayed");
    }

    private static Objections onlyOneStandby(Move move) {
        List<InstanceState> others = move.now().state().instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .filter(i -> !i.location().equals(move.row().location()))
                .toList();
        return others.isEmpty()
                ? Objections.none()
                : Objections.passing(
                        ReasonCode.SECOND_STANDBY,
                        afterwards(move) + "another server runs as a standby too, and which of them is meant"
                                + " could not be told once the master is stopped: " + Guards.because(others)
                                + "; stop the one that the catalog does not name");
    }

    /** A third server that may write would keep the promotion closed once the master is stopped. */
    private static Objections nobodyElseMayWrite(Move move) {
        Objections all = Objections.none();
        for (InstanceState other : move.now().state().instances()) {
            InstanceLocation at = other.location();
            boolean involved =
                    at.equals(move.master().location()) || at.equals(move.row().location());
            boolean held = move.now()
                    .notes()
                    .heldFence()
                    .filter(h -> h.oldMaster().equals(at))
                    .isPresent();
            if (!involved && !held && !other.liveness().isStopped() && other.role() != InstanceRole.STANDBY) {
                all = all.and(Objections.passing(
                        ReasonCode.THIRD_SERVER_MAY_WRITE,
                        afterwards(move) + "beside it the server at " + at
                                + " is neither proved stopped nor a standby, so nothing could be promoted: "
                                + other.liveness().because() + "; stop that server, or let its host be reached"));
            }
        }
        return all;
    }

    private static Objections standbyInSync(Move move) {
        Optional<ReplicationState> stream = move.now().state().replication();
        boolean lossAllowed = move.activation().allowDataLoss().isPresent();
        return lossAllowed || stream.filter(ReplicationState::inSync).isPresent()
                ? Objections.none()
                : Objections.passing(
                        ReasonCode.STANDBY_NOT_IN_SYNC,
                        afterwards(move) + "it is not in sync: "
                                + stream.map(ReplicationState::toString).orElse("it is not streaming")
                                + "; wait until it is, with .awaitSync() before this step");
    }

    /** The marker file is what the guard of the promotion goes by, when the master is gone. */
    private static Objections standbyFollowsThisMaster(Move move) throws InterruptedException {
        if (move.standby().filter(s -> s.role() == InstanceRole.STANDBY).isEmpty()) {
            return Objections.none();
        }
        InstanceState standby = move.standby().get();
        Optional<InstanceLocation> followed = SecondMasterGuard.oldMaster(standby, move.now());
        if (followed.isEmpty()) {
            return Objections.passing(
                    ReasonCode.STANDBY_UPSTREAM_UNKNOWN,
                    afterwards(move) + SecondMasterGuard.unknownMaster(standby, move.now()));
        }
        return followed.get().equals(move.master().location())
                ? Objections.none()
                : Objections.of(
                        ReasonCode.STANDBY_FOLLOWS_OTHER,
                        afterwards(move) + "by its marker file it follows the server at " + followed.get()
                                + ", and not the master at " + move.master().location()
                                + "; write .removeStandby().addStandby(host) before");
    }

    /** A promotion is sent to the standby's host: one that can be seen from afar only takes none. */
    private static Objections standbysHostTakesCommands(Move move) throws InterruptedException {
        if (move.standby().filter(s -> s.role() == InstanceRole.STANDBY).isEmpty()) {
            return Objections.none();
        }
        DirectoryState its =
                move.now().inspection().ask(new DirectoryAt(move.row().location()));
        if (its.control().isEmpty()) {
            return Objections.passing(
                    ReasonCode.STANDBY_DIRECTORY_UNREADABLE,
                    afterwards(move) + "pg_control of " + move.row().location()
                            + " can't be read, so its host may not take the promotion: " + its.note());
        }
        Optional<ControlData> masters =
                move.now().directory(move.master().location()).control();
        return masters.filter(m ->
                                !m.systemIdentifier().equals(its.control().get().systemIdentifier()))
                        .isPresent()
                ? Objections.of(
                        ReasonCode.STANDBY_OF_OTHER_CLUSTER,
                        afterwards(move) + "its directory is of another cluster: system identifier "
                                + its.control().get().systemIdentifier() + ", the master's is "
                                + masters.get().systemIdentifier())
                : Objections.none();
    }

    private static String afterwards(Move move) {
        return "the plan activates the standby on " + move.row().location().host() + " afterwards, but ";
    }
}
