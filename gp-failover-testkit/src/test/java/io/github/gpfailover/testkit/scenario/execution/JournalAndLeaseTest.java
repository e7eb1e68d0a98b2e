package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.gpfailover.ExecutionInterruptedException;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.LearnedOfMove;
import io.github.gpfailover.journal.LearnedOfStandby;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Clusters;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.ForwardingJournal;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class JournalAndLeaseTest {

    private static final FailoverPlan MOVE = FailoverPlan.builder()
            .stopMaster()
            .activate()
            .retireDataDirectory("mdw")
            .build();

    /** A journal on a disk that is full after so many entries. */
    private static final class Full extends ForwardingJournal {

        private final int entries;

        Full(InMemoryJournal journal, int entries) {
            super(journal);
            this.entries = entries;
        }

        @Override
        public void append(JournalEntry entry) {
            if (entry.sequence() > entries) {
                throw new JournalException("no space left on device", null);
            }
            super.append(entry);
        }
    }

    /** A journal that takes all but one kind of record. */
    private static final class Without extends ForwardingJournal {

        private final Class<? extends JournalRecord> kind;

        Without(InMemoryJournal journal, Class<? extends JournalRecord> kind) {
            super(journal);
            this.kind = kind;
        }

        @Override
        public void append(JournalEntry entry) {
            if (kind.isInstance(entry.record())) {
                throw new JournalException("no space left on device", null);
            }
            super.append(entry);
        }
    }

    @Test
    @DisplayName("scenario 19: an act that the journal could not announce is not begun")
    void beginsNothingThatWasNotAnnounced(SimulatedCluster unused) {
        Map<Class<? extends JournalRecord>, String> announced = Map.of(
                LearnedOfMove.PromotionBegun.class, "pg_ctl promote",
                LearnedOfStandby.JoinBegun.class, "gp_add_master_standby");
        announced.forEach((kind, act) -> {
            SimulatedCluster cluster = SimulatedCluster.builder().build();
            try (FailoverEngine engine = Engines.builder(cluster)
                    .journal(new Without(new InMemoryJournal(), kind))
                    .build()) {
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .stopMaster()
                        .activate(a -> a.strategy(Activate.Strategy.DIRECT))
                        .addStandby("mdw")
                        .build());

                assertThat(report).saysWhy("the journal could not be written");
                assertThat(cluster.truth().commands())
                        .as(act)
                        .noneMatch(c -> c.command().toString().contains(act));
                assertThat(cluster.truth().masterHost()).isPresent();
            }
            cluster.close();
        });
    }

    @Test
    @DisplayName(
            "scenario 19: the journal's disk is full: no act without an entry, whichever entry is the first that fails")
    void neverActsWithoutAnEntry(SimulatedCluster unused) {
        for (int entries = 0; entries < 45; entries++) {
            SimulatedCluster cluster = SimulatedCluster.builder().build();
            InMemoryJournal kept = new InMemoryJournal();
            try (FailoverEngine engine =
                    Engines.builder(cluster).journal(new Full(kept, entries)).build()) {
                FailoverReport report = engine.execute(MOVE);

                long intended = kept.read(report.executionId()).stream()
                        .filter(e -> e.record() instanceof JournalRecord.CommandIntended)
                        .count();
                long sent = report.steps().stream()
                        .mapToLong(s -> s.commands().size())
                        .sum();
                assertThat(sent)
                        .as("commands sent with room for " + entries + " entries")
                        .isLessThanOrEqualTo(intended);
                if (report.outcome() != Outcome.SUCCEEDED) {
                    assertThat(report.toText()).contains("no space left on device");
                }
            }
        }
    }

    @Test
    @DisplayName("scenario 12: an engine is refused where somebody holds the cluster's lease, with who and since when")
    void refusesWhereSomebodyHoldsTheLease(SimulatedCluster cluster) throws InterruptedException {
        InProcessLease lease = new InProcessLease(cluster.clock());
        try (Lease.Held held = lease.acquire(Clusters.key(cluster), "the night shift");
                FailoverEngine engine = Engines.builder(cluster).lease(lease).build()) {
            FailoverReport report = engine.execute(MOVE);

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("the night shift", "2026-11-22");
            assertThat(held.stillHeld()).isTrue();
        }
    }

    /** A lease that is lost after so many questions. */
    private static final class Expiring implements Lease, Lease.Held {

        private int questions;

        Expiring(int questions) {
            this.questions = questions;
        }

        @Override
        public Held acquire(String cluster, String holder) {
            return this;
        }

        @Override
        public boolean stillHeld() {
            return questions-- > 0;
        }

        @Override
        public long fencingToken() {
            return 1;
        }

        @Override
        public String realm() {
            return "expiring";
        }

        @Override
        public void close() {}
    }

    @Test
    @DisplayName("scenario 12: an engine that lost its lease sends nothing more")
    void sendsNothingMoreOnceTheLeaseIsLost(SimulatedCluster cluster) {
        try (FailoverEngine engine =
                Engines.builder(cluster).lease(new Expiring(2)).build()) {
            FailoverReport report = engine.execute(MOVE);

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("lease of the cluster was lost", "was not sent");
            assertThat(report.steps().stream()
                            .mapToInt(s -> s.commands().size())
                            .sum())
                    .isEqualTo(2);
        }
    }

    @Test
    void resumesFromAnotherEngineThatSharesTheJournal(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        cluster.cut("smdw", "sdw1");
        String execution;
        try (FailoverEngine first = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport partial = first.execute(MOVE);
            assertThat(partial).hasOutcome(Outcome.PARTIAL);
            execution = partial.executionId();
        }
        cluster.heal();
        try (FailoverEngine second = Engines.builder(cluster).journal(journal).build()) {
            assertThat(second.resume(execution)).succeeded().sent(0, "promote").sent(1, "mv");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> second.resume(execution))
                    .withMessageContaining("had reached the end");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> second.resume("nobody"))
                    .withMessageContaining("knows no execution");
        }
    }

    @Test
    void doesNotTakeAnInterruptForAFailure(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(ExecutionInterruptedException.class)
                    .isThrownBy(() ->
                            engine.execute(FailoverPlan.builder().awaitSync().build()));
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
