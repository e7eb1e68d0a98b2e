package io.github.gpfailover.core.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.script.DirectoryScripts;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinCommandsTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("mdw").build();
    private static final JoinCommands SIX = new Greenplum6Dialect(CLUSTER).joining();
    private static final JoinCommands SEVEN = new Greenplum7Dialect(CLUSTER).joining();

    @Test
    void entersAStandbyAsRecordingC0Did() {
        Command enter = SIX.enter(SMDW, MDW);

        assertThat(enter.stdin())
                .contains("select gp_add_master_standby('mdw', 'mdw', '/data/master/gpseg-1', 5432);\n");
        assertThat(enter.environment()).containsEntry("PGOPTIONS", "-c gp_session_role=utility");
        assertThat(enter.mutating()).isTrue();
        // The recorded command has dollar quotes around the same text.
        assertThat(Recording.load("c0").command())
                .contains(
                        "gp_add_master_standby(\\$\\$mdw\\$\\$, \\$\\$mdw\\$\\$, \\$\\$/data/master/gpseg-1\\$\\$, 5432)")
                .contains("PGOPTIONS=\"-c gp_session_role=utility\"");
    }

    @Test
    void writesTheFilesOfRecordingC1() {
        String recorded = Recording.load("c1").command();
        List<StandbyFile> files = SIX.standbyFiles(SMDW);

        assertThat(SIX.dbid(13)).isEqualTo(new StandbyFile("internal.auto.conf", "gp_dbid=13\n", false));
        assertThat(recorded).contains("echo gp_dbid=13 > internal.auto.conf");
        assertThat(files).singleElement().satisfies(f -> {
            assertThat(f.name()).isEqualTo("recovery.conf");
            assertThat(f.added()).isFalse();
            // That build had no TLS; all else is the same.
            assertThat(recorded)
                    .contains("printf \""
                            + f.text()
                                    .replace("sslmode=prefer", "sslmode=disable")
                                    .replace("\n", "\\n")
                            + "\" > recovery.conf");
        });
    }

    @Test
    void marksAStandbyOfSevenWithTheSignalLast() {
        assertThat(SEVEN.standbyFiles(SMDW))
                .map(StandbyFile::name)
                .containsExactly("postgresql.auto.conf", "standby.signal");
        assertThat(SEVEN.standbyFiles(SMDW)).map(StandbyFile::added).containsExactly(true, false);
        assertThat(SEVEN.standbyFiles(SMDW).get(0).text())
                .startsWith("\nprimary_conninfo = 'user=gpadmin host=smdw port=5432 ")
                .endsWith("'\n");
        assertThat(SEVEN.standbyFiles(SMDW).get(1).text()).isEmpty();
    }

    @Test
    void rewindsAsRecordingC4Did() {
        Command rewind = SIX.rewind(MDW, SMDW, Duration.ofHours(1));

        assertThat(Recording.load("c4").command())
                .startsWith("PGOPTIONS=\"-c gp_session_role=utility\" "
                        + String.join(" ", rewind.program())
                                .replace("--source-server=", "--source-server=\"")
                                .replace("dbname=template1", "dbname=template1\"")
                        + ";");
        assertThat(rewind.environment()).containsEntry("PGOPTIONS", "-c gp_session_role=utility");
        assertThat(rewind.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(rewind.mutating()).isTrue();
    }

    @Test
    void readsTheLogWithTheProgramOfTheProduct() {
        assertThat(SIX.walRecords(MDW, 3, Lsn.parse("0/2403C458"), 2, 1 << 26, true)
                        .program())
                .containsExactly(
                        "pg_xlogdump", "-p", "/data/master/gpseg-1/pg_xlog", "-t", "3", "-s", "0/2403C458", "-n", "2");
        assertThat(SEVEN.walRecords(MDW, 3, Lsn.parse("0/2403C458"), 1, 1 << 26, true)
                        .program())
                .containsExactly(
                        "pg_waldump",
                        "-p",
                        "/data/master/gpseg-1/pg_wal",
                        "-t",
                        "3",
                        "-s",
                        "0/2403C458",
                        "-n",
                        "1",
                        "000000030000000000000009",
                        "00000003000000000000000A");
    }

    @Test
    void namesFilesOfTheLogInHexadecimal() {
        assertThat(SIX.historyFile(MDW, 26)).isEqualTo("/data/master/gpseg-1/pg_xlog/0000001A.history");
        assertThat(SEVEN.historyFile(MDW, 4)).isEqualTo("/data/master/gpseg-1/pg_wal/00000004.history");
        assertThat(SIX.walFile(MDW, 4, Lsn.parse("0/2403C4D8"), 1 << 26))
                .isEqualTo("/data/master/gpseg-1/pg_xlog/000000040000000000000009");
        assertThat(SIX.walFile(MDW, 26, Lsn.parse("A/FFFFFFFF"), 1 << 26))
                .isEqualTo("/data/master/gpseg-1/pg_xlog/0000001A0000000A0000003F");
        assertThat(SIX.walFile(MDW, 1, Lsn.parse("1/0"), 1 << 24))
                .isEqualTo("/data/master/gpseg-1/pg_xlog/000000010000000100000000");
    }

    @Test
    void logsInAsAReceiverDoes() {
        assertThat(SIX.replicationIdentity(MDW, SMDW).program())
                .containsExactly(
                        "psql",
                        "-X",
                        "-At",
                        "-d",
                        "user=gpadmin host=smdw port=5432 dbname=replication replication=true",
                        "-c",
                        "IDENTIFY_SYSTEM");
    }

    @Test
    void whatOnlyReadsChangesNothing() {
        for (Command command : List.of(
                SIX.survey(MDW),
                SIX.walRecords(MDW, 1, new Lsn(40), 1, 1 << 26, true),
                SIX.replicationIdentity(MDW, SMDW),
                SIX.read("/data/x"))) {
            assertThat(command.mutating()).as(command.toString()).isFalse();
        }
    }

    @Test
    void handsPathsAndTextsToTheScriptsAsArguments() {
        String path = "/data/it's $(reboot) \"x\"/recovery.conf";

        Command write = SIX.writeNew(path, "secret\n");

        assertThat(write.argv()).containsExactly("sh", "-c", DirectoryScripts.WRITE_NEW, "gp-failover", path);
        assertThat(write.stdin()).contains("secret\n");
        assertThat(write.mutating()).isTrue();
        assertThat(SIX.append(path, "x\n").argv())
                .containsExactly("sh", "-c", DirectoryScripts.APPEND, "gp-failover", path);
        assertThat(SIX.append(path, "x\n").mutating()).isTrue();
        assertThat(SIX.survey(MDW).argv())
                .startsWith("sh", "-c", DirectoryScripts.SURVEY, "gp-failover", "/data/master/gpseg-1")
                .containsAll(SIX.telling())
                .endsWith("../gpseg-1.rewind-begun", "../gpseg-1.copy-begun");
        assertThat(SIX.read("-n").argv()).containsExactly("cat", "--", "-n");
    }

    @Test
    void looksForAllThatMarksAStandbyABackupOrARunningServer() {
        assertThat(SIX.telling())
                .contains(
                        "global/pg_control",
                        "postmaster.pid",
                        "backup_label",
                        "tablespace_map",
                        "recovery.conf",
                        "recovery.done",
                        "standby.signal",
                        "recovery.signal")
                .doesNotHaveDuplicates();
    }

    @Test
    void letsOneAddressIn() {
        assertThat(SIX.accessLine("10.0.0.11")).isEqualTo("host replication gpadmin 10.0.0.11/32 trust");
        assertThat(SIX.accessLine("fd00::11")).isEqualTo("host replication gpadmin fd00::11/128 trust");
    }
}
