package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fault at each command of each plan, every kind of it, with the promises held against all of them. */
@Tag("explorer")
public class SingleFaultExplorerTest {

    /** Of a long plan each fault is tried at every so many commands, each fault at others. */
    private static final int EVERY = Integer.getInteger("gpfailover.explorer.every", 8);

    private static final int LONG = 60;
    /** An observation, and the wait for the controller's own network: a transport that answers no more looks like that. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2).plus(Duration.ofMinutes(10));

    /** A plan, what happened before the canary was written and what after, and where the master is once it has succeeded. */
    private record Scene(
            String name,
            FailoverPlan plan,
            Consumer<SimulatedCluster> first,
            Consumer<SimulatedCluster> before,
            String ends) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<String, SingleFaults.Fault> FAULTS = SingleFaults.all();

    public static Stream<Scene> scenes() {
        FailoverPlan move = FailoverPlan.builder().stopMaster().activate().build();
        FailoverPlan home = FailoverPlan.builder().addStandby("mdw").awaitSync().build();
        Consumer<SimulatedCluster> nothing = c -> {};
        Consumer<SimulatedCluster> lags = c -> c.lagStandby(1_000_000);
        return Stream.of(
                new Scene("stop and activate", move, nothing, nothing, "smdw"),
                new Scene("stop and activate, the standby lags", move, lags, nothing, "smdw"),
                new Scene("switchover", FailoverPlan.switchover("smdw"), nothing, nothing, "smdw"),
                new Scene("failover", FailoverPlan.failover(), nothing, c -> c.kill("mdw"), "smdw"),
                new Scene("failover, the standby lags", FailoverPlan.failover(), lags, c -> c.kill("mdw"), "smdw"),
                new Scene(
                        "failover of a master that lives",
                        FailoverPlan.failover(a -> a.evenIfMasterServes("explored")),
                        nothing,
                        nothing,
                        "smdw"),
                new Scene("come home by following", home, nothing, SingleFaultExplorerTest::moved, "smdw"),
                new Scene("come home by rewinding", home, nothing, SingleFaultExplorerTest::wroteAlone, "smdw"),
                new Scene("round trip", FailoverPlan.roundTrip(), nothing, nothing, "mdw"));
    }

