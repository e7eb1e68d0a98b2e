package io.github.gpfailover.core.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.error.UnsupportedVersionException;
import io.github.gpfailover.step.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program that decides by codes gets from each refusal what was wrong, not only that something was. */
class ReasonCodesTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "github", "gpfailover", "core");
    private static final Pattern CODE = Pattern.compile("ReasonCode\\.([A-Z_]+)");
    private static final Pattern REFUSAL =
            Pattern.compile("(?:Ruling\\.(?:refused|notYet)|Objections\\.(?:of|passing))\\(\\s*([\\w.]+)");

    /** What says nothing of what is wrong with the cluster: left to exceptions, remarks and steps of the caller's own. */
    private static final Set<ReasonCode> GENERIC = EnumSet.of(
            ReasonCode.ADVICE,
            ReasonCode.CALLER_CODE_FAILED,
            ReasonCode.CUSTOM_STEP,
            ReasonCode.EFFECT_MISSING,
            ReasonCode.EFFECT_UNKNOWN,
            ReasonCode.QUESTION_UNANSWERED,
            ReasonCode.REMARK,
            ReasonCode.UNEXPECTED_ERROR);

    @Test
    void eachCodeIsSaidSomewhere() throws IOException {
        Set<ReasonCode> said = EnumSet.of(ReasonCode.CUSTOM_STEP);
        for (String source : sources(SOURCES)) {
            CODE.matcher(source)
                    .results()
                    .map(r -> ReasonCode.valueOf(r.group(1)))
                    .forEach(said::add);
        }

        assertThat(said).containsExactlyInAnyOrder(ReasonCode.values());
    }

    @Test
    void noRefusalOfAStepHasAGenericCode() throws IOException {
        List<String> codes = new ArrayList<>();
        for (String source : sources(SOURCES.resolve(Path.of("internal", "steps")))) {
            REFUSAL.matcher(source).results().map(r -> r.group(1)).forEach(codes::add);
        }

        // One question of many that was not answered in time says so, since nothing else is known of it.
        assertThat(codes).hasSizeGreaterThan(60).containsOnlyOnce("ReasonCode.QUESTION_UNANSWERED");
        codes.remove("ReasonCode.QUESTION_UNANSWERED");
        assertThat(codes)
                .doesNotContainAnyElementsOf(
                        GENERIC.stream().map(c -> "ReasonCode." + c).toList());
    }

    @Test
    void anExceptionInThePlaceOfAnAnswerHasACodeOfItsKind() {
        HostName mdw = HostName.of("mdw");

        assertThat(ReasonCodes.of(new TransportException(TransportException.Reason.CONNECT, mdw, "no route", null)))
                .isEqualTo(ReasonCode.HOST_NOT_REACHED);
        assertThat(ReasonCodes.of(new UnreadableOutputException(mdw, "gpstate -s", "a table", "garbage")))
                .isEqualTo(ReasonCode.OUTPUT_UNREADABLE);
        assertThat(ReasonCodes.of(new UnsupportedVersionException("Greenplum 5", "6 and 7")))
                .isEqualTo(ReasonCode.VERSION_UNSUPPORTED);
        assertThat(ReasonCodes.of(new JournalException("full", null))).isEqualTo(ReasonCode.JOURNAL_FAILED);
        assertThat(ReasonCodes.of(new StoppedException(ReasonCode.LEASE_LOST, "lost", null)))
                .isEqualTo(ReasonCode.LEASE_LOST);
    }

    @Test
    void objectionsAreJoinedAndMayPassOnlyTogether() {
        Objections passing = Objections.passing(ReasonCode.NO_MASTER, "no master answers");
        Objections lasting = Objections.of(ReasonCode.NO_STANDBY, "there is none");

        assertThat(Objections.none().and(passing).mayPass()).isTrue();
        assertThat(passing.and(lasting).mayPass()).isFalse();
        assertThat(passing.and(lasting).and(passing).texts()).containsExactly("no master answers", "there is none");
        assertThat(passing.with(ReasonCode.ADVICE, "start it").mayPass()).isTrue();
        assertThat(Objections.none().any()).isFalse();
    }

    private static List<String> sources(Path in) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(in)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                all.add(Files.readString(file));
            }
        }
        return all;
    }
}
