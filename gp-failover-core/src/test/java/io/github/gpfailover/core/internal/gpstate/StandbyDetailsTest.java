package io.github.gpfailover.core.internal.gpstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails.Status;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandbyDetailsTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Recording STREAMING = Recording.load("28");

    static Stream<Recording> answered() {
        return Recording.of("gpstate -f").filter(r -> r.exit() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "34", "51", "a2"})
    void readsThatNoStandbyIsConfigured(String number) {
        assertThat(parse(Recording.load(number)))
                .isEqualTo(new StandbyDetails(
                        false,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    @Test
    void readsAStreamingStandby() {
        StandbyDetails details = parse(STREAMING);

        assertThat(details.configured()).isTrue();
        assertThat(details.location()).contains(InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1"));
        assertThat(details.pid()).hasValue(684);
        assertThat(details.status()).contains(Status.PASSIVE);
        assertThat(details.replication())
                .contains(new ReplicationRow(
                        "streaming", "sync", lsn("0/1403E008"), lsn("0/1403E008"), lsn("0/1403B710")));
        assertThat(details.moreThanOneRow()).isFalse();
    }

    @Test
    void readsAStandbyWhoseProcessIsGone() {
        StandbyDetails details = parse(Recording.load("91"));

        assertThat(details.status()).contains(Status.NOT_RUNNING);
        assertThat(details.pid()).isEmpty();
        assertThat(details.replication()).isEmpty();
    }

    @Test
    void readsAStandbyWhoseHostIsOffAndWhoseStreamStillLooksWell() {
        StandbyDetails details = parse(Recording.load("a0"));

        assertThat(details.status()).contains(Status.UNDETERMINED);
        assertThat(details.pid()).isEmpty();
        assertThat(details.replication().orElseThrow().syncState()).isEqualTo("sync");
    }

    @Test
    void readsTheAnswerAmongOtherOutputOfACommand() {
        Recording twice = Recording.load("c2");

        assertThat(parse(twice).location()).contains(InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"43", "47", "80"})
    void passesOnWhyGpstateFailed(String number) {
        assertThatThrownBy(() -> parse(Recording.load(number)))
                .isInstanceOfSatisfying(GpstateFailedException.class, e -> {
                    assertThat(e.retryable()).isTrue();
                    assertThat(e.reason()).doesNotContain("exiting").doesNotEndWith("'");
                    assertThat(Recording.load(number).stdout()).contains(e.reason());
                });
    }

    @ParameterizedTest
    @CsvSource({"Greenplum", "Greengage", "Cloudberry"})
    void readsTheWordsOfOtherProducts(String product) {
        answered()
                .forEach(r -> assertThat(StandbyDetails.parse(MDW, GpstateRecordings.inOtherWords(r, product)))
                        .isEqualTo(parse(r)));
    }

    @ParameterizedTest
    @MethodSource("answered")
    void tellsNothingWhereverTheOutputIsCut(Recording recording) {
        GpstateRecordings.cutAfterEveryLine(recording)
                .forEach(cut -> assertThatThrownBy(() -> StandbyDetails.parse(MDW, recording.resultWith(cut)))
                        .isInstanceOf(UnreadableOutputException.class));
    }

    @Test
    void tellsTheSameFactsOrNoneWhereverALineIsCut() {
        for (int end = 0; end < STREAMING.stdout().length(); end++) {
            String cut = STREAMING.stdout().substring(0, end);
            try {
                assertThat(StandbyDetails.parse(MDW, STREAMING.resultWith(cut))).isEqualTo(parse(STREAMING));
            } catch (UnreadableOutputException e) {
                assertThat(e.host()).isEqualTo(MDW);
            }
        }
    }

    @Test
    void tellsTheSameFactsOrNoneWhicheverLineIsLost() {
        for (String lost : STREAMING.stdout().lines().toList()) {
            String rest = STREAMING.stdout().replace(lost + "\n", "");
            try {
                assertThat(StandbyDetails.parse(MDW, STREAMING.resultWith(rest)))
                        .isEqualTo(parse(STREAMING));
            } catch (UnreadableOutputException e) {
                assertThat(e.command()).isEqualTo("gpstate -f");
            }
        }
    }

    @Test
    void namesTheFirstThingThatIsMissing() {
        refuses(STREAMING.stdout().replaceAll("(?m)^.*Standby port.*\n", ""), "the row 'Standby port'");
        refuses(
                STREAMING.stdout().substring(0, STREAMING.stdout().indexOf("Standby status")),
                "the row 'Standby status'");
        refuses(STREAMING.stdout().replaceAll("(?m)^.*Flush Location.*\n", ""), "the line '-Flush Location:'");
        refuses(
                "20261122:05:07:15:005967 gpstate:mdw:gpadmin-[INFO]:-Starting gpstate with args: -f\n",
                "'Standby master");
    }

    @ParameterizedTest
    @CsvSource({
        "streaming, Streaming und gut",
        "state: sync, state: synchron",
        "0/1403B710, 0-1403B710",
        "Standby host passive, Standby host passif",
        "= 5432, = 54320000",
        "= 5432, = fifty",
        "= smdw, = --host",
        "/data/master/gpseg-1, gpseg-1",
        "= 684, = unknown"
    })
    void refusesValuesThatAreNotKnown(String known, String odd) {
        refuses(STREAMING.stdout().replace(known, odd), "expected");
    }

    @Test
    void refusesContradictions() {
        refuses(STREAMING.stdout().replace("--Sync state: sync", "-No entries found."), "either a stream or none");
        refuses(STREAMING.stdout().replace("-Replay Location", "-Flush Location"), "one line '-Flush Location:'");
        refuses(STREAMING.stdout().replace("Standby port ", "Standby address "), "one row 'Standby address'");
    }

    @Test
    void refusesOutputWhoseMiddleWasLeftOut() {
        refuses(STREAMING.stdout().replaceFirst("\n", "\n… 100 bytes left out …\n"), "all of the output");
    }

    @Test
    void readsMoreThanOneStreamAndOneWithoutPositions() {
        String many = Recording.load("91")
                .stdout()
                .replace("[INFO]:-No entries found.", "[WARNING]:-pg_stat_replication shows more than 1 row.");
        String starting = STREAMING
                .stdout()
                .replaceAll("Location: .*", "Location: None")
                .replace("streaming", "startup")
                .replace("state: sync", "state: async");

        StandbyDetails two = StandbyDetails.parse(MDW, STREAMING.resultWith(many));
        StandbyDetails young = StandbyDetails.parse(MDW, STREAMING.resultWith(starting));

        assertThat(two.moreThanOneRow()).isTrue();
        assertThat(two.replication()).isEmpty();
        assertThat(young.replication())
                .contains(new ReplicationRow("startup", "async", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void keepsTheProcessIdBesideAnError() {
        String odd = Recording.load("91")
                .stdout()
                .replace("= 0                             <<<<", "= 712   Have lock file but no process   <<<<")
                .replace("Standby process not running", "Status could not be determined");

        StandbyDetails details = StandbyDetails.parse(MDW, STREAMING.resultWith(odd));

        assertThat(details.pid()).hasValue(712);
        assertThat(details.status()).contains(Status.UNDETERMINED);
    }

    @Test
    void quotesWhatTheShellSaidInsteadOfGpstate() {
        assertThatThrownBy(() -> StandbyDetails.parse(
                        MDW, new Recording("x", MDW, "", 127, "", "bash: gpstate: not found\n").result()))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessageContaining("bash: gpstate: not found");
    }

    private static void refuses(String stdout, String expected) {
        assertThatThrownBy(() -> StandbyDetails.parse(MDW, STREAMING.resultWith(stdout)))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessageContaining(expected);
    }

    private static StandbyDetails parse(Recording recording) {
        return StandbyDetails.parse(recording.host(), recording.result());
    }

    private static Optional<Lsn> lsn(String text) {
        return Optional.of(Lsn.parse(text));
    }
}
