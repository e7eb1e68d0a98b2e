package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.core.internal.script.DirectoryScripts;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the model's hosts answer when a data directory is read, written into or renamed, and whom its server lets in.
 */
@ExtendWith(SimulatedClusterExtension.class)
class DirectoryStatesTest {

    private static final String HOME = ReturningMaster.DIRECTORY;

    @Test
    void surveyTellsWhatStandsThere(SimulatedCluster cluster) {
        new ReturningMaster(cluster).switchedOver();
        cluster.dataDirectory("mdw", HOME).withTablespace(16401).withTablespace(16385);

        assertThat(survey(cluster, "mdw", HOME))
                .isEqualTo("kind=directory\nmount=no\nversion=9.4\nfile=global/pg_control\nfile=internal.auto.conf\n"
                        + "tablespace=16385\ntablespace=16401\nend\n");
        assertThat(survey(cluster, "smdw", HOME)).contains("file=postmaster.pid\n", "file=recovery.done\n");
        assertThat(survey(cluster, "mdw", "/data/master")).isEqualTo("kind=directory\nmount=no\nversion=\nend\n");
        assertThat(survey(cluster, "mdw", "/data/none")).isEqualTo("kind=absent\nmount=unknown\nversion=\nend\n");
        assertThat(survey(cluster, "mdw", HOME + "/internal.auto.conf")).startsWith("kind=other\nmount=unknown\n");
    }

    @Test
    void surveyTellsLinksMountPointsAndWhatACopyLeft(SimulatedCluster cluster) {
        new ReturningMaster(cluster).switchedOver();
        cluster.host("mdw").foreignDirectory("/data/master/other");

        SimulatedDirectory old = cluster.dataDirectory("mdw", HOME).asMountPoint();
        assertThat(survey(cluster, "mdw", HOME)).startsWith("kind=directory\nmount=yes\n");
        old.asLink();
        assertThat(survey(cluster, "mdw", HOME)).startsWith("kind=link\nmount=no\n");
        old.stalePidFile().halfCopied();
        assertThat(survey(cluster, "mdw", HOME))
                .contains("file=postmaster.pid\n", "file=backup_label\n")
                .doesNotContain("pg_control");
        assertThat(new ReturningMaster(cluster).start().stderr()).contains("could not start server");
        assertThat(Commands.run(cluster, "mdw", "pg_controldata", "/data/master/other")
                        .stdout())
                .contains("7099999999999999991");
    }

    @Test
    void mountPointCannotBeMoved(SimulatedCluster cluster) {
        new ReturningMaster(cluster).switchedOver();
        cluster.dataDirectory("mdw", HOME).asMountPoint();

        CommandResult moved = Commands.plain(cluster, "mdw", "mv", "-nT", "--", HOME, HOME + ".retired");

        assertThat(moved.exitCode()).hasValue(1);
        assertThat(moved.stderr()).endsWith("Device or resource busy\n");
        assertThat(cluster.truth().directoryExists("mdw", HOME)).isTrue();
    }

    @Test
    void linkIsMovedAsALink(SimulatedCluster cluster) {
        new ReturningMaster(cluster).switchedOver();
        cluster.dataDirectory("mdw", HOME).asLink();

        Commands.plain(cluster, "mdw", "mv", "-nT", "--", HOME, HOME + ".retired");

        assertThat(survey(cluster, "mdw", HOME)).startsWith("kind=absent\n");
        assertThat(survey(cluster, "mdw", HOME + ".retired")).startsWith("kind=link\n");
    }

    @Test
    void otherVersionDoesNotStart(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        cluster.dataDirectory("mdw", HOME).otherVersion(9420600, 301908233);

        CommandResult started = old.start();

        assertThat(started.exitCode()).hasValue(1);
        assertThat(old.run("mdw", "cat", "/tmp/start.log").stdout()).contains("database files are incompatible");
    }

