package io.github.gpfailover.core.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.step.ReasonCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");

    @Test
    void stayInTheirOrderAndALaterFactCounts() {
        Findings all = Findings.fact("b", 1)
                .and(Findings.warning("first"))
                .and(Findings.fact("a", 2))
                .and(Findings.warning("second"))
                .and(Findings.fact("b", 3));

        assertThat(all.facts()).containsExactly(entry("b", "3"), entry("a", "2"));
        assertThat(all.warnings()).containsExactly("first", "second");
    }

    @Test
    void anEarlierFactTakesNoLaterOneBack() {
        Findings all =
                Findings.fact("a", "later").over(Findings.fact("a", "earlier").and(Findings.fact("b", 1)));

        assertThat(all.facts()).containsExactly(entry("a", "later"), entry("b", "1"));
    }

    @Test
    void objectionsThatAreJoinedKeepWhatEachFound() {
        Objections joined = Objections.none()
                .noting(Findings.warning("one"))
                .and(Objections.of(ReasonCode.NO_MASTER, "none").noting(Findings.unknown(MDW)));

        assertThat(joined.refusal().findings().warnings()).containsExactly("one");
        assertThat(joined.refusal().findings().unknown()).containsExactly(MDW);
        assertThat(joined.refusal().noting(Findings.remark("before")).findings().remarks())
                .containsExactly("before");
    }

    @Test
    void areNothingWhereNothingWasFound() {
        assertThat(Findings.all(List.of())).isEqualTo(Findings.none());
        assertThat(Ruling.satisfied("so").findings()).isEqualTo(Findings.none());
    }
}
