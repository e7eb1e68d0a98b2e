package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What pg_rewind makes of an old master's directory in the model, and what is left where it does not get to its end. */
@ExtendWith(SimulatedClusterExtension.class)
class RewoundMasterTest {

    private static final String LEFT_BY_START = ReturningMaster.DIRECTORY + "/recovery.done";

    @Test
    void divergedMasterIsLikeItsNewMasterAgain(SimulatedCluster cluster) {
        ReturningMaster old = diverged(cluster);

        CommandResult rewound = old.rewind();
        String state = old.control("mdw", "Database cluster state");
        String until = old.control("mdw", "Minimum recovery ending location");
        cluster.host("mdw").removeFile(LEFT_BY_START);
        old.follow();
        old.write();

        assertThat(rewound.stdout()).contains("servers diverged at WAL position ", "100%) copied\r\n", "Done!\n");
        assertThat(rewound.exitCode()).hasValue(0);
        assertThat(state).isEqualTo("in archive recovery");
        assertThat(until).isNotEqualTo("0/0");
        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().firstDifference("mdw", ReturningMaster.DIRECTORY))
                .isEmpty();
    }

    @Test
    void takesOverTheSourcesFilesButNotItsDbid(SimulatedCluster cluster) {
        ReturningMaster old = diverged(cluster);
        cluster.host("smdw").writeFile(ReturningMaster.DIRECTORY + "/pg_hba.conf", "host replication all all trust\n");
        String dbid = read(old, "internal.auto.conf");

        old.rewind();

        assertThat(read(old, "pg_hba.conf")).isEqualTo("host replication all all trust\n");
        assertThat(read(old, "recovery.done")).contains("host=mdw");
        assertThat(read(old, "backup_label")).contains("BACKUP METHOD: pg_rewind\n");
        assertThat(read(old, "internal.auto.conf")).isEqualTo(dbid).isEqualTo("gp_dbid=1\n");
        assertThat(read(old, "postmaster.pid")).isEmpty();
    }

    @Test
    void crashedMasterRecoversFirst(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).failedOver(100_000).checkpoint();

        CommandResult rewound = old.rewind();
        cluster.host("mdw").removeFile(LEFT_BY_START);
        old.follow();

        assertThat(rewound.stdout()).endsWith("Done!\n");
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void sourceWithoutACheckpointLooksAsIfNothingHadHappened(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        cluster.dataDirectory("mdw", ReturningMaster.DIRECTORY).writeAlone(4096);

        CommandResult rewound = old.rewind();

        assertThat(rewound.stdout())
                .endsWith("source and target cluster are on the same timeline: 1\nno rewind required\n");
        assertThat(rewound.exitCode()).hasValue(0);
        assertThat(cluster.truth().firstDifference("mdw", ReturningMaster.DIRECTORY))
                .isPresent();
    }

    @Test
    void cleanMasterNeedsNone(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver().checkpoint();

        CommandResult rewound = old.rewind();

        assertThat(rewound.stdout())
                .contains("servers diverged at WAL position ")
                .endsWith("\nno rewind required\n");
        assertThat(old.control("mdw", "Database cluster state")).isEqualTo("shut down");
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "in one case the old master runs")
    void changesNothingWhereItRefuses(String why, Consumer<ReturningMaster> how, SimulatedCluster cluster) {
        ReturningMaster old = diverged(cluster);
        how.accept(old);
        String before = controlData(old);

        CommandResult rewound = old.rewind();

        assertThat(rewound.exitCode()).hasValue(1);
        assertThat(rewound.stdout()).contains(why).endsWith("Failure, exiting\n");
        assertThat(controlData(old)).isEqualTo(before);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("source and target clusters are from different systems", o -> {
                    o.run("mdw", "mv", ReturningMaster.DIRECTORY, "/data/master/aside");
                    o.cluster.host("mdw").foreignDirectory(ReturningMaster.DIRECTORY);
                }),
                refusal(
                        "clusters are not compatible with this version of pg_rewind",
                        o -> directory(o).otherVersion(9420600, 301908233)),
                refusal(
                        "target server needs to use either data checksums or \"wal_log_hints = on\"",
                        o -> o.cluster.dataChecksums(false)),
                refusal(
                        "could not open file \"" + ReturningMaster.DIRECTORY + "/global/pg_control\"",
                        o -> directory(o).halfCopied()),
                refusal("postgres single-user mode of target instance failed", RewoundMasterTest::crashedWithMarker),
                refusal("could not connect to server: ", o -> o.cluster.kill("smdw")));
    }

    @Test
    void takesTimeForWhatItCopiesAndTellsHowFarItIs(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver().checkpoint();
        directory(old).writeAlone(2L << 30);

        CommandResult rewound = old.rewind();

        assertThat(rewound.stdout()).contains("need to copy 2257 MB (total source directory size is 245 MB)\n");
        assertThat(rewound.stdout().chars().filter(c -> c == '\r').count()).isGreaterThan(6);
        assertThat(rewound.elapsed()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void leavesADirectoryThatIsNeitherOldNorNewWhereItIsCutOff(
            String name, Consumer<SimulatedCluster> how, SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver().checkpoint();
        directory(old).writeAlone(4L << 30);
        startJob(cluster);
        cluster.clock().advance(Duration.ofSeconds(3));
        String far = output(cluster);

        how.accept(cluster);
        cluster.clock().advance(Duration.ofMinutes(5));

        assertThat(far).as(name).contains("kB (").doesNotContain("Done!");
        assertThat(cluster.truth().firstDifference("mdw", ReturningMaster.DIRECTORY))
                .isPresent();
        cluster.powerOn("mdw");
        cluster.heal();
        assertThat(cluster.truth()
                        .firstDifference("mdw", ReturningMaster.DIRECTORY)
                        .map(Object::toString))
                .hasValue("0/0");
    }

    static Stream<Arguments> cuts() {
        return Stream.of(
                cut("power off", c -> c.powerOff("mdw")),
                cut("job killed", c -> c.host("mdw").killJobs()),
                cut("link cut", c -> c.cut("mdw", "smdw")));
    }

    @Test
    void fullDiskEndsIt(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver().checkpoint();
        directory(old).writeAlone(4L << 30);
        cluster.host("mdw").freeDisk(1L << 30);

        CommandResult rewound = old.rewind();

        assertThat(rewound.stdout()).contains("could not write file ", "No space left on device\nFailure, exiting\n");
        assertThat(cluster.truth().firstDifference("mdw", ReturningMaster.DIRECTORY))
                .isPresent();
    }

    @Test
    void brokenDirectoryThatIsStartedDiffersUntilItIsRewoundToTheEnd(SimulatedCluster cluster) {
        ReturningMaster old = diverged(cluster);
        startJob(cluster);
        cluster.clock().advance(Duration.ofMillis(400));
        cluster.host("mdw").killJobs();
        assertThat(cluster.truth().firstDifference("mdw", ReturningMaster.DIRECTORY))
                .isPresent();

        old.rewind();
        cluster.host("mdw").removeFile(LEFT_BY_START);
        old.follow();

        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    private static void crashedWithMarker(ReturningMaster old) {
        old.start();
        old.cluster.kill("mdw");
        old.cluster.host("mdw").writeFile(ReturningMaster.DIRECTORY + "/recovery.conf", "standby_mode = 'on'\n");
    }

    private static String controlData(ReturningMaster old) {
        CommandResult said = old.run("mdw", "pg_controldata", ReturningMaster.DIRECTORY);
        return said.stdout() + said.stderr();
    }

    private static ReturningMaster diverged(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver().checkpoint();
        directory(old).writeAlone(4096);
        return old;
    }

    private static SimulatedDirectory directory(ReturningMaster old) {
        return old.cluster.dataDirectory("mdw", ReturningMaster.DIRECTORY);
    }

    private static String read(ReturningMaster old, String name) {
        return old.run("mdw", "cat", ReturningMaster.DIRECTORY + '/' + name).stdout();
    }

    private static Arguments refusal(String why, Consumer<ReturningMaster> how) {
        return Arguments.of(why, how);
    }

    private static Arguments cut(String name, Consumer<SimulatedCluster> how) {
        return Arguments.of(name, how);
    }

    private static void startJob(SimulatedCluster cluster) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                JobScripts.START,
                "gp-failover",
                "./.gp-failover/jobs",
                "job-1",
                "digest",
                "none",
                JobScripts.RUNNER,
                JobScripts.PROGRAM));
        words.addAll(ReturningMaster.rewinding(Duration.ofHours(1)).argv());
        Command start = Command.builder(words)
                .variable("PGOPTIONS", "-c gp_session_role=utility")
                .mutating()
                .build();
        assertThat(Commands.execute(cluster, "mdw", start).stdout()).isEqualTo("start=started\n");
    }

    private static String output(SimulatedCluster cluster) {
        String text = Commands.plain(
                        cluster,
                        "mdw",
                        "sh",
                        "-c",
                        JobScripts.READ,
                        "gp-failover",
                        "./.gp-failover/jobs",
                        "job-1",
                        "out",
                        "1",
                        "100000")
                .stdout();
        String coded = text.substring("job=there\n".length(), text.length() - "end\n".length());
        return new String(Base64.getMimeDecoder().decode(coded), StandardCharsets.UTF_8);
    }
}
