package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UtilityOutputTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final String LINE = "20261122:05:06:34:005833 gpinitstandby:mdw:gpadmin-[INFO]:-";

    static Stream<Recording> ofUtilities() {
        return Recording.all().filter(UtilityOutputTest::ofUtility);
    }

    static Stream<Recording> ofOtherPrograms() {
        return Recording.all().filter(r -> !ofUtility(r) && !r.command().contains("gpstate"));
    }

    private static boolean ofUtility(Recording recording) {
        return recording.stdout().matches("(?s)\\d{8}:\\d\\d:.*");
    }

    @ParameterizedTest
    @MethodSource("ofUtilities")
    void readsEveryLineOfEveryRecordingOfAUtility(Recording recording) {
        UtilityOutput output = read(recording.stdout());

        assertThat(output.lines()).hasSize((int)
                recording.stdout().lines().filter(l -> l.contains("gpadmin-[")).count());
        assertThat(output.lines()).allSatisfy(l -> {
            assertThat(l.host()).isEqualTo(recording.host().value());
            assertThat(recording.command()).contains(l.utility());
            assertThat(l.level()).isNotEqualTo(UtilityLine.Level.OTHER);
            assertThat(l.text()).isNotBlank();
        });
        assertThat(output.failure().isPresent()).isEqualTo(recording.exit() == 2);
    }

    @ParameterizedTest
    @MethodSource("ofOtherPrograms")
    void refusesTheOutputOfOtherPrograms(Recording recording) {
        assertThatThrownBy(() -> read(recording.stdout())).isInstanceOf(UnreadableOutputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n \n\t\n",
                "...",
                "bash: gpstate: command not found\n",
                "20261122:05:06:34:005833 gpstate:mdw:gpadmin-[INFO]\n",
                "20261122:05:06:34:005833 gpstate mdw gpadmin-[INFO]:-text\n",
                "20261122 05:06:34 gpstate:mdw:gpadmin-[INFO]:-text\n",
                "2026112:05:06:34:005833 gpstate:mdw:gpadmin-[INFO]:-text\n",
                "20261122:05:06:34: gpstate:mdw:gpadmin-[INFO]:-text\n",
                "20261122:05:06:34:005833 gpstate:mdw:gpadmin-[]:-text\n",
                "20261122:05:06:34:005833 :mdw:gpadmin-[INFO]:-text\n",
                "20261122:05:06:34:005833 gpstate::gpadmin-[INFO]:-text\n",
                "20261122:05:06:34:005833 gpstate:mdw:gpadmin-[INFO]:",
                "２０２６１１２２:05:06:34:005833 gpstate:mdw:gpadmin-[INFO]:-text\n",
                "gpstate：エラー：サーバーに接続できませんでした\n",
                "Traceback (most recent call last):\n  File \"gpstate\", line 1\n"
            })
    void refusesWhatIsNotTheLogOfAUtility(String stdout) {
        assertThatThrownBy(() -> read(stdout)).isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void quotesTheFirstLineThatIsNotUnderstood() {
        assertThatThrownBy(() -> read("\n\nbash: gpstate: command not found\nmore\n"))
                .isInstanceOfSatisfying(
                        UnreadableOutputException.class,
                        e -> assertThat(e.line()).isEqualTo("bash: gpstate: command not found"));
    }

    @Test
    void joinsTheLinesThatContinueAFailure() {
        assertThat(read(Recording.load("a1").stdout()).failure().orElseThrow())
                .startsWith("Error removing standby master: ExecutionError: 'Error Executing Command: ' occurred.")
                .contains("\n  stdout=''\n  stderr='ssh: connect to host smdw port 22: No route to host\n'");
    }

    @Test
    void givesTheLastOfSeveralFailures() {
        assertThat(read(Recording.load("36").stdout()).failure())
                .contains("Error initializing standby master: master data directory exists");
    }

    @Test
    void findsTheAnswerThatIsGluedToAPrompt() {
        UtilityOutput output = read(Recording.load("32").stdout());

        assertThat(output.failure()).contains("Error removing standby master: User canceled");
        assertThat(output.contains("Do you want to continue with deleting the standby master?"))
                .isTrue();
        assertThat(output.contains("Do you want to bake a cake?")).isFalse();
    }

    @Test
    void givesTheWarnings() {
        assertThat(read(Recording.load("71").stdout()).warnings())
                .hasSize(5)
                .first()
                .isEqualTo("Appears that there is an active postgres process on mdw port=5432");
    }

    @Test
    void leavesProgressDotsOut() {
        UtilityOutput output = read(LINE + "Gathering data from segments...\n....\n..." + LINE + "Done\n");

        assertThat(output.lines())
                .extracting(UtilityLine::text)
                .containsExactly("Gathering data from segments...", "Done");
    }

    @Test
    void keepsLinesOfALevelThatIsNotKnown() {
        String stdout = LINE.replace("INFO", "NOTICE") + "hello\n" + LINE.replace("INFO", "FATAL") + "gone\n"
                + LINE.replace("INFO", "WARN") + "careful\n";

        UtilityOutput output = read(stdout);

        assertThat(output.lines())
                .extracting(UtilityLine::level)
                .containsExactly(UtilityLine.Level.OTHER, UtilityLine.Level.FATAL, UtilityLine.Level.WARNING);
        assertThat(output.failure()).contains("gone");
        assertThat(output.warnings()).containsExactly("careful");
    }

    @Test
    void readsUsersWithDashesLongProcessIdsAndCarriageReturns() {
        String stdout = "20261122:05:06:34:4194304 gpstate:mdw-1.example.com:gp-admin-x-[INFO]:-a\r\nb\r\n";

        assertThat(read(stdout).lines())
                .containsExactly(new UtilityLine("gpstate", "mdw-1.example.com", UtilityLine.Level.INFO, "a\nb"));
    }

    @Test
    void tellsThatATransportLeftAPartOut() {
        assertThat(read(LINE + "a\n… 12 bytes left out …\n" + LINE + "b\n").cut())
                .isTrue();
        assertThat(read(LINE + "a\n… and more …\n").cut()).isFalse();
    }

    @Test
    void boundsWhatAHundredMegabytesOfGarbageCost() {
        String garbage = "x".repeat(100_000_000);

        assertThatThrownBy(() -> read(garbage))
                .isInstanceOfSatisfying(
                        UnreadableOutputException.class,
                        e -> assertThat(e.line()).hasSize(200));
        assertThat(read(LINE + garbage).lines().get(0).text()).hasSize(64 * 1024);
        assertThat(read(LINE + "a\n" + garbage).lines().get(0).text()).hasSizeLessThan(65 * 1024);
    }

    @Test
    void boundsWhatAMillionOddLinesCost() {
        String output = LINE + "a\n" + "20261122:05:06:34:00 > . -[ ]:-\n".repeat(1_000_000) + LINE + "b\n";

        assertThat(read(output).lines()).hasSize(2);
    }

    private static UtilityOutput read(String stdout) {
        return UtilityOutput.read(MDW, "gpinitstandby -r", stdout);
    }
}
