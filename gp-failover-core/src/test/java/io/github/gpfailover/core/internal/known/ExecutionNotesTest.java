package io.github.gpfailover.core.internal.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.journal.Learned;
import io.github.gpfailover.journal.LearnedOfMaster.FormerMasterKnown;
import io.github.gpfailover.journal.LearnedOfMove.CanaryWritten;
import io.github.gpfailover.journal.LearnedOfMove.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExecutionNotesTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/with:colon/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5433, "/data/a=b/gpseg-1");

    private final List<Learned> journal = new ArrayList<>();
    private final ExecutionNotes notes = notes(new LastKnown());

    @Test
    void knowsNothingAtFirst() {
        assertThat(notes.lastMaster()).isEmpty();
        assertThat(notes.formerMaster()).isEmpty();
        assertThat(notes.activationTarget()).isEmpty();
        assertThat(notes.canary()).isEmpty();
        assertThat(notes.heldFence()).isEmpty();
        assertThat(journal).isEmpty();
    }

    @Test
    void anotherRunRecallsEveryFactFromTheJournal() {
        notes.masterReported(told(MDW), 0);
        notes.formerMaster(MDW);
        notes.activationTarget(SMDW);
        notes.canary(new CanaryWritten("gp_failover_canary_1", 50_000));

        ExecutionNotes other = recalled();

        assertThat(other.lastMaster()).contains(MDW);
        assertThat(other.formerMaster()).contains(MDW);
        assertThat(other.activationTarget()).contains(SMDW);
        assertThat(other.canary()).contains(new CanaryWritten("gp_failover_canary_1", 50_000));
    }

    @Test
    void theLaterFactCounts() {
        notes.activationTarget(SMDW);
        notes.activationEnded();
        notes.formerMaster(MDW);
        notes.formerMaster(SMDW);

        ExecutionNotes other = recalled();

        assertThat(other.activationTarget()).isEmpty();
        assertThat(other.formerMaster()).contains(SMDW);
    }

    @Test
    void onlyNewsIsJournaled() {
        notes.formerMaster(MDW);
        notes.formerMaster(MDW);

        assertThat(journal).containsExactly(new FormerMasterKnown(MDW));
    }

    @Test
    void whatIsRecalledIsNotJournaledAgain() {
        notes.formerMaster(MDW);
        ExecutionNotes other = recalled();
        journal.clear();

        other.formerMaster(MDW);

        assertThat(journal).isEmpty();
        assertThat(other.formerMaster()).contains(MDW);
    }

    @Test
    void nothingIsOverThatNeverBegan() {
        notes.activationEnded();
        notes.joiningEnded();
        notes.whole();
        notes.fencingUndone();
        notes.seconds().parted();
        notes.starting(SMDW, false);
        notes.restarting(SMDW, false);
        notes.trafficMoved();
        notes.traffic("vip", Stage.NOTHING);

        assertThat(journal).isEmpty();
    }

    @Test
    void anEnginesKnowledgeOutlivesTheExecution() {
        LastKnown knowledge = new LastKnown();
        notes(knowledge).masterReported(told(MDW), 0);

        assertThat(notes(knowledge).lastMaster()).contains(MDW);
        assertThat(notes(knowledge).formerMaster()).isEmpty();
    }

    @Test
    void whatTheMasterLastToldIsRecalledWithItsAgeAndTheStandbysServer() {
        LastStream told = new LastStream(
                ReplicationState.builder("pg_stat_replication on mdw; really", Instant.EPOCH)
                        .state("streaming")
                        .syncState("sync")
                        .sent(Optional.of(Lsn.parse("0/2")))
                        .write(Optional.of(Lsn.parse("0/2")))
                        .flush(Optional.of(Lsn.parse("0/2")))
                        .replay(Optional.of(Lsn.parse("0/2")))
                        .masterPosition(Optional.of(Lsn.parse("0/3")))
                        .freshness(new Freshness(Optional.empty(), Optional.of(Duration.ofSeconds(2))))
                        .build(),
                OptionalInt.of(163),
                OptionalLong.of(5));

        LastStream recalled = LastStream.recalled(told.record());

        assertThat(recalled.stream()).isEqualTo(told.stream());
        assertThat(recalled.standbyPid()).hasValue(163);
        assertThat(recalled.age(99, Instant.EPOCH.plusSeconds(7))).contains(Duration.ofSeconds(9));
        assertThat(told.age(12, Instant.EPOCH.plusSeconds(7)))
                .contains(Duration.ofSeconds(2).plusNanos(7));
    }

    @Test
    void whatNothingEverConfirmedHasNoAge() {
        ReplicationState row = ReplicationState.builder("pg_stat_replication on mdw", Instant.EPOCH)
                .state("streaming")
                .syncState("sync")
                .build();
        LastStream told = new LastStream(row, OptionalInt.empty(), OptionalLong.of(5));

        assertThat(told.age(12, Instant.EPOCH)).isEmpty();
        assertThat(LastStream.recalled(told.record()).age(12, Instant.EPOCH)).isEmpty();
    }

    private static ClusterState told(InstanceLocation master) {
        InstanceState state = InstanceState.builder(master)
                .liveness(Liveness.running(List.of()))
                .role(InstanceRole.MASTER)
                .build();
        return ClusterState.builder(Instant.EPOCH).instances(List.of(state)).build();
    }

    private ExecutionNotes notes(LastKnown knowledge) {
        return notes(knowledge, new ExecutionState(List.of()));
    }

    private ExecutionNotes recalled() {
        ExecutionState state = new ExecutionState(List.of());
        journal.forEach(fact -> state.apply(0, fact));
        return notes(new LastKnown(), state);
    }

    private ExecutionNotes notes(LastKnown knowledge, ExecutionState state) {
        return new ExecutionNotes(knowledge, new Recall(state, fact -> {
            journal.add(fact);
            state.apply(0, fact);
        }));
    }
}
