package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.cluster.ServerProcess.Kind;
import io.github.gpfailover.core.internal.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceProcessesTest {

    private static final InstanceLocation MASTER = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SEGMENT = InstanceLocation.of("mdw", 6000, "/data/primary/gpseg0");
    private static final String POSTGRES = "/usr/local/greenplum-db/bin/postgres ";

    private static final String TWO_INSTANCES = row(50, 1, POSTGRES + "-D /data/master/gpseg-1 -p 5432 -E")
            + row(51, 50, "postgres:  5432, master logger process   ")
            + row(52, 50, "postgres:  5432, wal sender process gpadmin 10.0.0.2(41234) con7 streaming 0/24000128")
            + row(53, 50, "postgres:  5432, gpadmin postgres [local] con8 cmd3 idle in transaction")
            + row(54, 50, "postgres:  5432, gpadmin postgres 10.0.0.9(51000) con9 idle")
            + row(60, 1, POSTGRES + "-D /data/primary/gpseg0 -p 6000")
            + row(61, 60, "postgres:  6000, checkpointer process   ")
            + row(62, 60, "postgres:  6000, gpadmin postgres 10.0.0.1(51001) con8 seg0 idle");

    @Test
    void tellsTwoInstancesOfOneHostApart() {
        assertThat(of(TWO_INSTANCES, MASTER).mine())
                .extracting(ServerProcess::pid, ServerProcess::kind)
                .containsExactly(
                        tuple(50, Kind.POSTMASTER),
                        tuple(51, Kind.AUXILIARY),
                        tuple(52, Kind.WAL_SENDER),
                        tuple(53, Kind.SESSION),
                        tuple(54, Kind.SESSION));
        assertThat(of(TWO_INSTANCES, SEGMENT).mine())
                .extracting(ServerProcess::pid)
                .containsExactly(60, 61, 62);
        assertThat(of(TWO_INSTANCES, MASTER).unattributed()).isEmpty();
        assertThat(of(TWO_INSTANCES, SEGMENT).unattributed()).isEmpty();
    }

    @Test
    void findsNothingWhereAnotherInstanceRuns() {
        nothing(of(TWO_INSTANCES, InstanceLocation.of("mdw", 5433, "/data/master/gpseg-2")));
    }

    @Test
    void findsTheOrphansOfAKilledPostmaster() {
        InstanceProcesses found = of(Recording.load("b4").stdout(), MASTER);

        assertThat(found.mine())
                .containsExactly(
                        new ServerProcess(186, 1, Kind.AUXILIARY, "postgres:  5432, master logger process"),
                        new ServerProcess(
                                217,
                                1,
                                Kind.SESSION,
                                "postgres:  5432, gpadmin postgres [local] con8 cmd3 idle in transaction"));
        assertThat(found.unattributed()).isEmpty();
        nothing(of(Recording.load("b4").stdout(), SEGMENT));
    }

    @Test
    void findsTheWalReceiverOfAStandby() {
        assertThat(of(Recording.load("82").stdout(), MASTER).mine())
                .extracting(ServerProcess::kind)
                .containsExactly(Kind.WAL_RECEIVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "17", "18"})
    void findsNothingInTablesOfOtherPrograms(String number) {
        nothing(of(Recording.load(number).stdout(), MASTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-D /data/master/gpseg-1 -p 5432 -E",
                "-D /data/master/gpseg-1",
                "-D/data/master/gpseg-1",
                "-D /data/master/gpseg-1/ -p 5432",
                "\"-D\" \"/data/master/gpseg-1\" \"-p\" \"5432\" \"-E\"",
                "-D '/data/master//gpseg-1//' -p 9999",
                "-c gp_role=dispatch -D /data/master/gpseg-1",
                "--single -D /data/master/gpseg-1 postgres",
                "-p 5432 -E",
                "-p5432"
            })
    void knowsThePostmasterByItsDirectoryOrPort(String arguments) {
        for (String program :
                new String[] {POSTGRES, "postgres ", "\"/opt/gp/bin/postgres\" ", "/opt/gp/bin/postmaster "}) {
            assertThat(of(row(50, 1, program + arguments), MASTER).mine())
                    .extracting(ServerProcess::kind)
                    .containsExactly(Kind.POSTMASTER);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-D /data/master/gpseg-10 -p 5433",
                "-D /data/master/gpseg -p 5433",
                "-D /data/master -p 54320",
                "-p 5433",
                "-D /data/master/standby -p 5433"
            })
    void leavesPostmastersOfOtherInstancesAlone(String arguments) {
        nothing(of(row(50, 1, POSTGRES + arguments) + row(51, 50, "postgres:  5433, writer process"), MASTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grep postgres",
                "grep postgres: 5432, -D /data/master/gpseg-1",
                "bash -c postgres -D /data/master/gpseg-1 -p 5432",
                "-bash -c /usr/local/greenplum-db/bin/postgres -D /data/master/gpseg-1",
                "psql -X -a -d postgres",
                "su - postgres",
                "tail -f /data/master/gpseg-1/postgres",
                "pg_ctl start -D /data/master/gpseg-1 -o -p 5432",
                "/usr/local/greenplum-db/bin/postgres --gp-version",
                "postgres -V",
                "[postgres] <defunct>",
                "postgres_exporter -p 5432",
                "python gpstate -D /data/master/gpseg-1",
                "ssh mdw ps -ef | grep postgres"
            })
    void doesNotTakeOtherProgramsForServers(String command) {
        nothing(of(row(50, 1, command), MASTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                POSTGRES + "-E",
                POSTGRES + "-D .",
                POSTGRES + "-D gpseg-1 -p 5433",
                POSTGRES + "-D /link/to/gpseg-1 -p 5432",
                "[postgres]",
                "postgres: checkpointer",
                "postgres: gpadmin postgres [local] idle",
                "postgres:"
            })
    void saysThatItCanNotTellWhoseServerItIs(String command) {
        InstanceProcesses found = of(row(50, 1, command), MASTER);

        assertThat(found.mine()).isEmpty();
        assertThat(found.unattributed()).containsExactly("50 " + command);
    }

    @Test
    void canNotTellOfAServerOfAnotherPathThatHoldsThePort() {
        String stdout = row(50, 1, POSTGRES + "-D /link/gpseg-1") + row(51, 50, "postgres:  5432, writer process");

        assertThat(of(stdout, MASTER).unattributed()).containsExactly("51 postgres:  5432, writer process");
    }

    @Test
    void givesChildrenToTheirParentWhateverTheirTitle() {
        String stdout = row(50, 1, POSTGRES + "-D /data/master/gpseg-1 -p 5432")
                + row(51, 50, "postgres: checkpointer")
                + row(52, 50, POSTGRES + "-D /data/master/gpseg-1 -p 5432")
                + row(53, 50, "[postgres]")
                + row(60, 1, "/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main -c port=5433")
                + row(61, 60, "postgres: 15/main: walwriter");

        InstanceProcesses found = of(stdout, MASTER);

        assertThat(found.mine()).extracting(ServerProcess::pid).containsExactly(50, 51, 52, 53);
        assertThat(found.mine().get(2).kind()).isEqualTo(Kind.AUXILIARY);
        assertThat(found.unattributed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres:  5432, wal sender process gpadmin 10.0.0.2(41234) con7 streaming 0/1|WAL_SENDER",
                "postgres:  5432, walsender gpadmin 10.0.0.2(41234) con7 streaming 0/1|WAL_SENDER",
                "postgres:  5432, wal receiver process   streaming 0/1|WAL_RECEIVER",
                "postgres:  5432, walreceiver streaming 0/1|WAL_RECEIVER",
                "postgres:  5432, gpadmin walsender [local] con7 idle|SESSION",
                "postgres:  5432, gpadmin postgres 10.0.0.2(41234) idle|SESSION",
                "postgres:  5432, gpadmin postgres con12 seg0 idle|SESSION",
                "postgres: 5432, gpadmin postgres [local] authentication|SESSION",
                "postgres:  5432, startup process   recovering 000000010000000000000005|AUXILIARY",
                "postgres:  5432, controller process (conversion)|AUXILIARY",
                "postgres:  5432, bgworker: ftsprobe process|AUXILIARY",
                "postgres:  5432, |AUXILIARY",
                "postgres:  5432,|AUXILIARY"
            })
    void readsTheKindFromTheTitle(String title, Kind kind) {
        assertThat(of(row(51, 1, title), MASTER).mine())
                .extracting(ServerProcess::kind)
                .containsExactly(kind);
    }

    @Test
    void canNotTellOfALineThatIsNoRowAndNamesAServer() {
        String stdout = row(9, 1, "bash") + "gpadmin ???? 1 postgres:  5432, writer process\n";

        assertThat(of(stdout, MASTER).unattributed()).hasSize(1);
    }

    @Test
    void canNotTellOfAPostmasterThatIsTheFirstProcess() {
        InstanceProcesses found = of(row(1, 0, POSTGRES + "-D /data/master/gpseg-1"), MASTER);

        assertThat(found.mine()).isEmpty();
        assertThat(found.unattributed()).hasSize(1);
    }

    private static void nothing(InstanceProcesses found) {
        assertThat(found.mine()).isEmpty();
        assertThat(found.unattributed()).isEmpty();
    }

    private static String row(int pid, int ppid, String command) {
        return "gpadmin " + pid + " " + ppid + "  0 05:12 ?        00:00:00 " + command + "\n";
    }

    private static InstanceProcesses of(String stdout, InstanceLocation instance) {
        return InstanceProcesses.of(ProcessTable.parse(instance.host(), stdout), instance);
    }
}
