package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.script.ClaimScripts;
import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.internal.rule.CarriedCommand;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A command that goes on though its controller is dead, met by a fresh engine that has no journal. */
class CommandOfADeadRunTest {

    private static final FailoverPlan COPY =
            FailoverPlan.builder().addStandby("mdw").awaitSync().build();

    /** Dies right after the copy was started, as a controller does whose machine fails. */
    private static final class Dying implements CommandTransport {

        private final SimulatedCluster cluster;
        private final AtomicInteger copies;
        private boolean dies = true;

        Dying(SimulatedCluster cluster, AtomicInteger copies) {
            this.cluster = cluster;
            this.copies = copies;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            CommandResult said = cluster.execute(host, command);
            boolean copy = CarriedCommand.ofPlan(command)
                    .filter(c -> c.command().program().get(0).equals("gpinitstandby"))
                    .isPresent();
            if (copy) {
                copies.incrementAndGet();
                if (dies) {
                    dies = false;
                    throw new SingleFaults.Died();
                }
            }
            return said;
        }
    }

    private static String diesWhileItCopies(SimulatedCluster cluster, Dying transport, Journal journal) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(
                            FailoverPlan.builder().stopMaster().activate().build()))
                    .succeeded();
        }
        cluster.dataDirectory("mdw", "/data/master/gpseg-1").otherLog();
        try (FailoverEngine engine =
                Engines.builder(cluster, transport).journal(journal).build()) {
            engine.execute("copies", COPY);
        } catch (SingleFaults.Died e) {
            return "copies";
        }
        throw new IllegalStateException("nothing was copied");
    }

    @Test
    @DisplayName("scenario 27: the copy of a dead controller is awaited, and not begun a second time")
    void isAwaited() throws InterruptedException {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            AtomicInteger copies = new AtomicInteger();
            Dying transport = new Dying(cluster, copies);
            diesWhileItCopies(cluster, transport, new InMemoryJournal());

            FailoverReport report;
            try (FailoverEngine engine = Engines.builder(cluster, transport).build()) {
                report = engine.execute(COPY);
            }

            assertThat(report).succeeded();
            assertThat(report.toText()).contains("of an earlier run was under way on smdw: it ended with exit 0");
            assertThat(copies).hasValue(1);
            assertThat(cluster.truth().standbyInSync()).isTrue();
            // Its record is not needed any more, nor are those of the run itself.
            assertThat(Jobs.over(cluster).in(".gp-failover/jobs").list(HostName.of("smdw")))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "scenario 27: a command of a dead controller that never ends: the plan is refused with the job's name, nothing begun beside it")
    void isNotWorkedBeside() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            AtomicInteger copies = new AtomicInteger();
            Dying transport = new Dying(cluster, copies);
            cluster.when("gpinitstandby").mutating().then(CommandFault.hang());
            diesWhileItCopies(cluster, transport, new InMemoryJournal());

            FailoverReport report;
            try (FailoverEngine engine = Engines.builder(cluster, transport).build()) {
                report = engine.execute(COPY);
            }

            assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(report.summary())
                    .contains(
                            "of an earlier run was under way on smdw",
                            "has not ended within",
                            "execute the plan again");
            assertThat(copies).hasValue(1);
        }
    }

    @Test
    @DisplayName(
            "scenario 27: resumed with its journal, a command that goes on beyond its step's time: nothing is begun beside it")
    void isNotWorkedBesideWhenResumed() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            AtomicInteger copies = new AtomicInteger();
            Dying transport = new Dying(cluster, copies);
            cluster.when("gpinitstandby").mutating().then(CommandFault.hang());
            Journal journal = new InMemoryJournal();
            String id = diesWhileItCopies(cluster, transport, journal);

            FailoverReport report;
            try (FailoverEngine engine =
                    Engines.builder(cluster, transport).journal(journal).build()) {
                report = engine.resume(id);
            }

            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(report.toText()).contains("has not ended within", "nothing is begun beside it");
            assertThat(copies).hasValue(1);
        }
    }

    @Test
    @DisplayName(
            "scenario 27: a command that is shown only once its host is claimed for the first act is awaited, and the step decided anew")
    void isAwaitedWhereItsHostIsClaimedLate() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            AtomicInteger copies = new AtomicInteger();
            Dying transport = new Dying(cluster, copies);
            diesWhileItCopies(cluster, transport, new InMemoryJournal());
            AtomicInteger claims = new AtomicInteger();
            CommandTransport late = (host, command) -> {
                boolean claim = command.program().contains(ClaimScripts.CLAIM) && host.equals(HostName.of("smdw"));
                if (claim && claims.getAndIncrement() == 0) {
                    throw new TransportException(
                            TransportException.Reason.CONNECT, host, "no route for a moment", null);
                }
                return transport.execute(host, command);
            };

            FailoverReport report;
            try (FailoverEngine engine = Engines.builder(cluster, late).build()) {
                report = engine.execute(COPY);
            }

            assertThat(report).succeeded();
            assertThat(claims.get()).isGreaterThan(1);
            assertThat(copies).hasValue(1);
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "scenario 27: a command whose end can't be learned keeps everything else from its host, and the report says what to do")
    void keepsItsHostWhileItsEndIsNotKnown() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            AtomicInteger copies = new AtomicInteger();
            Dying transport = new Dying(cluster, copies);
            diesWhileItCopies(cluster, transport, new InMemoryJournal());
            CommandTransport mute = (host, command) -> command.program().contains(JobScripts.STATUS)
                    ? CommandResult.of(0, "id=?\nend\n", "", Duration.ZERO)
                    : transport.execute(host, command);

            FailoverReport report;
            try (FailoverEngine engine = Engines.builder(cluster, mute).build()) {
                report = engine.execute(COPY);
            }

            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(report.toText()).contains("its end could not be learned", "remove its directory");
            assertThat(copies).hasValue(1);
        }
    }
}
