package io.github.gpfailover.testkit;

import static io.github.gpfailover.testkit.Commands.plain;
import static io.github.gpfailover.testkit.Commands.run;
import static io.github.gpfailover.testkit.Commands.sql;
import static io.github.gpfailover.testkit.Commands.utility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class SocketsTest {

    private static final String STANDBY = "10.77.0.12";
    private static final String CREATE = "create table t (id int) distributed by (id);";
    private static final String REMOVE = "select gp_remove_master_standby();";

    @Test
    void areListedAsSsListsThem(SimulatedCluster cluster) {
        String listed = plain(cluster, "mdw", "ss", "-Htn", "dst", STANDBY).stdout();
        assertThat(listed).matches("ESTAB 0      0      10\\.77\\.0\\.11:5432 10\\.77\\.0\\.12:\\d{5}\n");
        String port = listed.strip().substring(listed.lastIndexOf(':') + 1);

        assertThat(plain(cluster, "smdw", "ss", "-tnH", "state", "established", "dst", "10.77.0.11")
                        .stdout())
                .isEqualTo("0      0      10.77.0.12:" + port + " 10.77.0.11:5432\n");
        assertThat(plain(cluster, "mdw", "ss", "-tn", "dst", STANDBY).stdout())
                .isEqualTo("State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
                        + "ESTAB 0      0         10.77.0.11:5432   10.77.0.12:" + port + "       \n");
        assertThat(plain(cluster, "mdw", "ss", "-Htn", "dst", "10.77.0.99").stdout())
                .isEmpty();
        assertThatExceptionOfType(UnknownCommandException.class).isThrownBy(() -> plain(cluster, "mdw", "ss", "-tlnp"));
    }

    @Test
    void areDestroyedByRootOnly(SimulatedCluster cluster) {
        cluster.powerOff("smdw");

        CommandResult refused = plain(cluster, "mdw", "ss", "-tnK", "dst", STANDBY);
        assertThat(refused.exitedZero()).isTrue();
        assertThat(refused.stdout()).isEqualTo("State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n");
        assertThat(refused.stderr()).isEqualTo("SOCK_DESTROY answers: Operation not permitted\n");
        assertThat(plain(cluster, "mdw", "ss", "-Htn", "dst", STANDBY).stdout()).isNotEmpty();

        CommandResult destroyed = plain(cluster, "mdw", "sudo", "-n", "ss", "-K", "dst", STANDBY);
        assertThat(destroyed.stdout())
                .startsWith("Netid State Recv-Q Send-Q Local Address:Port ")
                .contains("\ntcp   ESTAB 0      0         10.77.0.11:postgresql   10.77.0.12:");
        assertThat(plain(cluster, "mdw", "ss", "-Htn", "dst", STANDBY).stdout()).isEmpty();
        assertThat(run(cluster, "mdw", "ps", "-ef").stdout()).doesNotContain("wal sender");
    }

    @Test
    void toAStandbyWithoutPowerHoldACommitUntilTheyAreDestroyed(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        List<Duration> destroyed = new ArrayList<>();
        cluster.clock().schedule(Duration.ofSeconds(5), () -> {
            plain(cluster, "mdw", "sudo", "-n", "ss", "-K", "dst", STANDBY);
            destroyed.add(Duration.ofNanos(cluster.clock().nanoTime()));
        });

        CommandResult create = sql(cluster, "mdw", CREATE);

        assertThat(create.stdout()).isEqualTo("CREATE TABLE\n");
        assertThat(create.elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        assertThat(destroyed).singleElement().isEqualTo(Duration.ofMillis(5010));
    }

    @Test
    void holdTheRemovalOfTheStandbyBySqlAsWell(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> run(cluster, Duration.ofSeconds(60), "mdw", "psql", "-X", "-c", REMOVE));
        assertThat(cluster.truth().standbyHost()).isPresent();

        plain(cluster, "mdw", "sudo", "-n", "ss", "-K", "dst", STANDBY);
        CommandResult removal = utility(cluster, "mdw", "mdw", 5432, REMOVE);

        assertThat(removal.stdout()).isEqualTo("t\n");
        assertThat(removal.elapsed()).isLessThan(Duration.ofMillis(100));
        assertThat(cluster.truth().standbyHost()).isEmpty();
    }

    @Test
    void ofSegmentsToAMasterEndItsSessionsThere(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);
        assertThat(plain(cluster, "sdw1", "ss", "-Htn", "dst", "10.77.0.11")
                        .stdout()
                        .lines())
                .hasSize(2);
        assertThat(plain(cluster, "mdw", "ss", "-Htn", "dst", "10.77.0.13")
                        .stdout()
                        .lines())
                .hasSize(2);

        plain(cluster, "sdw1", "sudo", "-n", "ss", "-K", "dst", "10.77.0.11");

        assertThat(cluster.truth().sessionsOnSegments("mdw")).isEqualTo(2);
        assertThatIllegalStateException().isThrownBy(session::commit);
        assertThat(cluster.truth().rows("t")).isZero();
    }

    @Test
    void ofAMasterToSegmentsEndItsTransaction(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);

        cluster.host("mdw").destroySockets("sdw1");

        assertThatIllegalStateException().isThrownBy(session::commit).withMessageContaining("Error on receive");
        session.insert("t", 5);
        assertThat(cluster.truth().rows("t")).isEqualTo(5);
    }

    @Test
    void ofALivingStandbyAreMadeAnew(SimulatedCluster cluster) {
        cluster.host("smdw").destroySockets("mdw");
        assertThat(cluster.truth().standbyInSync()).isTrue();
        cluster.host("mdw").destroySockets("smdw");
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }
}
