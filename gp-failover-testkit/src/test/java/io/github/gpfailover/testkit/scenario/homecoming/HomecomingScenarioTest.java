package io.github.gpfailover.testkit.scenario.homecoming;

import static io.github.gpfailover.step.AddStandby.Strategy.COPY;
import static io.github.gpfailover.step.AddStandby.Strategy.FOLLOW;
import static io.github.gpfailover.step.AddStandby.Strategy.REWIND;
import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An old master that becomes the standby of the new one: by which strategy, and why. */
@ExtendWith(SimulatedClusterExtension.class)
class HomecomingScenarioTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().activate().build();

    private static FailoverPlan home(AddStandby.Strategy strategy) {
        return FailoverPlan.builder()
                .addStandby("mdw", a -> a.strategy(strategy))
                .awaitSync()
                .build();
    }

    /** The step that makes a standby, the last one of a plan. */
    private static StepReport made(FailoverReport report) {
        List<StepReport> steps = report.steps().stream()
                .filter(s -> s.step().name().equals("addStandby"))
                .toList();
        return steps.get(steps.size() - 1);
    }

    private static void isRight(SimulatedCluster cluster) {
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    /** The master crashes past what its standby has, the standby is promoted, and the host comes back. */
    private static void crash(SimulatedCluster cluster, FailoverEngine engine) {
        engine.observe();
        cluster.lagStandby(4_096);
        cluster.kill("mdw");
        assertThat(engine.execute(
                        FailoverPlan.failover(a -> a.allowDataLoss("what never reached the standby is lost"))))
                .succeeded();
    }

    @Test
    void aSwitchoverEndsWithTheOldMasterFollowingTheNewOneWithoutACopy(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            assertThat(made(report).facts()).containsEntry("strategy", "FOLLOW");
            assertThat(made(report).facts().get("strategyReason"))
                    .contains(
                            "shut down cleanly as a master",
                            "exactly where timeline 1 was left",
                            "the master's own log");
            assertThat(report.toText()).contains("strategy: FOLLOW, since").doesNotContain("gpinitstandby -a -s");
            assertThat(report.finalState()).hasMaster("smdw").hasStandby("mdw").isInSync();
            assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
            isRight(cluster);
        }
    }

    @Test
    void aMasterThatCrashedPastItsStandbyIsRewound(SimulatedCluster cluster) {
        List<String> progress = new ArrayList<>();
        FailoverListener listener = new FailoverListener() {
            @Override
            public void stepProgressed(StepProgressed event) {
                progress.add(event.progress());
            }
        };
        try (FailoverEngine engine = Engines.builder(cluster).listener(listener).build()) {
            crash(cluster, engine);

            FailoverReport report = engine.execute(FailoverPlan.failback());

            assertThat(report).succeeded();
            StepReport home = report.steps().get(0);
            assertThat(home.facts()).containsEntry("strategy", "REWIND");
            assertThat(home.facts().get("notFOLLOW")).contains("its state is 'in production', not 'shut down'");
            assertThat(report).sent(1, "pg_rewind --progress");
            assertThat(progress).anyMatch(p -> p.startsWith("pg_rewind: "));
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw").isInSync();
            isRight(cluster);
        }
    }

    @Test
    void aMasterThatWasStartedAgainAndWroteIsRewound(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();
            cluster.dataDirectory("mdw", DIRECTORY).writeAlone(100_000);

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).succeeded();
            assertThat(made(report).facts()).containsEntry("strategy", "REWIND");
            assertThat(made(report).facts().get("notFOLLOW")).contains("but timeline 1 was left at");
            isRight(cluster);
        }
    }

    @Test
    void anotherLogOfTheSameLengthNeitherFollowsNorIsRewound(SimulatedCluster cluster) {
        copiedFor(cluster, () -> cluster.dataDirectory("mdw", DIRECTORY).otherLog());
    }

    @Test
    void anotherLogThatWentOnIsNotRewoundEither(SimulatedCluster cluster) {
        copiedFor(
                cluster,
                () -> cluster.dataDirectory("mdw", DIRECTORY).otherLog().writeAlone(50_000));
    }

    private static void copiedFor(SimulatedCluster cluster, Runnable mishap) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();
            mishap.run();

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).succeeded();
            assertThat(made(report).facts()).containsEntry("strategy", "COPY");
            assertThat(made(report).facts().get("notREWIND")).contains("is not the master's: the bytes there differ");
            isRight(cluster);
        }
    }

    @Test
    @DisplayName("another cluster's directory is refused, and copied over its place only where the plan says why")
    void anotherClustersDirectoryIsCopiedOnlyByConsent() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                        .withoutStandby()
                        .spareHost("smdw")
                        .build();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("smdw").foreignDirectory(DIRECTORY);

            FailoverReport refused =
                    engine.execute(FailoverPlan.builder().addStandby("smdw").build());
            assertThat(refused).wasRefusedWithoutAnyChange().saysWhy("belongs to another cluster");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .addStandby("smdw", a -> a.moveAside("a test cluster's, agreed with its owner"))
                    .build());

            assertThat(report).succeeded().sent(1, "gpinitstandby -a -s smdw");
            assertThat(made(report).facts())
                    .containsEntry("strategy", "COPY")
                    .containsEntry("moveAside", "a test cluster's, agreed with its owner");
            assertThat(made(report).facts().get("notFOLLOW")).contains("it is another cluster's");
            assertThat(made(report).facts().get("notREWIND")).contains("it is another cluster's");
            assertThat(cluster.truth().directories("smdw")).hasSize(2);
            isRight(cluster);
        }
    }

    @Test
    void adirectoryOfAnotherVersionIsCopied(SimulatedCluster cluster) {
        copied(
                cluster,
                () -> cluster.dataDirectory("mdw", DIRECTORY).otherVersion(9420600, 301908000),
                "catalog version");
    }

    @Test
    void aDirectoryWithTablespacesOutsideIsCopied(SimulatedCluster cluster) {
        copied(cluster, () -> cluster.dataDirectory("mdw", DIRECTORY).withTablespace(16385), "1 tablespace outside");
    }

    private static void copied(SimulatedCluster cluster, Runnable mishap, String why) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();
            mishap.run();

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).succeeded().warns("was moved to " + DIRECTORY + ".retired-");
            assertThat(made(report).facts()).containsEntry("strategy", "COPY");
            assertThat(made(report).facts().get("notFOLLOW")).contains(why);
            assertThat(made(report).facts().get("notREWIND")).contains(why);
            isRight(cluster);
        }
    }

    @Test
    void aHalfCopiedDirectoryIsRefused(SimulatedCluster cluster) {
        refused(
                cluster,
                () -> cluster.dataDirectory("mdw", DIRECTORY).halfCopied(),
                "can't be identified as this cluster's");
    }

    @Test
    void aSymbolicLinkIsRefused(SimulatedCluster cluster) {
        refused(cluster, () -> cluster.dataDirectory("mdw", DIRECTORY).asLink(), "symbolic link");
    }

    @Test
    void aMountPointIsRefused(SimulatedCluster cluster) {
        refused(cluster, () -> cluster.dataDirectory("mdw", DIRECTORY).asMountPoint(), "a file system is mounted");
    }

    private static void refused(SimulatedCluster cluster, Runnable mishap, String why) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();
            mishap.run();

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy(why, "not FOLLOW");
            assertThat(cluster.truth().standbyHost()).isEmpty();
        }
    }

    @Test
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void anOldMasterThatRunsIsRefused(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();
            cluster.server("mdw").start();

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).wasRefusedWithoutAnyChange();
            assertThat(cluster.truth().standbyHost()).isEmpty();
        }
    }

    @Test
    void aWayThatThePlanNamesAndThatIsNotProvedIsRefusedWithEveryReason(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            crash(cluster, engine);

            FailoverReport report = engine.execute(home(FOLLOW));

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("the plan says FOLLOW", "'in production', not 'shut down'");
        }
    }

    @Test
    void rewindingWithoutChecksumsIsRefusedAndCopiedByItself(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.dataChecksums(false);
            crash(cluster, engine);

            assertThat(engine.execute(home(REWIND)))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("neither data checksums nor wal_log_hints");
            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).succeeded();
            assertThat(made(report).facts()).containsEntry("strategy", "COPY");
            isRight(cluster);
        }
    }

    @Test
    void aPlanThatSaysCopyCopies(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();

            FailoverReport report = engine.execute(home(COPY));

            assertThat(report)
                    .succeeded()
                    .sent(1, "mv -nT -- " + DIRECTORY + " ")
                    .sent(1, "gpinitstandby -a -s mdw");
            assertThat(made(report).facts()).containsEntry("strategyReason", "the plan says so");
            isRight(cluster);
        }
    }

    @Test
    void roundTripsEndWithEqualCatalogsAndWithoutACopy(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport first = engine.execute(FailoverPlan.roundTrip());
            FailoverReport second = engine.execute(FailoverPlan.roundTrip());

            assertThat(first).succeeded();
            assertThat(second).succeeded();
            assertThat(rows(first)).isEqualTo(rows(second));
            assertThat(second.steps())
                    .filteredOn(s -> s.step().name().equals("addStandby"))
                    .extracting(s -> s.facts().get("strategy"))
                    .containsExactly("FOLLOW", "FOLLOW", "FOLLOW");
            isRight(cluster);
        }
    }

    @Test
    void aStandbyIsRemovedAndMadeAgainWithoutDeletingOrCopyingAnything(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport removed = engine.execute(
                    FailoverPlan.builder().removeStandby(r -> r.keepDirectory()).build());
            assertThat(removed).succeeded().sent(1, "pg_ctl stop -m fast").sent(1, "gp_remove_master_standby()");
            assertThat(cluster.truth().standbyHost()).isEmpty();
            assertThat(cluster.truth().directoryExists("smdw", DIRECTORY)).isTrue();

            FailoverReport made = engine.execute(
                    FailoverPlan.builder().addStandby("smdw").awaitSync().build());

            assertThat(made).succeeded();
            assertThat(made(made).facts()).containsEntry("strategy", "FOLLOW");
            assertThat(made(made).facts().get("strategyReason")).contains("stopped in order as a standby");
            isRight(cluster);
        }
    }

    @Test
    void aStoppedStandbyWithAnotherLogIsNotTakenForOneThatCanGoOn(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.switchover("smdw"))).succeeded();
            assertThat(engine.execute(FailoverPlan.builder()
                            .removeStandby(r -> r.keepDirectory())
                            .build()))
                    .succeeded();
            cluster.dataDirectory("mdw", DIRECTORY).otherLog();

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(made(report).facts().getOrDefault("strategy", "none")).isNotEqualTo("FOLLOW");
        }
    }

    /** The catalog but for the numbers, which grow at each round (recording 82). */
    private static List<String> rows(FailoverReport report) {
        return report.finalState().catalog().stream()
                .map(r ->
                        r.content() + " " + r.role() + " " + r.preferredRole() + " " + r.location() + " " + r.address())
                .toList();
    }

    @Test
    void theStandbysDbidIsThatOfTheCatalog(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            int dbid = report.finalState().standby().map(CatalogRow::dbid).orElseThrow();
            assertThat(made(report).commands())
                    .anyMatch(c -> c.command().contains("internal.auto.conf")
                            && c.command().contains("gp_dbid=" + dbid));
        }
    }
}
