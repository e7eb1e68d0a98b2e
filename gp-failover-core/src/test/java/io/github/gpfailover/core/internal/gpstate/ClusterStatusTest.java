package io.github.gpfailover.core.internal.gpstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterStatusTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Recording WITH_STANDBY = Recording.load("06");
    private static final Recording MIRROR_DOWN = Recording.load("95");

    static Stream<Recording> answered() {
        return Recording.of("gpstate -s").filter(r -> r.exit() != 2);
    }

    @ParameterizedTest
    @MethodSource("answered")
    void readsMasterAndSegmentsOfEveryRecording(Recording recording) {
        ClusterStatus status = parse(recording);

        assertThat(status.masterHost()).isEqualTo(recording.host().value());
        assertThat(status.masterPid()).isPresent();
        assertThat(status.masterDirectory()).isEqualTo("/data/master/gpseg-1");
        assertThat(status.masterPort()).isEqualTo(5432);
        assertThat(status.masterRole()).isEqualTo("dispatch");
        assertThat(status.version()).startsWith("PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build ");
        assertThat(status.segments()).hasSize(8);
        assertThat(status.segments()).allSatisfy(s -> {
            assertThat(s.host()).isIn("sdw1", "sdw2").isEqualTo(s.address());
            assertThat(s.currentRole()).isEqualTo(s.preferredRole());
            assertThat(s.directory()).startsWith(s.currentRole().equals("Mirror") ? "/data/mirror/" : "/data/primary/");
            assertThat(s.configuredUp()).isTrue();
        });
    }

    @Test
    void readsThatAllIsWell() {
        ClusterStatus status = parse(WITH_STANDBY);

        assertThat(status.standbyHost()).contains("smdw");
        assertThat(status.standbyState()).contains("Standby host passive");
        assertThat(status.warnings()).isEmpty();
        assertThat(status.segments())
                .allMatch(s -> s.up() && s.problems().isEmpty() && s.pid().isPresent());
        assertThat(status.segments().get(1).mirrorStatus()).isEqualTo("Streaming");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "50", "61"})
    void readsThatNoStandbyIsConfigured(String number) {
        ClusterStatus status = parse(Recording.load(number));

        assertThat(status.standbyHost()).isEmpty();
        assertThat(status.standbyState()).isEmpty();
    }

    @Test
    void readsThatTheStandbyIsDown() {
        ClusterStatus status = parse(Recording.load("92"));

        assertThat(status.standbyHost()).contains("smdw");
        assertThat(status.standbyState()).contains("Standby host DOWN");
        assertThat(status.warnings()).containsExactly("Standby master state = Standby host DOWN");
    }

    @Test
    void readsWhichMirrorIsDown() {
        ClusterStatus status = parse(MIRROR_DOWN);

        assertThat(status.warnings()).containsExactly("pg_stat_replication shows no standby connections");
        assertThat(status.segments()).filteredOn(s -> !s.up()).singleElement().satisfies(s -> {
            assertThat(s.host() + ":" + s.port()).isEqualTo("sdw2:7000");
            assertThat(s.pid()).isEmpty();
            assertThat(s.statusText()).isEqualTo("Process error -- database process may be down");
            assertThat(s.problems()).hasSize(7).contains("PID = Not found", "WAL Sent Location = Unknown");
        });
        assertThat(status.segments().get(0).problems()).containsExactly("Bytes remaining to send to mirror = Unknown");
    }

    @Test
    void readsTheUnknownValuesOfANewMasterWithoutCallingItsSegmentsDown() {
        ClusterStatus status = parse(Recording.load("50"));

        assertThat(status.segments()).allMatch(SegmentStatus::up);
        assertThat(status.warnings()).hasSize(4).first().isEqualTo("could not query segment 2 (sdw1:6000)");
    }

    @Test
    void passesOnWhyGpstateFailed() {
        assertThatThrownBy(() -> parse(Recording.load("44")))
                .isInstanceOf(GpstateFailedException.class)
                .hasMessageContaining("Connection refused");
    }

    @ParameterizedTest
    @CsvSource({"Greenplum", "Greengage", "Cloudberry"})
    void readsTheWordsOfOtherProducts(String product) {
        answered().forEach(r -> {
            ClusterStatus status = ClusterStatus.parse(MDW, GpstateRecordings.inOtherWords(r, product));
            assertThat(status.segments()).isEqualTo(parse(r).segments());
            assertThat(status.standbyHost()).isEqualTo(parse(r).standbyHost());
            assertThat(status.masterPid()).isEqualTo(parse(r).masterPid());
        });
    }

    @ParameterizedTest
    @MethodSource("answered")
    void tellsTheSameFactsOrNoneWhereverTheOutputIsCut(Recording recording) {
        ClusterStatus whole = parse(recording);
        GpstateRecordings.cutAfterEveryLine(recording).forEach(cut -> {
            try {
                ClusterStatus part = ClusterStatus.parse(MDW, recording.resultWith(cut));
                assertThat(part.standbyHost()).isEqualTo(whole.standbyHost());
                assertThat(part.standbyState()).isEqualTo(whole.standbyState());
                assertThat(part.warnings()).isEqualTo(whole.warnings());
                // Complete pairs only, and only where the exit status said that all is well.
                assertThat(part.segments()).isSubsetOf(whole.segments()).hasSizeBetween(2, 8);
                assertThat(recording.exit() == 0 || part.equals(whole)).isTrue();
            } catch (UnreadableOutputException e) {
                assertThat(e.command()).isEqualTo("gpstate -s");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("answered")
    void tellsNothingOfACutOffOutputWithoutExitStatus(Recording recording) {
        GpstateRecordings.cutAfterEveryLine(recording)
                .filter(cut -> !cut.contains("Warnings have been generated"))
                .map(cut -> CommandResult.of(OptionalInt.empty(), cut, "", Duration.ZERO))
                .forEach(cut -> assertThatThrownBy(() -> ClusterStatus.parse(MDW, cut))
                        .isInstanceOf(UnreadableOutputException.class));
    }

    @Test
    void tellsNothingWhereTheLastLineIsCut() {
        String stdout = WITH_STANDBY.stdout();
        for (int end = stdout.lastIndexOf('\n', stdout.length() - 2); end < stdout.length(); end++) {
            refuses(stdout.substring(0, end), "");
        }
    }

    @Test
    void namesTheFirstThingThatIsMissing() {
        refuses(without("Master port"), "the row 'Master port'");
        refuses(without("Master standby"), "the row 'Master standby'");
        refuses(without("Standby master state"), "the row 'Standby master state'");
        refuses(without("current version"), "the row 'Greenplum current version'");
        refuses(without("postgres process ID"), "the row 'Master postgres process ID'");
        refuses(without("Datadir"), "the row 'Datadir' of a segment");
        refuses(without("Configuration reports"), "the row 'Configuration reports status as' of a segment");
        refuses(without("Database status"), "the row 'Database status' of a segment");
        refuses(without("Segment Info"), "a segment below");
        refuses(without("Segment Instance Status Report"), "the heading 'Segment Instance Status Report'");
    }

    @ParameterizedTest
    @CsvSource({
        "= Mirror, = Spiegel",
        "as       = Up, as       = Oben",
        "= 7000, = many",
        "= 1292, = x",
        "Address, Hostname"
    })
    void refusesValuesThatAreNotKnown(String known, String odd) {
        refuses(WITH_STANDBY.stdout().replace(known, odd), "expected");
    }

    @Test
    void readsAMasterWhoseHostGaveNoData() {
        String stdout = MIRROR_DOWN
                .stdout()
                .replaceFirst(
                        "\\[INFO]:-   Master postgres process ID     = 185",
                        "[WARNING]:-Master port             = Error fetching data: no answer from mdw   <<<<<<<<");

        ClusterStatus status = ClusterStatus.parse(MDW, MIRROR_DOWN.resultWith(stdout));

        assertThat(status.masterPid()).isEmpty();
        assertThat(status.masterPort()).isEqualTo(5432);
        assertThat(status.warnings()).contains("Master port = Error fetching data: no answer from mdw");
    }

    @Test
    void readsASegmentWhoseHostGaveNoData() {
        String stdout = MIRROR_DOWN
                .stdout()
                .replaceFirst(
                        "(?m)^(.*gpadmin-)\\[WARNING]:-   PID .*$",
                        "$1[INFO]:-   Error Getting Segment Status\n"
                                + "$1[INFO]:-      Error Getting Segment Status          = no answer");

        assertThat(ClusterStatus.parse(MDW, MIRROR_DOWN.resultWith(stdout)).segments())
                .filteredOn(s -> !s.up())
                .singleElement()
                .satisfies(s -> assertThat(s.pid()).isEmpty());
    }

    @Test
    void readsAClusterWithoutMirrors() {
        String stdout = WITH_STANDBY
                .stdout()
                .replaceAll(
                        "(?m)^.*(Mirroring Info|Current role|Preferred role|Mirror status"
                                + "|Replication Info| WAL | Bytes |write loc).*\n",
                        "")
                .replace("Segment status ", "Database status");

        assertThat(ClusterStatus.parse(MDW, WITH_STANDBY.resultWith(stdout)).segments())
                .hasSize(8)
                .allMatch(s -> s.up()
                        && s.currentRole().equals("Primary")
                        && s.mirrorStatus().isEmpty());
    }

    @Test
    void readsTheRowOfAnExpansion() {
        String line = "20261122:05:05:58:005320 gpstate:mdw:gpadmin-[INFO]:-";
        String ruler = line + "----------------------------------------------------\n";
        String stdout = WITH_STANDBY.stdout() + ruler + line + "   Cluster Expansion = In Progress\n" + ruler;

        assertThat(ClusterStatus.parse(MDW, WITH_STANDBY.resultWith(stdout))).isEqualTo(parse(WITH_STANDBY));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void readsAsManySegmentsAsThereAre(int pairs) {
        String stdout = WITH_STANDBY.stdout();
        int first = stdout.lastIndexOf('\n', stdout.indexOf("Segment Info")) + 1;
        int third = stdout.lastIndexOf('\n', stdout.indexOf("gpseg1\n")) + 1;
        int secondPair = stdout.lastIndexOf("Segment Info", third);
        String pair = stdout.substring(first, stdout.lastIndexOf('\n', secondPair) + 1);
        StringBuilder many = new StringBuilder(stdout.substring(0, first));
        for (int i = 0; i < pairs; i++) {
            many.append(pair.replace("gpseg0", "gpseg" + i));
        }

        ClusterStatus status = ClusterStatus.parse(MDW, GpstateRecordings.exited(0, many.toString()));

        assertThat(status.segments()).hasSize(2 * pairs);
        assertThat(status.segments().get(2 * pairs - 1).directory()).isEqualTo("/data/mirror/gpseg" + (pairs - 1));
    }

    private static String without(String label) {
        return WITH_STANDBY.stdout().replaceAll("(?m)^.*" + label + ".*\n", "");
    }

    private static void refuses(String stdout, String expected) {
        assertThatThrownBy(() -> ClusterStatus.parse(MDW, WITH_STANDBY.resultWith(stdout)))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessageContaining(expected);
    }

    private static ClusterStatus parse(Recording recording) {
        return ClusterStatus.parse(recording.host(), recording.result());
    }
}
