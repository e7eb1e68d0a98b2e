package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.error.UnreadableOutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessTableTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final String ROW = "gpadmin       90      50  0 05:12 ?        00:00:00 ";

    @Test
    void readsTheRowsOfARecordingWithAnEmptyLineInside() {
        ProcessTable table = ProcessTable.parse(MDW, Recording.load("b4").stdout());

        assertThat(table.rows()).extracting(ProcessTable.Row::pid).containsExactly(186, 210, 214, 215, 217);
        assertThat(table.rows().get(0))
                .isEqualTo(new ProcessTable.Row("gpadmin", 186, 1, "postgres:  5432, master logger process"));
        assertThat(table.leftovers())
                .containsExactly(
                        "-bash: connect: Connection refused", "-bash: line 1: /dev/tcp/mdw/5432: Connection refused");
    }

    @Test
    void readsTheRowOfAWalReceiver() {
        ProcessTable table = ProcessTable.parse(MDW, Recording.load("82").stdout());

        assertThat(table.rows())
                .containsExactly(new ProcessTable.Row(
                        "gpadmin", 90, 50, "postgres:  5432, wal receiver process   streaming 0/24000128"));
    }

    @Test
    void readsOtherFormsOfTheColumns() {
        String stdout = """
                UID          PID    PPID  C STIME TTY          TIME CMD
                root           1       0  0 Nov21 ?        1-02:03:04 /sbin/init\r
                gpadmin+ 4194303  999999 99 2025 pts/1   00:00:00 -bash
                gp admin
                gpadmin     7    1  0 Nov 22 ?        00:00:00 [kworker]
                """;

        ProcessTable table = ProcessTable.parse(MDW, stdout);

        assertThat(table.rows())
                .containsExactly(
                        new ProcessTable.Row("root", 1, 0, "/sbin/init"),
                        new ProcessTable.Row("gpadmin+", 4194303, 999999, "-bash"),
                        new ProcessTable.Row("gpadmin", 7, 1, "[kworker]"));
        assertThat(table.leftovers()).containsExactly("gp admin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "UID          PID    PPID  C STIME TTY          TIME CMD\n",
                "bash: ps: command not found\n",
                "gpadmin 90 50 0 05:12 ? 00:00:00\n",
                "gpadmin x 50 0 05:12 ? 00:00:00 bash\n",
                "gpadmin 90 99999999999 0 05:12 ? 00:00:00 bash\n",
                "PID   USER     TIME  COMMAND\n    1 root      0:00 sh\n"
            })
    void refusesWhatIsNoProcessTable(String stdout) {
        assertThatThrownBy(() -> ProcessTable.parse(MDW, stdout)).isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void refusesATableWhosePathMayBeCutOff() {
        String stdout = ROW + "bash\n" + ROW + "/usr/local/greenplum-db/bin/postgres -D /data/master/gpse";

        assertThatThrownBy(() -> ProcessTable.parse(MDW, stdout))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessageContaining("a newline at the end");
    }

    @Test
    void refusesATableWhoseMiddleWasLeftOut() {
        String stdout = ROW + "bash\n… 7 bytes left out …\n" + ROW + "bash\n";

        assertThatThrownBy(() -> ProcessTable.parse(MDW, stdout)).isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void readsATableOfManyProcesses() {
        assertThat(ProcessTable.parse(MDW, (ROW + "bash\n").repeat(100_000)).rows())
                .hasSize(100_000);
    }
}
