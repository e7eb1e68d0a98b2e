package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.CommandResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whether an old master's directory can follow in the model, and what the model then knows. */
@ExtendWith(SimulatedClusterExtension.class)
class FollowingMasterTest {

    private static final long PAGE = 0x8000;
    private static final Pattern LENGTH = Pattern.compile("len \\(rec/tot\\): +\\d+/ +(\\d+),");

    @Test
    void cleanOldMasterFollowsAndIsLikeItsMaster(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();

        CommandResult started = old.follow();

        assertThat(started.stdout()).contains("server started in mirror mode");
        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().firstDifference("mdw", ReturningMaster.DIRECTORY))
                .isEmpty();
        assertThat(old.run("mdw", "cat", ReturningMaster.DIRECTORY + "/pg_xlog/00000002.history")
                        .stdout())
                .isEqualTo(old.run("smdw", "cat", ReturningMaster.DIRECTORY + "/pg_xlog/00000002.history")
                        .stdout())
                .startsWith("1\t");
    }

    @Test
    void shutdownCheckpointEndsWhereTheNewTimelineForks(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        String checkpoint = old.control("mdw", "Latest checkpoint location");

        CommandResult own = old.dump("mdw", 1, checkpoint, 2);
        CommandResult masters = old.dump("smdw", 1, checkpoint, 1);
        CommandResult copied = old.dump("smdw", 2, checkpoint, 1);

        Matcher length = LENGTH.matcher(own.stdout());
        assertThat(length.find()).isTrue();
        String end = ReturningMaster.end(checkpoint, Integer.parseInt(length.group(1)));
        assertThat(old.control("mdw", "Database cluster state")).isEqualTo("shut down");
        assertThat(own.stdout().lines()).hasSize(1);
        assertThat(own.stdout()).contains("desc: checkpoint: redo " + checkpoint + "; tli 1;", "; shutdown,");
        assertThat(own.stderr())
                .isEqualTo("pg_xlogdump: FATAL:  error in WAL record at " + checkpoint + ": record with zero length at "
                        + end + "\n");
        assertThat(own.exitCode()).hasValue(1);
        assertThat(masters.stdout()).isEqualTo(own.stdout()).isEqualTo(copied.stdout());
        assertThat(masters.exitCode()).hasValue(0);
        assertThat(old.run("smdw", "cat", ReturningMaster.DIRECTORY + "/pg_xlog/00000002.history")
                        .stdout())
                .isEqualTo("1\t" + end + "\tno recovery target specified\n");
    }

    @Test
    void shutdownCheckpointThatCrossesAPageEndsBehindItsHeader(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster);
        long at = ReturningMaster.position(Commands.utility(
                        cluster,
                        "mdw",
                        "mdw",
                        5432,
                        "select 'position', pg_is_in_recovery(), case when pg_is_in_recovery() then"
                                + " pg_last_xlog_replay_location() else pg_current_xlog_location() end;")
                .stdout()
                .strip()
                .split("\\|", -1)[2]);
        cluster.server("mdw").writeLog(2 * PAGE - at % PAGE - 64);

        old.switchedOver();

        String checkpoint = old.control("mdw", "Latest checkpoint location");
        assertThat(ReturningMaster.position(checkpoint) % PAGE).isEqualTo(PAGE - 64);
        String end = ReturningMaster.text(ReturningMaster.position(checkpoint) + 128 + 24);
        assertThat(old.dump("mdw", 1, checkpoint, 2).stderr()).contains("record with zero length at " + end);
        assertThat(old.run("smdw", "cat", ReturningMaster.DIRECTORY + "/pg_xlog/00000002.history")
                        .stdout())
                .startsWith("1\t" + end + "\t");
    }

    @Test
    @Tolerates(value = ClusterInvariant.STANDBY_IS_A_COPY, reason = "that is what the model has to show")
    void crashedMasterThatWentPastTheForkJoinsAndDiffers(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).failedOver(4096);
        String fork = old.run("smdw", "cat", ReturningMaster.DIRECTORY + "/pg_xlog/00000002.history")
                .stdout()
                .split("\t", -1)[1];

        CommandResult started = old.follow();
        for (int i = 0; i < 100; i++) {
            old.write();
        }

        assertThat(started.stdout()).contains("server started in mirror mode");
        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().standbyDiffers()).isTrue();
        assertThat(cluster.truth().everStandbyDiffered()).isTrue();
        assertThat(cluster.truth()
                        .firstDifference("mdw", ReturningMaster.DIRECTORY)
                        .orElseThrow()
                        .toString())
                .isEqualTo(fork);
    }

    @Test
    @Tolerates(value = ClusterInvariant.STANDBY_IS_A_COPY, reason = "that is what the model has to show")
    void differenceOutlivesANewStreamAndASwitchBack(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).failedOver(64);
        old.follow();
        old.write();
        old.stop();
        old.start();
        old.write();

        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().standbyDiffers()).isTrue();
    }

    @Test
    void masterWhoseCheckpointLiesPastTheForkNeverStreamsAndEndsAtItsNextStart(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        cluster.dataDirectory("mdw", ReturningMaster.DIRECTORY).writeAlone(4096);
        for (int i = 0; i < 200; i++) {
            old.write();
        }

        CommandResult first = old.follow();
        old.write();
        boolean streamed = cluster.truth().standbyInSync();
        old.stop();
        CommandResult second = old.start();

        assertThat(first.stdout()).contains("server started in mirror mode");
        assertThat(streamed).isFalse();
        assertThat(second.exitCode()).hasValue(1);
        assertThat(second.stderr()).contains("could not start server");
        assertThat(old.run("mdw", "cat", "/tmp/start.log").stdout())
                .contains("FATAL:  requested timeline 2 is not a child of this server's history");
    }

    @Test
    void withoutTheLatestTimelineNobodyFollowsOverAFork(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();

        old.follow("");
        old.write();

        assertThat(cluster.truth().standbyInSync()).isFalse();
    }

    @Test
    @Tolerates(value = ClusterInvariant.STANDBY_IS_A_COPY, reason = "that is what the model has to show")
    void otherLogOfTheSameLengthJoinsAndDiffers(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        String checkpoint = old.control("mdw", "Latest checkpoint location");
        String before = old.dump("mdw", 1, checkpoint, 1).stdout();
        cluster.dataDirectory("mdw", ReturningMaster.DIRECTORY).otherLog();

        String after = old.dump("mdw", 1, checkpoint, 1).stdout();
        old.follow();

        assertThat(after).isNotEqualTo(before).contains("lsn: ");
        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().standbyDiffers()).isTrue();
    }

    @Test
    void streamDoesNotBeginWithoutTheLogThatItNeeds(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        old.checkpoint();
        assertThat(old.dump("smdw", 1, old.control("mdw", "Latest checkpoint location"), 1)
                        .exitCode())
                .hasValue(0);

        cluster.server("smdw").writeLog(7L * 64 * 1024 * 1024);
        old.checkpoint().checkpoint();
        CommandResult gone = old.dump("smdw", 1, old.control("mdw", "Latest checkpoint location"), 1);
        old.follow();
        old.write();

        assertThat(gone.stderr()).contains("could not find file \"00000001");
        assertThat(gone.elapsed()).hasSeconds(5);
        assertThat(cluster.truth().standbyInSync()).isFalse();
    }

    @Test
    void crashedMasterThatStartsByItselfGoesOnOnItsOwnTimeline(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster);
        cluster.kill("mdw");
        assertThat(old.control("mdw", "Database cluster state")).isEqualTo("in production");
        String before = old.control("mdw", "Latest checkpoint location");

        CommandResult started = old.start();

        assertThat(started.stdout()).contains("server started\n");
        assertThat(old.control("mdw", "Latest checkpoint location")).isNotEqualTo(before);
        assertThat(old.control("mdw", "Latest checkpoint's TimeLineID")).isEqualTo("1");
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void controlFileTellsWhatTheServerDoes(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster);
        assertThat(old.control("mdw", "Database cluster state")).isEqualTo("in production");
        assertThat(old.control("mdw", "Minimum recovery ending location")).isEqualTo("0/0");
        assertThat(old.control("smdw", "Database cluster state")).isEqualTo("in archive recovery");

        old.run("smdw", "pg_ctl", "stop", "-m", "fast", "-D", ReturningMaster.DIRECTORY);
        assertThat(old.control("smdw", "Database cluster state")).isEqualTo("shut down in recovery");

        old.run("smdw", "pg_ctl", "start", "-w", "-D", ReturningMaster.DIRECTORY, "-o", "-p 5432 -E");
        old.switchedOver();
        assertThat(old.control("mdw", "Database cluster state")).isEqualTo("shut down");
        assertThat(old.control("smdw", "Database cluster state")).isEqualTo("in production");
        assertThat(old.control("smdw", "Latest checkpoint's TimeLineID")).isEqualTo("1");
        assertThat(old.control("smdw", "Min recovery ending loc's timeline")).isEqualTo("2");

        old.checkpoint();
        assertThat(old.control("smdw", "Latest checkpoint's TimeLineID")).isEqualTo("2");
        assertThat(old.control("smdw", "Minimum recovery ending location")).isEqualTo("0/0");
    }
}