    @Test
    void verbsRefuseADirectoryThatIsServed(SimulatedCluster cluster) {
        SimulatedDirectory served = cluster.dataDirectory("mdw", HOME);

        assertThatThrownBy(() -> served.writeAlone(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(served::halfCopied).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(served::otherLog).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cluster.dataDirectory("mdw", "/data/none"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void newFileIsWrittenOnce(SimulatedCluster cluster) {
        CommandResult first = script(cluster, DirectoryScripts.WRITE_NEW, HOME + "/recovery.conf.new", "a\n");
        CommandResult second = script(cluster, DirectoryScripts.WRITE_NEW, HOME + "/recovery.conf.new", "b\n");
        CommandResult nowhere = script(cluster, DirectoryScripts.WRITE_NEW, "/data/none/file", "c\n");

        assertThat(first.exitCode()).hasValue(0);
        assertThat(second.exitCode()).hasValue(2);
        assertThat(second.stderr())
                .isEqualTo("gp-failover: 4: cannot create " + HOME + "/recovery.conf.new: File exists\n");
        assertThat(nowhere.stderr()).endsWith("Directory nonexistent\n");
        assertThat(Commands.plain(cluster, "mdw", "cat", "--", HOME + "/recovery.conf.new")
                        .stdout())
                .isEqualTo("a\n");
    }

    @Test
    void onlyAFileThatIsThereIsAddedTo(SimulatedCluster cluster) {
        CommandResult added = script(cluster, DirectoryScripts.APPEND, HOME + "/pg_hba.conf", "# more\n");
        CommandResult missing = script(cluster, DirectoryScripts.APPEND, HOME + "/none", "# more\n");

        assertThat(added.exitCode()).hasValue(0);
        assertThat(Commands.plain(cluster, "mdw", "cat", "--", HOME + "/pg_hba.conf")
                        .stdout())
                .contains("host\treplication\tgpadmin\t10.77.0.12/32\ttrust\n")
                .endsWith("# more\n");
        assertThat(missing.exitCode()).hasValue(1);
        assertThat(missing.stderr()).isEqualTo("no file " + HOME + "/none\n");
    }

    @Test
    void fullDiskLeavesAnEmptyFile(SimulatedCluster cluster) {
        cluster.host("mdw").freeDisk(0);

        CommandResult written = script(cluster, DirectoryScripts.WRITE_NEW, HOME + "/new", "text\n");

        assertThat(written.exitCode()).hasValue(1);
        assertThat(written.stderr()).contains("No space left on device");
        assertThat(Commands.plain(cluster, "mdw", "cat", "--", HOME + "/new").stdout())
                .isEmpty();
    }

    @Test
    void receiverIsLetInByALineThatItsServerHasRead(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        cluster.host("smdw").writeFile(HOME + "/pg_hba.conf", "local all gpadmin ident\n");
        CommandResult unread = old.identify();
        Commands.run(cluster, "smdw", "pg_ctl", "reload", "-D", HOME);
        CommandResult refused = old.identify();
        old.follow();
        boolean before = cluster.truth().standbyInSync();

        cluster.host("smdw")
                .writeFile(
                        HOME + "/pg_hba.conf",
                        "local all gpadmin ident\nhost replication gpadmin 10.77.0.11/32 trust\n");
        CommandResult reloaded = Commands.run(cluster, "smdw", "pg_ctl", "reload", "-D", HOME);

        assertThat(unread.stdout()).matches("\\d{19}\\|2\\|0/[0-9A-F]+\\|\n");
        assertThat(refused.exitCode()).hasValue(2);
        assertThat(refused.stderr())
                .isEqualTo("psql: FATAL:  no pg_hba.conf entry for replication connection from host \"10.77.0.11\","
                        + " user \"gpadmin\"\n");
        assertThat(before).isFalse();
        assertThat(reloaded.stdout()).isEqualTo("server signaled\n");
        assertThat(old.identify().exitCode()).hasValue(0);
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void firstLineThatFitsDecides(SimulatedCluster cluster) {
        ReturningMaster old = new ReturningMaster(cluster).switchedOver();
        cluster.host("smdw")
                .writeFile(
                        HOME + "/pg_hba.conf",
                        "host replication gpadmin 10.77.0.0/24 reject\nhost replication gpadmin 10.77.0.11/32 trust\n");
        Commands.run(cluster, "smdw", "pg_ctl", "reload", "-D", HOME);

        assertThat(old.identify().stderr()).contains("pg_hba.conf rejects replication connection");
    }

    @Test
    void copyCarriesTheLinesOfTheMasterAlong(SimulatedCluster cluster) {
        new ReturningMaster(cluster).switchedOver();
        cluster.host("mdw").addAddress("10.78.0.11");
        Commands.plain(cluster, "mdw", "mv", "-nT", "--", HOME, HOME + "-back");

        CommandResult made = Commands.run(cluster, "smdw", "gpinitstandby", "-a", "-s", "mdw");

        assertThat(made.exitCode()).hasValue(0);
        assertThat(Commands.plain(cluster, "mdw", "cat", "--", HOME + "/pg_hba.conf")
                        .stdout())
                .isEqualTo(Commands.plain(cluster, "smdw", "cat", "--", HOME + "/pg_hba.conf")
                        .stdout())
                .contains("host\treplication\tgpadmin\t10.78.0.11/32\ttrust\n");
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void largeCatalogTakesLongToCopyAndNotToFollow() {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().catalogSize(500L << 30).build()) {
            ReturningMaster old = new ReturningMaster(cluster).switchedOver();
            CommandResult size = Commands.plain(cluster, "mdw", "du", "-skL", HOME);
            CommandResult followed = old.follow();
            boolean inSync = cluster.truth().standbyInSync();
            old.stop();
            Commands.plain(cluster, "mdw", "mv", "-nT", "--", HOME, HOME + "-back");
            Commands.utility(cluster, "smdw", "smdw", 5432, "select gp_remove_master_standby();");

            CommandResult copied =
                    Commands.run(cluster, Duration.ofHours(5), "smdw", "gpinitstandby", "-a", "-s", "mdw");

            assertThat(size.stdout()).startsWith("524288000\t");
            assertThat(followed.elapsed()).isLessThan(Duration.ofSeconds(1));
            assertThat(inSync).isTrue();
            assertThat(copied.elapsed()).isGreaterThan(Duration.ofHours(1));
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    private static String survey(SimulatedCluster cluster, String host, String path) {
        return Commands.plain(
                        cluster,
                        host,
                        "sh",
                        "-c",
                        DirectoryScripts.SURVEY,
                        "gp-failover",
                        path,
                        "global/pg_control",
                        "postmaster.pid",
                        "backup_label",
                        "recovery.conf",
                        "recovery.done",
                        "internal.auto.conf")
                .stdout();
    }

    private static CommandResult script(SimulatedCluster cluster, String script, String path, String text) {
        return Commands.execute(
                cluster,
                "mdw",
                Command.builder(List.of("sh", "-c", script, "gp-failover", path))
                        .stdin(text)
                        .mutating()
                        .build());
    }
}
