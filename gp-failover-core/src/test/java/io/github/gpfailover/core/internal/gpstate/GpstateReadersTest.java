package io.github.gpfailover.core.internal.gpstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.gpstate.MirroringReport.Finding;
import io.github.gpfailover.core.internal.gpstate.MirroringReport.Trouble;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GpstateReadersTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final String INFO = "20261122:05:06:01:005632 gpstate:mdw:gpadmin-[INFO]:-";

    static Stream<Arguments> all() {
        return Stream.concat(whole(), Stream.of(of("08", PortList::parse), of("97", MirroringReport::parse)));
    }

    /** Those whose output ends with a line that only a whole one has. */
    static Stream<Arguments> whole() {
        return Stream.of(
                of("09", MirroringReport::parse),
                of("10", InstanceSummary::parse),
                of("11", PairList::parse),
                of("12", VersionList::parse),
                of("13", QuickStatus::parse),
                of("99", QuickStatus::parse));
    }

    @ParameterizedTest
    @MethodSource("whole")
    void tellNothingWhereverTheOutputIsCut(Recording recording, BiFunction<HostName, CommandResult, Object> parse) {
        GpstateRecordings.cutAfterEveryLine(recording)
                .forEach(cut -> assertThatThrownBy(() -> parse.apply(MDW, recording.resultWith(cut)))
                        .isInstanceOf(GpFailoverException.class));
    }

    @ParameterizedTest
    @MethodSource("all")
    void readTheWordsOfOtherProducts(Recording recording, BiFunction<HostName, CommandResult, Object> parse) {
        CommandResult cloudberry = recording.resultWith(recording
                .stdout()
                .replaceAll("(?<![\\w/])Master(?![\\w/])", "Coordinator")
                .replaceAll("(?<![\\w/])master(?![\\w/])", "coordinator")
                .replace("Greenplum ", "Apache Cloudberry "));

        assertThat(parse.apply(MDW, cloudberry).toString())
                .isEqualTo(parse.apply(MDW, recording.result()).toString().replace("Greenplum ", "Apache Cloudberry "));
    }

    @ParameterizedTest
    @MethodSource("all")
    void tellTheFirstLineThatHasNoPlace(Recording recording, BiFunction<HostName, CommandResult, Object> parse) {
        int start = recording.stdout().indexOf('\n') + 1;
        String odd = recording.stdout().substring(0, start) + INFO + "What is this?\n" + INFO + "And this?\n"
                + recording.stdout().substring(start);

        assertThat(parse.apply(MDW, recording.resultWith(odd)).toString())
                .contains("firstUnplaced=Optional[What is this?]");
    }

    @ParameterizedTest
    @MethodSource("all")
    void passOnWhyGpstateFailed(Recording recording, BiFunction<HostName, CommandResult, Object> parse) {
        assertThatThrownBy(() -> parse.apply(MDW, Recording.load("43").result()))
                .isInstanceOf(GpstateFailedException.class);
    }

    @Test
    void countsThatDoNotAddUpAreRefused() {
        for (String odd :
                List.of("valid (at master)                   = 3", "valid (at master)                   = x")) {
            Recording summary = Recording.load("10");
            String stdout = summary.stdout().replaceFirst("valid \\(at master\\)                   = 4", odd);
            assertThatThrownBy(() -> InstanceSummary.parse(MDW, summary.resultWith(stdout)))
                    .isInstanceOf(UnreadableOutputException.class);
        }
    }

    @Test
    void aDownSegmentWithoutItsRowIsRefused() {
        Recording degraded = Recording.load("99");

        assertThatThrownBy(() -> QuickStatus.parse(
                        MDW, degraded.resultWith(degraded.stdout().replaceFirst("[^\n]*sdw1   [^\n]*\n", ""))))
                .isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void normalBesideFindingsIsRefused() {
        Recording degraded = Recording.load("97");

        assertThatThrownBy(() -> MirroringReport.parse(
                        MDW,
                        degraded.resultWith(degraded.stdout() + INFO + "-".repeat(52) + "\n" + INFO
                                + "All segments are running normally\n")))
                .isInstanceOf(UnreadableOutputException.class);
    }

    /** In gpstate's source of version 7; not recorded. */
    @Test
    void readsTheColumnsThatVersion7Adds() {
        String stdout = Recording.load("97")
                .stdout()
                .replace(
                        "WAL sync remaining bytes   Mirror",
                        "WAL sync remaining bytes   Startup recovery remaining bytes   Mirror")
                .replace(
                        "6000   Unknown                    sdw2",
                        "6000   Unknown   160                                sdw2");

        assertThat(MirroringReport.parse(MDW, GpstateRecordings.exited(1, stdout))
                        .of(Trouble.NOT_SYNCHRONIZED))
                .contains(new Finding("sdw1", 6000, Optional.of("sdw2:7000"), List.of("Unknown", "160")));
    }

    private static Arguments of(String number, BiFunction<HostName, CommandResult, Object> parse) {
        return Arguments.of(Recording.load(number), parse);
    }
}
