package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class ThroughTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Command PS = Command.of("ps", "-ef");

    @Test
    void reachesAHostThatIsCutOffFromTheController(SimulatedCluster cluster) throws InterruptedException {
        CommandResult direct = cluster.execute(MDW, PS);
        cluster.cut("controller", "mdw");

        CommandResult through = through(cluster, "sdw1").execute(MDW, PS);

        assertThat(through.stdout()).contains("wal sender process").contains("ps -ef");
        assertThat(through.elapsed()).isEqualTo(direct.elapsed());
    }

    @Test
    void needsBothLinks(SimulatedCluster cluster) {
        cluster.cutOneWay("mdw", "sdw1");
        fails(cluster, "sdw1", MDW, Reason.NO_ANSWER);
        assertThat(cluster.clock().nanoTime()).isEqualTo(Duration.ofSeconds(5).toNanos());
        cluster.heal();

        cluster.cutOneWay("controller", "sdw1");
        fails(cluster, "sdw1", MDW, Reason.NO_ANSWER);
    }

    @Test
    void needsTheHostBetweenToBeWell(SimulatedCluster cluster) {
        cluster.powerOff("sdw1");
        cluster.hang("sdw2");

        fails(cluster, "sdw1", MDW, Reason.NO_ANSWER);
        fails(cluster, "sdw2", MDW, Reason.NO_ANSWER);
        fails(cluster, "nosuch", MDW, Reason.UNKNOWN_HOST);
    }

    @Test
    void losesACommandWhenTheHostBetweenIsLost(SimulatedCluster cluster) {
        cluster.clock().schedule(Duration.ofSeconds(1), () -> cluster.powerOff("sdw1"));

        TransportException e = catchThrowableOfType(
                TransportException.class, () -> through(cluster, "sdw1").execute(MDW, Command.of("sleep", "30")));

        assertThat(e.reason()).isEqualTo(Reason.LOST);
        assertThat(cluster.clock().nanoTime()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void leadsThroughOneHostAfterAnother(SimulatedCluster cluster) throws InterruptedException {
        cluster.cut("controller", "mdw");
        cluster.cut("sdw1", "mdw");
        CommandTransport way =
                through(cluster, "sdw1").through(HostName.of("sdw2")).orElseThrow();

        assertThat(way.execute(MDW, PS).stdout()).contains("ps -ef");

        cluster.cut("sdw1", "sdw2");
        TransportException e = catchThrowableOfType(TransportException.class, () -> way.execute(MDW, PS));
        assertThat(e.reason()).isEqualTo(Reason.NO_ANSWER);
        assertThat(e).hasMessageContaining("through sdw1, then sdw2");
    }

    @Test
    void isAsTheTruthAboutConnectionsSays(SimulatedCluster cluster) {
        HostName sdw1 = HostName.of("sdw1");
        cluster.cutOneWay("mdw", "controller");
        assertThat(cluster.truth().canConnect(cluster.controller(), MDW)).isFalse();
        assertThat(cluster.truth().canConnect(sdw1, MDW)).isTrue();

        cluster.powerOff("sdw1");
        assertThat(cluster.truth().canConnect(sdw1, MDW)).isFalse();
        assertThat(cluster.truth().hosts())
                .extracting(HostName::value)
                .containsExactlyInAnyOrder("mdw", "smdw", "sdw1", "sdw2");
    }

    private static CommandTransport through(SimulatedCluster cluster, String between) {
        return cluster.through(HostName.of(between)).orElseThrow();
    }

    private static void fails(SimulatedCluster cluster, String between, HostName to, Reason reason) {
        TransportException e = catchThrowableOfType(
                TransportException.class, () -> through(cluster, between).execute(to, PS));
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.host()).isEqualTo(to);
        assertThat(e).hasMessageContaining(between);
        assertThat(e.mayHaveRun()).isFalse();
    }
}
