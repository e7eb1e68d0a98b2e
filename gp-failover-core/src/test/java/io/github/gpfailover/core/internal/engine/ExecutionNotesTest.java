package io.github.gpfailover.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/with:colon/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5433, "/data/a=b/gpseg-1");

    private final List<String> journal = new ArrayList<>();
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
    void anotherMemoryRecallsEveryNoteFromTheJournal() {
        notes.masterTold(told(MDW), 0);
        notes.formerMaster(MDW);
        notes.activationTarget(SMDW);
        notes.canary(new ExecutionNotes.Canary("gp_failover_canary_1", 50_000));

        ExecutionNotes other = notes(new LastKnown());
        List.copyOf(journal).forEach(other::recall);

        assertThat(other.lastMaster()).contains(MDW);
        assertThat(other.formerMaster()).contains(MDW);
        assertThat(other.activationTarget()).contains(SMDW);
        assertThat(other.canary()).contains(new ExecutionNotes.Canary("gp_failover_canary_1", 50_000));
    }

    @Test
    void theLaterNoteWins() {
        notes.activationTarget(SMDW);
        notes.activationEnded();
        notes.formerMaster(MDW);
        notes.formerMaster(SMDW);

        ExecutionNotes other = notes(new LastKnown());
        List.copyOf(journal).forEach(other::recall);

        assertThat(other.activationTarget()).isEmpty();
        assertThat(other.formerMaster()).contains(SMDW);
    }

    @Test
    void onlyNewsIsJournaled() {
        notes.formerMaster(MDW);
        notes.formerMaster(MDW);

        assertThat(journal).containsExactly("formerMaster=mdw:5432:/data/with:colon/gpseg-1");
    }

    @Test
    void whatIsRecalledIsNotJournaledAgain() {
        notes.recall("formerMaster=" + MDW);
        notes.recall("no note at all");

        assertThat(journal).isEmpty();
        assertThat(notes.formerMaster()).contains(MDW);
    }

    @Test
    void anEnginesKnowledgeOutlivesTheExecution() {
        LastKnown knowledge = new LastKnown();
        notes(knowledge).masterTold(told(MDW), 0);

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

        LastStream recalled = LastStream.parse(told.note()).orElseThrow();

        assertThat(recalled.stream()).isEqualTo(told.stream());
        assertThat(recalled.standbyPid()).hasValue(163);
        assertThat(recalled.age(99, Instant.EPOCH.plusSeconds(7))).contains(Duration.ofSeconds(9));
        assertThat(told.age(12, Instant.EPOCH.plusSeconds(7)))
                .contains(Duration.ofSeconds(2).plusNanos(7));
        assertThat(LastStream.parse("nothing of the kind")).isEmpty();
    }

    @Test
    void whatNothingEverConfirmedHasNoAge() {
        ReplicationState row = ReplicationState.builder("pg_stat_replication on mdw", Instant.EPOCH)
                .state("streaming")
                .syncState("sync")
                .build();
        LastStream told = new LastStream(row, OptionalInt.empty(), OptionalLong.of(5));

        assertThat(told.age(12, Instant.EPOCH)).isEmpty();
        assertThat(LastStream.parse(told.note()).orElseThrow().age(12, Instant.EPOCH))
                .isEmpty();
    }

    private static ClusterState told(InstanceLocation master) {
        InstanceState state = InstanceState.builder(master)
                .liveness(Liveness.running(List.of()))
                .role(InstanceRole.MASTER)
                .build();
        return ClusterState.builder(Instant.EPOCH).instances(List.of(state)).build();
    }

    private ExecutionNotes notes(LastKnown knowledge) {
        return new ExecutionNotes(knowledge, (name, value) -> journal.add(name + "=" + value));
    }
}
