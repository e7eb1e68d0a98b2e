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
    private final Memory memory = memory(new Knowledge());

    @Test
    void knowsNothingAtFirst() {
        assertThat(memory.lastMaster()).isEmpty();
        assertThat(memory.formerMaster()).isEmpty();
        assertThat(memory.activationTarget()).isEmpty();
        assertThat(memory.canary()).isEmpty();
        assertThat(memory.heldFence()).isEmpty();
        assertThat(journal).isEmpty();
    }

    @Test
    void anotherMemoryRecallsEveryNoteFromTheJournal() {
        memory.masterTold(told(MDW), 0);
        memory.formerMaster(MDW);
        memory.activationTarget(SMDW);
        memory.canary(new Memory.Canary("gp_failover_canary_1", 50_000));

        Memory other = memory(new Knowledge());
        List.copyOf(journal).forEach(other::recall);

        assertThat(other.lastMaster()).contains(MDW);
        assertThat(other.formerMaster()).contains(MDW);
        assertThat(other.activationTarget()).contains(SMDW);
        assertThat(other.canary()).contains(new Memory.Canary("gp_failover_canary_1", 50_000));
    }

    @Test
    void theLaterNoteWins() {
        memory.activationTarget(SMDW);
        memory.activationEnded();
        memory.formerMaster(MDW);
        memory.formerMaster(SMDW);

        Memory other = memory(new Knowledge());
        List.copyOf(journal).forEach(other::recall);

        assertThat(other.activationTarget()).isEmpty();
        assertThat(other.formerMaster()).contains(SMDW);
    }

    @Test
    void onlyNewsIsJournaled() {
        memory.formerMaster(MDW);
        memory.formerMaster(MDW);

        assertThat(journal).containsExactly("formerMaster=mdw:5432:/data/with:colon/gpseg-1");
    }

    @Test
    void whatIsRecalledIsNotJournaledAgain() {
        memory.recall("formerMaster=" + MDW);
        memory.recall("no note at all");

        assertThat(journal).isEmpty();
        assertThat(memory.formerMaster()).contains(MDW);
    }

    @Test
    void anEnginesKnowledgeOutlivesTheExecution() {
        Knowledge knowledge = new Knowledge();
        memory(knowledge).masterTold(told(MDW), 0);

        assertThat(memory(knowledge).lastMaster()).contains(MDW);
        assertThat(memory(knowledge).formerMaster()).isEmpty();
    }

    @Test
    void whatTheMasterLastToldIsRecalledWithItsAgeAndTheStandbysServer() {
        LastStream told = new LastStream(
                new ReplicationState(
                        "streaming",
                        "sync",
                        Optional.of(Lsn.parse("0/2")),
                        Optional.of(Lsn.parse("0/2")),
                        Optional.of(Lsn.parse("0/2")),
                        Optional.of(Lsn.parse("0/2")),
                        Optional.of(Lsn.parse("0/3")),
                        "pg_stat_replication on mdw; really",
                        Instant.EPOCH,
                        new Freshness(Optional.empty(), Optional.of(Duration.ofSeconds(2)))),
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
        ReplicationState row = new ReplicationState(
                "streaming",
                "sync",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "pg_stat_replication on mdw",
                Instant.EPOCH);
        LastStream told = new LastStream(row, OptionalInt.empty(), OptionalLong.of(5));

        assertThat(told.age(12, Instant.EPOCH)).isEmpty();
        assertThat(LastStream.parse(told.note()).orElseThrow().age(12, Instant.EPOCH))
                .isEmpty();
    }

    private static ClusterState told(InstanceLocation master) {
        InstanceState state = new InstanceState(
                master, Liveness.running(List.of()), InstanceRole.MASTER, Optional.empty(), List.of());
        return new ClusterState(
                Instant.EPOCH, Optional.empty(), List.of(state), List.of(), Optional.empty(), List.of());
    }

    private Memory memory(Knowledge knowledge) {
        return new Memory(knowledge, (name, value) -> journal.add(name + "=" + value));
    }
}
