package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.EarlierStep;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.spi.TrafficHook;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The controller dies at every entry of its journal and at every command of each ready-made plan. */
@Tag("explorer")
@DisplayName("scenarios 5 and 27: the controller dies at any moment")
class PulledPlugTest {

    /** A command that only reads leaves the state in which the point before it left it: each so many are enough. */
    private static final int EVERY = Integer.getInteger("gpfailover.explorer.every", 8);

    private static final int NEVER = Integer.MAX_VALUE;

    /** A plan, the state that it begins in, and where the servers are once it has ended. */
    record Scene(
            String name,
            FailoverPlan plan,
            Consumer<SimulatedCluster> before,
            Consumer<SimulatedCluster> outage,
            String master,
            boolean standby,
            int retired) {

        Scene(
                String name,
                FailoverPlan plan,
                Consumer<SimulatedCluster> before,
                Consumer<SimulatedCluster> outage,
                String master,
                boolean standby) {
            this(name, plan, before, outage, master, standby, 0);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Scene> scenes() {
        Consumer<SimulatedCluster> nothing = c -> {};
        return Stream.of(
                new Scene("switchover", FailoverPlan.switchover("smdw"), nothing, nothing, "smdw", true),
                new Scene("failover", FailoverPlan.failover(), nothing, c -> c.kill("mdw"), "smdw", false),
                new Scene("failback", FailoverPlan.failback(), PulledPlugTest::moved, nothing, "mdw", true),
                new Scene("round trip", FailoverPlan.roundTrip(), nothing, nothing, "mdw", true),
                new Scene(
                        "come home by rewinding",
                        home(AddStandby.Strategy.AUTO),
                        PulledPlugTest::wroteAlone,
                        nothing,
                        "smdw",
                        true),
                new Scene(
                        "come home by a copy",
                        home(AddStandby.Strategy.COPY),
                        PulledPlugTest::moved,
                        nothing,
                        "smdw",
                        true,
                        1),
                new Scene("failover beside a fence", fenced(), nothing, PulledPlugTest::hostOff, "smdw", false));
    }

    private static FailoverPlan home(AddStandby.Strategy strategy) {
        return FailoverPlan.builder()
                .addStandby("mdw", a -> a.strategy(strategy))
                .awaitSync()
                .build();
    }

    private static FailoverPlan fenced() {
        return FailoverPlan.builder()
                .fence(NullRouteFence.builder()
                        .address("10.77.0.11")
                        .segment("sdw1", 6000, "/data/primary/gpseg0")
                        .segment("sdw2", 6000, "/data/primary/gpseg1")
                        .build())
                .activate()
                .build();
    }

    private static void hostOff(SimulatedCluster cluster) {
        cluster.powerOff("mdw");
    }

    /** Somebody has started the old master since, alone. */
    private static void wroteAlone(SimulatedCluster cluster) {
        moved(cluster);
        cluster.dataDirectory("mdw", "/data/master/gpseg-1").writeAlone(100_000);
    }

    private static void moved(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, cluster, new InMemoryJournal())) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build())
                    .orElseThrow();
        }
    }

    private static String written(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, cluster, new InMemoryJournal())) {
            FailoverPlan canary = FailoverPlan.builder().writeCanary().build();
            return engine.execute(canary).orElseThrow().steps().get(0).facts().get("table");
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName("resumed with its journal, a plan ends as an undisturbed one")
    void resumedItEndsAsUndisturbed(Scene scene) {
        assertThat(explore(scene, true)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName("run again without any journal, a plan ends as an undisturbed one")
    void runAgainItEndsAsUndisturbed(Scene scene) {
        assertThat(explore(scene, false)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName("what a second life began where a first one had died is resumed by a third")
    void aThirdLifeResumesTheSecond(Scene scene) {
        List<String> broken = new ArrayList<>();
        List<PulledPlug.Point> points = run(scene, NEVER, NEVER, true, broken);
        int stop = IntStream.range(0, points.size())
                .filter(i -> points.get(i).what().matches("after \\S+: pg_ctl stop .*"))
                .findFirst()
                .orElse(NEVER);

        assertThat(broken).isEmpty();
        assertThat(explore(scene, stop, true)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName(
            "where its machine loses power, with the entries that were only noted, a plan is resumed to the same end")
    void resumedWithoutWhatWasOnlyNoted(Scene scene) {
        List<String> broken = new ArrayList<>();
        List<PulledPlug.Point> points = run(scene, NEVER, NEVER, true, broken);
        List<Integer> notes = IntStream.range(0, points.size())
                .filter(at -> points.get(at).what().startsWith("after note"))
                .boxed()
                .toList();

        notes.parallelStream().forEach(at -> {
            List<String> here = new ArrayList<>();
            run(scene, NEVER, at, true, here, PowerCut::new);
            synchronized (broken) {
                broken.addAll(here);
            }
        });

        assertThat(notes).isNotEmpty();
        assertThat(broken).isEmpty();
    }

    private static List<String> explore(Scene scene, boolean resumes) {
        return explore(scene, NEVER, resumes);
    }

    private static List<String> explore(Scene scene, int firstDeath, boolean resumes) {
        List<String> broken = new ArrayList<>();
        List<PulledPlug.Point> points = run(scene, firstDeath, NEVER, resumes, broken);
        assertThat(broken).as("undisturbed").isEmpty();
        broken.addAll(IntStream.range(0, points.size())
                .filter(at -> points.get(at).changes() || at % EVERY == 0)
                .parallel()
                .boxed()
                .flatMap(at -> {
                    List<String> here = new ArrayList<>();
                    run(scene, firstDeath, at, resumes, here);
                    return here.stream();
                })
                .toList());
        return broken;
    }

    private static List<PulledPlug.Point> run(
            Scene scene, int firstDeath, int at, boolean resumes, List<String> broken) {
        return run(scene, firstDeath, at, resumes, broken, j -> j);
    }

    private static List<PulledPlug.Point> run(
            Scene scene,
            int firstDeath,
            int at,
            boolean resumes,
            List<String> broken,
            UnaryOperator<Journal> diesWith) {
        List<String> found = new ArrayList<>();
        SimulatedCluster cluster = SimulatedCluster.builder()
                .segmentHosts(2)
                .primariesPerHost(1)
                .mirrors(false)
                .build();
        if (scene.plan().toJson().contains("removeStandby")) {
            cluster.tolerate(ClusterInvariant.NOTHING_DELETED, "the plan removes a standby");
        }
        scene.before().accept(cluster);
        AtomicReference<String> traffic =
                new AtomicReference<>(cluster.truth().masterHost().orElseThrow().value());
        // The log of a real cluster is never empty, and what it holds must be there at the end.
        String table = written(cluster);
        Journal journal = new InMemoryJournal();
        PulledPlug plug = new PulledPlug(cluster, diesWith.apply(journal), at);
        String ended = "";
        try (FailoverEngine engine = engine(cluster, plug, plug, traffic)) {
            engine.observe();
            scene.outage().accept(cluster);
            if (firstDeath != NEVER) {
                dies(scene, cluster, firstDeath, traffic);
            }
            plug.begin();
            FailoverReport report = engine.execute(scene.plan());
            ended = report.outcome() + ": " + report.summary();
            if (report.outcome() != Outcome.SUCCEEDED && at == NEVER) {
                found.add("undisturbed, it did not succeed");
            }
        } catch (SingleFaults.Died e) {
            try (FailoverEngine second = engine(cluster, cluster, resumes ? journal : new InMemoryJournal(), traffic)) {
                if (resumes
                        && second.unfinished().isEmpty()
                        && plug.executionId().isPresent()) {
                    // It died with nothing left to do but to report.
                    ends(scene, cluster, table, traffic.get(), found);
                    return plug.points();
                }
                FailoverReport report = resumes && plug.executionId().isPresent()
                        ? second.resume(plug.executionId().get(), scene.plan())
                        : second.execute(scene.plan());
                ended = report.outcome() + ": " + report.summary();
                if (resumes && plug.executionId().isPresent()) {
                    tellsOfBoth(report, found);
                }
                if (report.outcome() != Outcome.SUCCEEDED) {
                    found.add("the second life did not succeed: "
                            + report.steps().get(report.steps().size() - 1).reasons());
                }
            } catch (RuntimeException f) {
                found.add("the second life threw " + f);
            }
        }
        ends(scene, cluster, table, traffic.get(), found);
        cluster.close();
        String all = ended;
        found.forEach(f -> broken.add(scene + " at " + at + " (" + plug.death() + "): " + f + " [" + all + "]"));
        return plug.points();
    }

    /** Each step of the plan is in the report, be it of the run that died or of the one that went on. */
    private static void tellsOfBoth(FailoverReport report, List<String> found) {
        List<Integer> told = Stream.concat(
                        report.earlierRuns().stream()
                                .flatMap(r -> r.steps().stream())
                                .filter(s -> s.outcome().isPresent())
                                .map(EarlierStep::number),
                        report.steps().stream().map(StepReport::number))
                .toList();
        if (report.earlierRuns().size() != 1) {
            found.add("the report tells of " + report.earlierRuns().size() + " earlier runs");
        } else if (report.earlierRuns().get(0).outcome().isPresent()) {
            found.add("the report does not say that the earlier run died");
        }
        IntStream.rangeClosed(1, report.plan().steps().size())
                .filter(n -> !told.contains(n))
                .forEach(n -> found.add("the report tells of no step " + n));
    }

    /** A life of which nothing is left but what it did. */
    private static void dies(Scene scene, SimulatedCluster cluster, int at, AtomicReference<String> traffic) {
        PulledPlug plug = new PulledPlug(cluster, new InMemoryJournal(), at);
        try (FailoverEngine engine = engine(cluster, plug, plug, traffic)) {
            engine.observe();
            plug.begin();
            engine.execute(scene.plan());
        } catch (SingleFaults.Died e) {
            return;
        }
        throw new AssertionError("it did not die");
    }

    /** Where an undisturbed run ends, any run ends. */
    private static void ends(Scene scene, SimulatedCluster cluster, String table, String traffic, List<String> found) {
        cluster.truth().violations().forEach(v -> found.add(v.toString()));
        if (!traffic.equals(scene.master())) {
            found.add("clients are sent to " + traffic);
        }
        if (!cluster.truth().masterHost().map(Object::toString).orElse("none").equals(scene.master())) {
            found.add("the master is " + cluster.truth());
        } else if (scene.standby() && !cluster.truth().standbyInSync()) {
            found.add("no standby is in sync");
        }
        if (cluster.truth().rows(table) != 50_000 || cluster.truth().hiddenRows(table) != 0) {
            found.add("rows are missing");
        }
        long retired = Stream.of("mdw", "smdw")
                .flatMap(h -> cluster.truth().directories(h).stream())
                .filter(d -> d.contains("retired"))
                .count();
        // Whether pg_rewind came to its end in another life nobody can tell while its mark stands there: a copy is
        // right then.
        boolean copied = scene.name().contains("rewinding") && retired == 1;
        if (retired != scene.retired() && !copied) {
            found.add(retired + " directories were retired");
        }
    }

    /** Where clients are sent; a site's own means, which outlives each controller. */
    private record Pool(AtomicReference<String> traffic) implements TrafficHook {

        @Override
        public String name() {
            return "pool";
        }

        @Override
        public void onMasterLeaving(MasterChange change) {
            traffic.set("nobody");
        }

        @Override
        public void onMasterArrived(MasterChange change) {
            traffic.set(change.newMaster().host().value());
        }

        @Override
        public void onMasterStays(MasterChange change) {
            traffic.set(change.oldMaster().host().value());
        }
    }

    private static FailoverEngine engine(SimulatedCluster cluster, CommandTransport transport, Journal journal) {
        return engine(cluster, transport, journal, new AtomicReference<>(""));
    }

    private static FailoverEngine engine(
            SimulatedCluster cluster, CommandTransport transport, Journal journal, AtomicReference<String> traffic) {
        return Failover.engine(cluster.spec())
                .transport(transport)
                .journal(journal)
                .lease(new InProcessLease(cluster.clock()))
                .sleeper(cluster.clock())
                .clock(cluster.clock())
                .trafficHook(new Pool(traffic))
                .build();
    }
}
