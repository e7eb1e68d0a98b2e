package io.github.gpfailover.testkit;

import static io.github.gpfailover.testkit.Commands.run;
import static io.github.gpfailover.testkit.Commands.sql;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class LargeClusterTest {

    @Test
    void tenThousandSegmentsAnswerLikeEight(
            @Simulated(segmentHosts = 10, primariesPerHost = 500) SimulatedCluster cluster) {
        CommandResult summary = run(cluster, "mdw", "gpstate", "-b");

        assertThat(summary.stdout()).contains("Total segment instance count from metadata                = 10000");
        assertThat(run(cluster, "mdw", "gpstate", "-s").exitedZero()).isTrue();
        assertThat(sql(cluster, "mdw", "select gp_segment_id from gp_dist_random('gp_id') order by 1;")
                        .stdout()
                        .lines())
                .hasSize(5000);
        assertThat(run(cluster, "sdw1", "ps", "-ef").stdout().lines()).hasSize(1002);
    }

    @Test
    void manyThreadsMayUseOneCluster(SimulatedCluster cluster) throws Exception {
        sql(cluster, "mdw", "create table t (id int) distributed by (id);");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<CommandResult>> inserts = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                inserts.add(threads.submit(() -> sql(cluster, "mdw", "insert into t values (1);")));
            }
            for (Future<CommandResult> insert : inserts) {
                assertThat(insert.get().exitedZero()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(cluster.truth().rows("t")).isEqualTo(400);
    }
}
