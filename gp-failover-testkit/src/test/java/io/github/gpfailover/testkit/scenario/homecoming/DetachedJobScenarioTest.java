package io.github.gpfailover.testkit.scenario.homecoming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.job.Job;
import io.github.gpfailover.core.job.JobException;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.job.JobStatus;
import io.github.gpfailover.core.job.JobStatus.State;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.UnknownCommandException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class DetachedJobScenarioTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final JobId ID = JobId.of("step-1");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Command REMOVE_STANDBY = utility("gpinitstandby", "-a", "-r");
    private static final Command STOP = utility("pg_ctl", "stop", "-m", "fast", "-D", "/data/master/gpseg-1");

    @Test
    @DisplayName(
            "scenario 6: the line is cut while gpinitstandby works as a job: it is found again with its end, sent once")
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void goesOnWhileTheLineIsCut(SimulatedCluster cluster) throws InterruptedException {
        Job started = Jobs.over(cluster).start(MDW, ID, REMOVE_STANDBY);
        assertThat(started.status().state()).isEqualTo(State.RUNNING);
        cluster.cut("controller", "mdw");
        assertThatThrownBy(started::status).isInstanceOf(TransportException.class);
        cluster.heal("controller", "mdw");

        Job found = Jobs.over(cluster).find(MDW, ID).orElseThrow();
        JobStatus end = found.await(LONG, cluster.clock());

        assertThat(end.exitCode()).hasValue(0);
        assertThat(found.result().stdout()).contains("Successfully removed standby master");
        assertThat(found.result().elapsed()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(cluster.truth().standbyHost()).isEmpty();
    }

    @Test
    @DisplayName(
            "scenario 6: the line is cut in the midst of awaiting a job's end: the waiting goes on when it is healed")
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void awaitsOverACut(SimulatedCluster cluster) throws InterruptedException {
        Job job = Jobs.over(cluster).start(MDW, ID, REMOVE_STANDBY);
        cluster.clock().schedule(Duration.ofMillis(100), () -> cluster.cut("controller", "mdw"));
        cluster.clock().schedule(Duration.ofSeconds(30), () -> cluster.heal("controller", "mdw"));

        assertThat(job.await(LONG, cluster.clock()).exitCode()).hasValue(0);
    }

    @Test
    @DisplayName("scenario 6: the line drops after pg_ctl stop was started as a job: started again, it runs once")
    void isStartedOnceWhenTheAnswerIsLost(SimulatedCluster cluster) throws InterruptedException {
        cluster.host("mdw").failNext("sh", CommandFault.lostAfterEffect());
        Jobs jobs = Jobs.over(cluster);
        assertThatThrownBy(() -> jobs.start(MDW, ID, STOP))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOST));

        Job job = jobs.start(MDW, ID, STOP);
        JobStatus end = job.await(LONG, cluster.clock());

        assertThat(end.exitCode()).as("a second stop would exit 1").hasValue(0);
        assertThat(job.result().stdout()).containsOnlyOnce("server stopped");
        assertThat(cluster.truth().masterHost()).isEmpty();
    }

    @Test
    @DisplayName("scenario 6: the line drops before a job was started: it is not found, and started then")
    void isNotFoundWhenItNeverArrived(SimulatedCluster cluster) throws InterruptedException {
        cluster.host("mdw").failNext("sh", CommandFault.lostBeforeEffect());
        Jobs jobs = Jobs.over(cluster);
        assertThatThrownBy(() -> jobs.start(MDW, ID, STOP)).isInstanceOf(TransportException.class);

        assertThat(jobs.find(MDW, ID)).isEmpty();
        assertThat(jobs.start(MDW, ID, STOP).await(LONG, cluster.clock()).exitCode())
                .hasValue(0);
    }

    @Test
    @DisplayName("scenario 6: a job that waits for what an event changes goes on when that happens, with nobody asking")
    void goesOnWhenWhatItWaitsForHappens(SimulatedCluster cluster) throws InterruptedException {
        cluster.powerOff("smdw");
        Job job = Jobs.over(cluster).start(MDW, ID, REMOVE_STANDBY);
        cluster.clock()
                .schedule(Duration.ofSeconds(20), () -> cluster.host("mdw").destroySockets("smdw"));
        cluster.clock().advance(Duration.ofSeconds(40));

        JobStatus end = job.status();

        assertThat(end.exitCode()).hasValue(2);
        assertThat(end.elapsed()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void diesWithItsHostAndIsFoundBroken(SimulatedCluster cluster) throws InterruptedException {
        Jobs.over(cluster).start(MDW, ID, REMOVE_STANDBY);
        cluster.powerOff("mdw");
        cluster.powerOn("mdw");
        cluster.clock().advance(LONG);

        Job found = Jobs.over(cluster).find(MDW, ID).orElseThrow();

        assertThat(found.status().state()).isEqualTo(State.BROKEN);
        assertThatThrownBy(found::result).isInstanceOf(JobException.class);
    }

    @Test
    void doesNoMoreOnceItIsEnded(SimulatedCluster cluster) throws InterruptedException {
        Job job = Jobs.over(cluster).start(MDW, ID, REMOVE_STANDBY);

        assertThat(job.end(Duration.ofSeconds(1)).exitCode()).hasValue(143);
        cluster.clock().advance(LONG);

        assertThat(job.status().exitCode()).hasValue(143);
    }

    @Test
    void isLoudAboutACommandThatNoRecordingCovers(SimulatedCluster cluster) throws InterruptedException {
        Jobs jobs = Jobs.over(cluster);

        assertThatThrownBy(() -> jobs.start(MDW, ID, Command.of("reboot"))).isInstanceOf(UnknownCommandException.class);
        assertThatThrownBy(() -> cluster.execute(MDW, Command.of("sh", "-c", "echo", "x", "y")))
                .isInstanceOf(UnknownCommandException.class);
        assertThat(jobs.list(MDW)).isEmpty();
    }

    private static Command utility(String... words) {
        return Command.builder(List.of(words))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("MASTER_DATA_DIRECTORY", "/data/master/gpseg-1")
                .variable("PGPORT", "5432")
                .mutating()
                .build();
    }
}
