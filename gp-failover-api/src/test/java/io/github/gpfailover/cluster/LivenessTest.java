package io.github.gpfailover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LivenessTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROCESS_TABLE")
    void nothingButTheProcessTableProvesStopped(Evidence.Kind kind) {
        Evidence seen = evidence(kind, "the port refuses");

        assertThatThrownBy(() -> Liveness.stopped(List.of(seen)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("STOPPED needs evidence from the host's process table", "the port refuses");
        assertThat(Liveness.unknown(List.of(seen)).isUnknown()).isTrue();
    }

    @Test
    void stoppedWithoutAnyEvidenceIsRefused() {
        assertThatThrownBy(() -> Liveness.stopped(List.of())).hasMessageEndingWith("but there was none");
    }

    @Test
    void theProcessTableAmongOtherEvidenceProvesStopped() {
        Evidence refused = evidence(Evidence.Kind.LOGIN, "refused");
        Evidence table = evidence(Evidence.Kind.PROCESS_TABLE, "no process");

        Liveness liveness = Liveness.stopped(List.of(refused, table));

        assertThat(liveness.isStopped()).isTrue();
        assertThat(liveness.isRunning()).isFalse();
        assertThat(liveness.isUnknown()).isFalse();
        assertThat(liveness.because()).isEqualTo("mdw: refused (a source); mdw: no process (a source)");
    }

    @Test
    void evidenceCannotBeChangedAfterwards() {
        List<Evidence> given = new ArrayList<>(List.of(evidence(Evidence.Kind.PROCESS_TABLE, "no process")));
        Liveness liveness = Liveness.stopped(given);

        given.clear();

        assertThat(liveness.evidence()).hasSize(1).isUnmodifiable();
    }

    @Test
    void withoutEvidenceItSaysSo() {
        assertThat(Liveness.unknown(List.of()).because()).isEqualTo("nothing was seen");
        assertThat(Liveness.running(List.of()).isRunning()).isTrue();
    }

    private static Evidence evidence(Evidence.Kind kind, String statement) {
        return new Evidence(kind, HostName.of("mdw"), "a source", statement, Instant.EPOCH);
    }
}
