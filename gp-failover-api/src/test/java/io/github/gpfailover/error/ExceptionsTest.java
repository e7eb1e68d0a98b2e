package io.github.gpfailover.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.ExecutionInterruptedException;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExceptionsTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Set<Reason> MAY_HAVE_RUN = EnumSet.of(Reason.TIMEOUT, Reason.LOST);
    private static final Set<Reason> RETRYABLE = EnumSet.of(
            Reason.NAME_SERVICE,
            Reason.CONNECT,
            Reason.REFUSED,
            Reason.NO_ANSWER,
            Reason.CLOSED,
            Reason.TIMEOUT,
            Reason.LOST);

    @ParameterizedTest
    @EnumSource(Reason.class)
    void theReasonTellsWhetherItRanAndWhetherToTryAgain(Reason reason) {
        Throwable cause = new IllegalStateException("broken pipe");

        TransportException e = new TransportException(reason, MDW, "the line was lost", cause);

        assertThat(e.mayHaveRun()).isEqualTo(MAY_HAVE_RUN.contains(reason));
        assertThat(e.retryable()).isEqualTo(RETRYABLE.contains(reason));
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.host()).isEqualTo(MDW);
        assertThat(e).hasMessage("mdw: the line was lost").hasCause(cause);
        assertThat(e.phase() == Phase.RUN).isEqualTo(e.mayHaveRun());
    }

    @Test
    void thePhaseTellsHowFarItCame() {
        assertThat(new TransportException(Reason.NO_ANSWER, MDW, "silence", null).phase())
                .isEqualTo(Phase.CONNECT);
        assertThat(new TransportException(Reason.NO_ANSWER, Phase.GREETING, MDW, "silence", null).phase())
                .isEqualTo(Phase.GREETING);
    }

    @Test
    void unreadableOutputQuotesTheLineHarmlessly() {
        UnreadableOutputException e =
                new UnreadableOutputException(MDW, "gpstate -f", "a standby's row", "\u001b[2Jgarbage\r");

        assertThat(e)
                .hasMessage(
                        "mdw: the output of 'gpstate -f' was not understood: expected a standby's row but found the line"
                                + " '\\u001b[2Jgarbage\\u000d'; run the command by hand on mdw and compare, nothing was decided from it");
        assertThat(e.retryable()).isTrue();
        assertThat(e.line()).isEqualTo("\u001b[2Jgarbage\r");
        assertThat(new UnreadableOutputException(MDW, "x", "y", "")).hasMessageContaining("but found nothing;");
    }

    @Test
    void unsupportedVersionsAreNamedAndNotTriedAgain() {
        UnsupportedVersionException e = new UnsupportedVersionException("Cloudberry 2.0.0", "Greenplum Database 6");

        assertThat(e)
                .hasMessage(
                        "the cluster runs Cloudberry 2.0.0, for which no dialect is known; supported: Greenplum Database 6;"
                                + " nothing was changed");
        assertThat(e.retryable()).isFalse();
    }

    @Test
    void aHeldLeaseNamesItsHolder() {
        LeaseHeldException e = new LeaseHeldException("prod", "controller 1", Instant.EPOCH);

        assertThat(e)
                .hasMessage(
                        "cluster prod is being worked on by controller 1 since 1970-01-01T00:00:00Z; wait for its end, or"
                                + " stop it, and try again");
        assertThat(e.retryable()).isTrue();
        assertThat(e.holder()).isEqualTo("controller 1");
        assertThat(e.since()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void planFaultsAreACopyAndNotRetryable() {
        InvalidPlanException e = new InvalidPlanException(List.of("one", "two"));

        assertThat(e).hasMessage("the plan has 2 faults:\n  - one\n  - two");
        assertThat(e.retryable()).isFalse();
        assertThat(e.faults()).isUnmodifiable();
        assertThatThrownBy(() -> {
                    throw e;
                })
                .isInstanceOf(GpFailoverException.class);
    }

    @Test
    void aJournalThatFailedMayBeTriedAgain() {
        assertThat(new JournalException("disk full", null).retryable()).isTrue();
    }

    @Test
    void anInterruptOutsideAnExecutionChangedNothing() {
        ExecutionInterruptedException e = new ExecutionInterruptedException(null);

        assertThat(e).hasMessage("interrupted while looking at the cluster; nothing was changed");
        assertThat(e.report()).isEmpty();
        assertThat(e.retryable()).isTrue();
    }
}