    /** The master role has gone from mdw to smdw, in order. */
    private static void moved(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build())
                    .orElseThrow();
        }
    }

    /** Somebody has started the old master since, alone. */
    private static void wroteAlone(SimulatedCluster cluster) {
        moved(cluster);
        cluster.dataDirectory("mdw", "/data/master/gpseg-1").writeAlone(100_000);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    public void keepsItsPromisesWhateverGoesWrongOnce(Scene scene) {
        List<String> broken = new ArrayList<>();
        int commands = run(scene, "nothing", Integer.MAX_VALUE, broken);

        int every = commands > LONG ? EVERY : 1;
        List<String> faults = List.copyOf(FAULTS.keySet());
        for (int i = 0; i < faults.size(); i++) {
            String fault = faults.get(i);
            int from = i % every;
            broken.addAll(IntStream.range(0, commands)
                    .filter(at -> at % every == from)
                    .parallel()
                    .boxed()
                    .flatMap(at -> {
                        List<String> here = new ArrayList<>();
                        run(scene, fault, at, here);
                        return here.stream();
                    })
                    .toList());
        }

        assertThat(broken).isEmpty();
    }

    private static int run(Scene scene, String fault, int at, List<String> broken) {
        SimulatedCluster cluster = SimulatedCluster.builder()
                .segmentHosts(2)
                .primariesPerHost(1)
                .mirrors(false)
                .build();
        tolerate(scene, fault, cluster);
        scene.first().accept(cluster);
        String table = canary(cluster);
        InMemoryJournal journal = new InMemoryJournal();
        SingleFaults.Striking transport = new SingleFaults.Striking(cluster, FAULTS.get(fault), Integer.MAX_VALUE);
        List<String> found = new ArrayList<>();
        int before = directories(cluster);
        Optional<FailoverReport> report = Optional.empty();
        try (FailoverEngine engine = engine(cluster, transport, journal)) {
            engine.observe();
            scene.before().accept(cluster);
            transport.at = at == Integer.MAX_VALUE ? at : at + transport.sent;
            transport.sentToChange = 0;
            int looked = transport.sent;
            FailoverReport r = engine.execute(scene.plan());
            report = Optional.of(r);
            truthful(scene, cluster, r, transport, table, found);
            transport.sent -= looked;
        } catch (SingleFaults.Died e) {
            // The execution is found in the journal.
        } catch (RuntimeException e) {
            found.add("it threw " + e);
        }
        safe(scene, cluster, before, found);
        if (found.isEmpty()
                && report.filter(r -> r.outcome() == Outcome.SUCCEEDED).isEmpty()) {
            resumed(scene, fault, cluster, journal, transport.executionId, table, found);
        }
        cluster.close();
        String ended =
                report.map(r -> " [" + r.outcome() + ": " + r.summary() + "]").orElse("");
        found.forEach(
                f -> broken.add(scene + ", " + fault + " at " + at + " (" + transport.struck + "): " + f + ended));
        return transport.sent;
    }

    /** What the report says is so. */
    private static void truthful(
            Scene scene,
            SimulatedCluster cluster,
            FailoverReport r,
            SingleFaults.Striking t,
            String table,
            List<String> found) {
        if (r.outcome() == Outcome.REFUSED && t.sentToChange > 0) {
            found.add("refused, but " + t.sentToChange + " commands were sent");
        }
        for (StepReport s : r.steps()) {
            Duration most = s.step().options().deadline().plus(LONGEST_LOOK);
            if (s.elapsed().compareTo(most) > 0) {
                found.add("step " + s.number() + " was to end within " + most + ", but took " + s.elapsed());
            }
        }
        if (!t.struckWithinAStep()) {
            return;
        }
        if (r.outcome() == Outcome.SUCCEEDED) {
            succeeded(scene, !t.outage, cluster, table, found);
        }
        List<HostName> writable = cluster.truth().writableMasters();
        boolean dead = r.outcome() == Outcome.FAILED && writable.isEmpty() && t.fault != null && !t.outage;
        if (dead && r.nextSteps().stream().noneMatch(n -> n.contains("pg_ctl start"))) {
            found.add("no master serves, and the report does not tell how to start one");
        }
        for (InstanceState seen : r.finalState().instances()) {
            boolean writes = writable.contains(seen.location().host());
            if (writes && seen.liveness().isStopped()) {
                found.add("the report calls " + seen.location() + " stopped, but it writes");
            }
            if (!writes && seen.role() == InstanceRole.MASTER) {
                found.add("the report calls " + seen.location() + " a master, but it does not write");
            }
        }
    }

    private static void succeeded(
            Scene scene, boolean undisturbed, SimulatedCluster cluster, String table, List<String> found) {
        if (!cluster.truth().masterHost().map(HostName::value).equals(Optional.of(scene.ends()))) {
            found.add("succeeded, but " + cluster.truth());
            return;
        }
        cluster.heal();
        boolean home = scene.plan().steps().stream().anyMatch(AddStandby.class::isInstance);
        if (home && undisturbed && !cluster.truth().standbyInSync()) {
            found.add("succeeded, but no standby is in sync");
        }
        String rows = rows(cluster, scene.ends(), table);
        if (!rows.equals("50000")) {
            found.add("succeeded, but of 50000 rows there are now: " + rows);
        }
    }

    /** Whether gpinitstandby -r deletes the standby's directory: the plan asks for it, once. */
    private static boolean removes(Scene scene) {
        return scene.plan().toJson().contains("removeStandby");
    }

    private static void tolerate(Scene scene, String fault, SimulatedCluster cluster) {
        if (fault.startsWith(SingleFaults.OPERATOR)) {
            // An old master that an operator starts lacks what the new one has, and is a second one.
            cluster.tolerate(ClusterInvariant.ONE_WRITABLE_MASTER, fault);
            cluster.tolerate(ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, fault);
        }
        if (removes(scene)) {
            cluster.tolerate(ClusterInvariant.NOTHING_DELETED, "the plan removes a standby");
        }
    }

    /** What nothing may break, however a plan ends. */
    private static void safe(Scene scene, SimulatedCluster cluster, int before, List<String> found) {
        cluster.truth().violations().forEach(v -> found.add(v.toString()));
        List<String> deleted = cluster.truth().deletedDirectories();
        int most = removes(scene) ? 1 : 0;
        if (deleted.size() > most || directories(cluster) < before - deleted.size()) {
            found.add("deleted " + deleted + ", " + directories(cluster) + " directories of " + before + " left");
        }
    }

    /** All is repaired, and the execution is resumed by another engine. */
    private static void resumed(
            Scene scene,
            String fault,
            SimulatedCluster cluster,
            InMemoryJournal journal,
            String executionId,
            String table,
            List<String> found) {
        cluster.heal();
        Stream.of("mdw", "smdw").forEach(h -> {
            cluster.unhang(h);
            cluster.powerOn(h);
        });
        int before = directories(cluster) + cluster.truth().deletedDirectories().size();
        try (FailoverEngine engine =
                engine(cluster, new SingleFaults.Striking(cluster, null, Integer.MAX_VALUE), journal)) {
            // A controller that dies before it has the lease has begun nothing that could be resumed.
            FailoverReport r = executionId.isEmpty() ? engine.execute(scene.plan()) : engine.resume(executionId);
            if (r.outcome() == Outcome.SUCCEEDED) {
                succeeded(scene, true, cluster, table, found);
            } else if (fault.startsWith(SingleFaults.DEATH) && !scene.name().contains("lags")) {
                found.add(r.outcome() + ": " + r.summary());
            }
        } catch (RuntimeException e) {
            found.add("resume threw " + e);
        }
        safe(scene, cluster, before, found);
        found.replaceAll(f -> "after resume: " + f);
    }

    private static FailoverEngine engine(
            SimulatedCluster cluster, SingleFaults.Striking transport, InMemoryJournal journal) {
        return Engines.builder(cluster, transport)
                .journal(journal)
                .listener(transport)
                .build();
    }

    private static String canary(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverPlan plan = FailoverPlan.builder().writeCanary().build();
            return engine.execute(plan).orElseThrow().steps().get(0).facts().get("table");
        }
    }

    private static String rows(SimulatedCluster cluster, String host, String table) {
        Command count = Command.builder(List.of("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-d", "postgres"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("PGPORT", "5432")
                .stdin("select count(*) from " + table + ";\n")
                .build();
        try {
            return cluster.execute(HostName.of(host), count).stdout().strip();
        } catch (InterruptedException | TransportException e) {
            return e.toString();
        }
    }

    private static int directories(SimulatedCluster cluster) {
        return cluster.truth().directories("mdw").size()
                + cluster.truth().directories("smdw").size();
    }
}
