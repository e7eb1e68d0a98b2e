package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random spellings of hosts and directories, and random neighbours: an observation shows the same cluster as the plain one.
 */
@Tag("explorer")
class IdentityPropertyTest {

    private static final List<String> USERS = List.of("gpadmin", "systemd+", "postgres", "999", "otheradm");
    private static final List<String> COMMANDS = List.of(
            "postgres",
            "postgres -c max_connections=200",
            "postgres -D data",
            "postgres -D .",
            "/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main -c config_file=/etc/postgresql.conf",
            "/usr/local/greenplum-db/bin/postgres -D /other/master/gpseg-1 -p 5432 -E",
            "postgres -p 5433",
            "pgbouncer -d /etc/pgbouncer/pgbouncer.ini",
            "pgpool: wait for connection request",
            "/usr/bin/java -Dpxf.home=/usr/local/pxf -jar pxf-app.jar");
    private static final List<String> TITLES = List.of(
            "postgres: checkpointer ",
            "postgres: app app [local] idle",
            "postgres:  5433, gpadmin db [local] con9 idle");

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName(
            "scenarios 32, 34, 35: random names, links, slashes and neighbours: the same cluster, running and stopped")
    void tellsTheSameClusterHoweverItIsSpelled(long seed) throws InterruptedException {
        Random random = new Random(seed);
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = engine(cluster, random)) {
            spell(cluster, "mdw", random);
            spell(cluster, "smdw", random);
            if (random.nextBoolean()) {
                cluster.server("smdw")
                        .followsAs(pick(
                                random,
                                "mdw",
                                "MDW",
                                "mdw-alias",
                                cluster.host("mdw").address()));
            }
            boolean clear = neighbours(cluster, random);

            ClusterState serving = engine.observe();
            Servers.stop(cluster, "mdw");
            ClusterState stopped = engine.observe();

            assertThat(serving).hasNoConflicts();
            assertThat(serving.instances()).as(serving.describe()).hasSize(2);
            assertThat(serving.masters())
                    .hasSize(1)
                    .allMatch(m -> m.location().host().value().startsWith("mdw"));
            assertThat(serving.standbyInstance()).isPresent();
            InstanceState master = stopped.instances().get(0);
            assertThat(master.liveness().isRunning()).as(stopped.describe()).isFalse();
            assertThat(master.liveness().isStopped() || !clear)
                    .as(stopped.describe())
                    .isTrue();
            assertThat(stopped.instances().get(1).liveness().isRunning())
                    .as(stopped.describe())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName(
            "scenarios 32, 34, 35: random names, links, slashes and neighbours: a session that outlived its postmaster never counts as stopped")
    void neverCallsAnOrphanStopped(long seed) {
        Random random = new Random(seed);
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = engine(cluster, random)) {
            spell(cluster, "mdw", random);
            neighbours(cluster, random);
            boolean before = random.nextBoolean();
            if (before) {
                engine.observe();
            }
            cluster.server("mdw").openSession();
            cluster.kill("mdw");

            ClusterState state = engine.observe();

            assertThat(state.instances().get(0).liveness().isStopped())
                    .as(state.describe())
                    .isFalse();
        }
    }

    private static FailoverEngine engine(SimulatedCluster cluster, Random random) {
        String suffix = random.nextBoolean() ? ".example.com" : "";
        cluster.host("mdw").addName("mdw.example.com");
        cluster.host("smdw").addName("smdw.example.com");
        cluster.host("mdw").addName("mdw-alias");
        cluster.host("smdw").addName("smdw-alias");
        String directory =
                pick(random, "/data/master/gpseg-1", "/data//master/gpseg-1/", "/disk1/data/master//gpseg-1");
        cluster.host("mdw").linkDirectory("/data", "/disk1/data");
        cluster.host("smdw").linkDirectory("/data", "/disk1/data");
        return Engines.builder(
                        cluster,
                        ClusterSpec.builder(cluster.spec().name())
                                .master("mdw" + suffix, 5432, directory)
                                .standby("smdw" + suffix, 5432, directory)
                                .segmentHosts("sdw1", "sdw2")
                                .build(),
                        cluster)
                .build();
    }

    private static void spell(SimulatedCluster cluster, String host, Random random) {
        String hostname = name(cluster, host, random);
        cluster.host(host).nameInCatalog(hostname, name(cluster, host, random));
    }

    private static String name(SimulatedCluster cluster, String host, Random random) {
        return pick(
                random,
                host,
                host.toUpperCase(java.util.Locale.ROOT),
                host + ".example.com",
                host + "-alias",
                host + "ee",
                cluster.host(host).address());
    }

    /** Gives whether all of them can be distinguished. */
    private static boolean neighbours(SimulatedCluster cluster, Random random) {
        boolean clear = true;
        for (int i = random.nextInt(4); i > 0; i--) {
            String user = USERS.get(random.nextInt(USERS.size()));
            String command = COMMANDS.get(random.nextInt(COMMANDS.size()));
            int port = pick(random, 5432, 5433, 0);
            int pid = cluster.host("mdw").startNeighbour(user, command, "/srv/" + i, port);
            if (random.nextBoolean()) {
                cluster.host("mdw")
                        .startNeighbour(
                                user,
                                random.nextBoolean() ? pid : 1,
                                TITLES.get(random.nextInt(TITLES.size())),
                                "/srv/" + i,
                                port);
            }
            // Of the cluster's own user, only another port in its own directory decides.
            clear &= !user.equals("gpadmin") || port == 5433;
        }
        return clear;
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }
}
