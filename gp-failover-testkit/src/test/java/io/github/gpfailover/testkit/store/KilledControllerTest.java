package io.github.gpfailover.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.store.ClusterPort.End;
import io.github.gpfailover.testkit.store.ClusterPort.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A controller in a process of its own, killed with -9 at random moments of a switchover, over a cluster that outlives it. Where in its
 * own work it is then, be it a journal's write, nobody chooses: that differs from run to run, and the seed only gives the commands.
 */
@Tag("processes")
@Timeout(300)
@DisplayName("scenarios 5 and 27: kill -9 of a controller over FileJournal and FileLease")
class KilledControllerTest {

    private static final int POINTS = Integer.getInteger("gpfailover.kills", 20);
    private static final long SEED = Long.getLong("gpfailover.kills.seed", 20261201);
    private static final List<Moment> MOMENTS = List.of(Moment.values());
    private static final long LONGEST = 3_000_000;
    private static final FailoverPlan PLAN = FailoverPlan.switchover("smdw");

    @TempDir
    private Path directory;

    @Test
    @DisplayName("resumed from its files by another process, or run again without them, it ends as an undisturbed one")
    void endsAsUndisturbed() throws Exception {
        List<String> broken = new ArrayList<>();
        List<String> points = new ArrayList<>();
        Random random = new Random(SEED);
        try (ControllerProcess heir = ControllerProcess.start()) {
            int commands = undisturbed(heir);
            ControllerProcess next = ControllerProcess.start();
            for (int i = 0; i < POINTS; i++) {
                Moment moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
                int command = random.nextInt(commands);
                long after = random.nextLong(LONGEST);
                String how = List.of("by id", "unfinished", "again", "again").get(i % 4);
                ControllerProcess dies = next;
                // The next one gets ready while this one works.
                next = i + 1 < POINTS ? ControllerProcess.start() : dies;
                String point = "kill " + i + " (seed " + SEED + "): " + moment + " command " + command + " of "
                        + commands + ", " + how;
                points.add(killed(point, dies, heir, new End(command, moment, after, dies::kill), how, broken));
            }
            next.close();
        }

        assertThat(broken).as(String.join("\n", points)).isEmpty();
        // What dies before its first entry leaves nothing to tell of.
        assertThat(points.stream().filter(p -> p.contains(" after 1 by ")).count())
                .as(String.join("\n", points))
                .isGreaterThanOrEqualTo(POINTS / 4);
    }

    private int undisturbed(ControllerProcess controller) throws Exception {
        try (SimulatedCluster cluster = cluster();
                ClusterPort port = new ClusterPort(cluster)) {
            assertThat(ControllerProcess.spec(cluster.spec().name())).isEqualTo(cluster.spec());
            controller.order("execute", port, cluster.spec().name(), directory.resolve("undisturbed"), PLAN);
            port.serve(new End(-1, Moment.BEFORE, 0, () -> {}));
            assertThat(controller.ended()).startsWith("SUCCEEDED after 0");
            assertThat(difference(cluster)).isEmpty();
            return port.commands();
        }
    }

    private String killed(
            String point, ControllerProcess dies, ControllerProcess heir, End end, String how, List<String> broken)
            throws IOException, InterruptedException {
        Path stores = directory.resolve(point.replaceAll("[^0-9a-zA-Z]", "_"));
        try (SimulatedCluster cluster = cluster();
                ClusterPort port = new ClusterPort(cluster)) {
            String name = cluster.spec().name();
            dies.order("execute", port, name, stores, PLAN);
            port.serve(end);
            dies.kill();

            boolean resumes = !how.equals("again");
            String ended =
                    goesOn(heir, resumes ? how : "execute", port, name, resumes ? stores : stores.resolve("new"));
            boolean nothingWritten = resumes && ended.equals("NOTHING LEFT");
            if (nothingWritten) {
                // It had not begun, or had ended: run again, the plan is right in both cases.
                ended = goesOn(heir, "execute", port, name, stores.resolve("new"));
            }
            String told = point + ": " + ended;
            if (!ended.startsWith("SUCCEEDED")) {
                broken.add(told);
            }
            if (resumes && !nothingWritten && !ended.contains(" after 1 by ")) {
                broken.add(told + ": the report does not tell of the life before");
            }
            if (resumes && !nothingWritten && !ended.contains("process " + dies.pid())) {
                broken.add(told + ": the report does not name process " + dies.pid());
            }
            difference(cluster).forEach(d -> broken.add(told + ": " + d));
            return told;
        }
    }

    private static String goesOn(ControllerProcess heir, String order, ClusterPort port, String name, Path stores)
            throws InterruptedException {
        heir.order(order, port, name, stores, PLAN);
        port.serve(new End(-1, Moment.BEFORE, 0, () -> {}));
        return heir.ended();
    }

    private static SimulatedCluster cluster() {
        SimulatedCluster cluster = SimulatedCluster.builder()
                .segmentHosts(2)
                .primariesPerHost(1)
                .mirrors(false)
                .build();
        cluster.tolerate(ClusterInvariant.NOTHING_DELETED, "the plan removes a standby");
        return cluster;
    }

    /** In what the cluster differs from where one switchover leads, by the simulator's own record. */
    private static List<String> difference(SimulatedCluster cluster) throws InterruptedException {
        List<String> found = new ArrayList<>();
        cluster.truth().violations().forEach(v -> found.add(v.toString()));
        if (!cluster.truth().writableMasters().toString().equals("[smdw]")) {
            found.add("masters " + cluster.truth().writableMasters());
        }
        if (!cluster.truth().standbyHost().map(Object::toString).orElse("none").equals("mdw")
                || !cluster.truth().standbyInSync()) {
            found.add("standby " + cluster.truth().standbyHost() + ", in sync: "
                    + cluster.truth().standbyInSync());
        }
        try (FailoverEngine engine = Engines.on(cluster)) {
            ClusterState state = engine.observe();
            if (state.master().orElseThrow().timeline().orElse(0) != 2) {
                found.add("promoted more than once: " + state.master());
            }
        }
        for (String host : List.of("mdw", "smdw")) {
            List<String> directories = cluster.truth().directories(host);
            if (directories.stream().filter(d -> d.startsWith("/data/master")).count() != 1) {
                found.add("directories of " + host + ": " + directories);
            }
        }
        return found;
    }
}
