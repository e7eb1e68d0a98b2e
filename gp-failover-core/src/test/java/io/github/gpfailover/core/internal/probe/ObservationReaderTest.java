package io.github.gpfailover.core.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.error.UnreadableOutputException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationReaderTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final String VERSION =
            "version|PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:25d3498a) on"
                    + " x86_64-unknown-linux-gnu, compiled by gcc, 64-bit compiled on Nov 22 2026 04:59:33\n";
    private static final String POSITION = "position|f|0/C000000\n";
    private static final String TIMELINE = "timeline|0000000A\n";
    private static final String ROWS = """
            row|1|-1|p|p|n|u|5432|mdw|mdw|/data/master/gpseg-1
            row|10|-1|m|m|s|u|5432|smdw|smdw|/data/master/gpseg-1
            row|2|0|p|m|s|d|6000|sdw1|sdw1-eth1|/data/primary/gpseg0
            """;
    private static final String STREAM =
            "replication|gp_walreceiver|10.77.0.12|streaming|sync|0/C000000|0/C000000|0/B000000|0/A000000\n";
    private static final String END = "end\n";
    private static final String GOOD = VERSION + POSITION + TIMELINE + ROWS + STREAM + END;

    @Test
    void readsAllAnswers() {
        ObservationReader answer = read(GOOD);

        assertThat(answer.version()).get().hasToString("Greenplum Database 6.24.3");
        assertThat(answer.position()).contains(Lsn.parse("0/C000000"));
        assertThat(answer.timeline()).hasValue(10);
        assertThat(answer.inRecovery()).isFalse();
        assertThat(answer.rows()).hasSize(3);
        assertThat(answer.rows().get(2))
                .isEqualTo(CatalogRow.builder(
                                InstanceLocation.of("sdw1", 6000, "/data/primary/gpseg0"), CatalogRow.Role.PRIMARY)
                        .dbid(2)
                        .content(0)
                        .preferredRole(CatalogRow.Role.MIRROR)
                        .synchronised(true)
                        .address("sdw1-eth1")
                        .build());
        ReplicationState stream = answer.replication().orElseThrow();
        assertThat(stream.inSync()).isTrue();
        assertThat(stream.flush()).contains(Lsn.parse("0/B000000"));
        assertThat(stream.lagBytes()).hasValue(0x1000000);
        assertThat(stream.source()).isEqualTo("pg_stat_replication on mdw");
        assertThat(stream.at()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aMasterWithoutAStandbyHasNoStream() {
        assertThat(read(VERSION + POSITION + ROWS + END).replication()).isEmpty();
    }

    @Test
    void aRunningBackupIsNotTheStream() {
        String backup = "replication|pg_basebackup|10.77.0.12|backup|async|0/1|||\n";

        assertThat(read(VERSION + POSITION + ROWS + backup + STREAM + END).replication())
                .map(ReplicationState::state)
                .contains("streaming");
        assertThat(read(VERSION + POSITION + ROWS + backup + END).replication())
                .map(ReplicationState::state)
                .contains("backup");
    }

    @Test
    void valuesThatAUserMayNotSeeAreUnknown() {
        ReplicationState stream = read(VERSION + POSITION + ROWS + "replication|||||||||\n" + END)
                .replication()
                .orElseThrow();

        assertThat(stream.inSync()).isFalse();
        assertThat(stream.lagBytes()).isEmpty();
    }

    @Test
    void aServerInRecoverySaysSo() {
        ObservationReader answer = read(VERSION + "position|t|\ntimeline|\n" + ROWS + END);

        assertThat(answer.inRecovery()).isTrue();
        assertThat(answer.position()).isEmpty();
        assertThat(answer.timeline()).isEmpty();
    }

    @Test
    void outputCutBeforeAnyOfTheQuestionsWasAnsweredIsRefused() {
        refuses("");
        refuses("\n\n");
        refuses(VERSION);
        refuses(VERSION + POSITION);
        refuses(POSITION + ROWS + END);
        refuses(VERSION + ROWS + END);
    }

    @Test
    void outputCutAnywhereIsRefused() {
        for (int end = 0; end < GOOD.length(); end++) {
            refuses(GOOD.substring(0, end));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "NOTICE:  something",
                "[… 3000 characters left out …]",
                "position|x|0/1",
                "position|f",
                "position|f|0/XYZ",
                "timeline",
                "timeline|1",
                "timeline|00000000",
                "timeline|FFFFFFFF",
                "timeline|0000000G",
                "timeline|000000010000000000000003",
                "version",
                "version|PostgreSQL 16.4 on x86_64",
                "row",
                "row|x|-1|p|p|n|u|5432|mdw|mdw|/data",
                "row|1|-1|q|p|n|u|5432|mdw|mdw|/data",
                "row|1|-1|p||n|u|5432|mdw|mdw|/data",
                "row|1|-1|p|p|?|u|5432|mdw|mdw|/data",
                "row|1|-1|p|p|n||5432|mdw|mdw|/data",
                "row|1|-1|p|p|n|u|0|mdw|mdw|/data",
                "row|1|-1|p|p|n|u|5432|m dw|mdw|/data",
                "row|1|-1|p|p|n|u|5432|mdw|mdw|data",
                "row|1|-1|p|p|n|u|5432|mdw|mdw",
                "replication|a|b|streaming|sync|0/1|0/1|0/1",
                "replication|a|b|streaming|sync|here|0/1|0/1|0/1"
            })
    void aLineThatIsNotUnderstoodMakesTheWholeAnswerUnreadable(String line) {
        assertThatThrownBy(() -> read(GOOD + line + "\n"))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessageStartingWith("mdw: the output of 'psql (observation)' was not understood")
                .hasMessageContaining(line.substring(0, Math.min(20, line.length())));
    }

    private static void refuses(String stdout) {
        assertThatThrownBy(() -> read(stdout)).isInstanceOf(UnreadableOutputException.class);
    }

    private static ObservationReader read(String stdout) {
        return ObservationReader.read(MDW, stdout, Instant.EPOCH);
    }
}
