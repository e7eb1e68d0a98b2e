package io.github.gpfailover.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SilencesTest {

    private static final HostName HOST = HostName.of("smdw");
    private static final Command QUESTION = Command.of("true");

    private final AtomicLong now = new AtomicLong();
    private Reason met = Reason.NO_ANSWER;
    private Phase phase = Phase.CONNECT;
    private final Silences silences = new Silences(
            (host, command) -> {
                now.addAndGet(Duration.ofSeconds(5).toNanos());
                if (met == null) {
                    return CommandResult.of(0, "", "", Duration.ZERO);
                }
                throw new TransportException(met, phase, host, "test", null);
            },
            new Sleeper() {
                @Override
                public void sleep(Duration time) {
                    now.addAndGet(time.toNanos());
                }

                @Override
                public long nanoTime() {
                    return now.get();
                }
            });

    @Test
    void aSilenceIsKnownForSixSeconds() {
        assertThat(silences.justFound(HOST)).isFalse();
        asked();

        assertThat(silences.justFound(HOST)).isTrue();
        assertThat(silences.justFound(HostName.of("mdw"))).isFalse();
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(silences.justFound(HOST)).isTrue();
        now.addAndGet(1);
        assertThat(silences.justFound(HOST)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"NO_ANSWER", "CONNECT"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatElseIsMetIsNoSilence(Reason reason) {
        met = reason;
        asked();

        assertThat(silences.justFound(HOST)).isFalse();
    }

    @Test
    void aLineThatBreaksLaterThanConnectingIsNoSilence() {
        phase = Phase.LOGIN;
        asked();

        assertThat(silences.justFound(HOST)).isFalse();
    }

    @Test
    void anAnswerSinceTheQuestionBeganOutweighsIt() throws InterruptedException {
        asked();
        met = null;
        CommandResult unused = silences.execute(HOST, QUESTION);

        assertThat(silences.justFound(HOST)).isFalse();
        met = Reason.NO_ANSWER;
        asked();
        // At the same instant nobody knows which came first.
        assertThat(silences.justFound(HOST)).isFalse();
        now.addAndGet(1);
        asked();
        assertThat(silences.justFound(HOST)).isTrue();
    }

    private void asked() {
        assertThatExceptionOfType(TransportException.class).isThrownBy(() -> silences.execute(HOST, QUESTION));
    }
}
