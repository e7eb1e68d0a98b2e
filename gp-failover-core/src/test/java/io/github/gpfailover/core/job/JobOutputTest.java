package io.github.gpfailover.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.core.internal.script.TransportWithShell;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener.Stream;
import io.github.gpfailover.spi.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** How what a job writes is read, and its end awaited. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
class JobOutputTest extends JobsOnThisMachine {

    @Test
    void readsFromAnyByteWhileTheOutputGrows() throws Exception {
        Path gate = gate();
        Job job = start(waitFor(gate, "printf '\\000\\377\\n\\r'"));
        assertThat(job.read(Stream.STDOUT, 0, 100).size()).isZero();
        open(gate);
        job.await(SOON, Sleeper.system());

        assertThat(job.read(Stream.STDOUT, 0, 100).bytes()).containsExactly(0, -1, '\n', '\r');
        assertThat(job.read(Stream.STDOUT, 1, 2).bytes()).containsExactly(-1, '\n');
        assertThat(job.read(Stream.STDOUT, 1, 2).next()).isEqualTo(3);
        assertThat(job.read(Stream.STDOUT, 4, 1).bytes()).isEmpty();
        assertThat(job.read(Stream.STDOUT, 400, 1).next()).isEqualTo(400);
        assertThat(job.read(Stream.STDERR, 0, 1).text()).isEmpty();
    }

    @Test
    void readsLongOutputInPiecesThatFitTogether() throws InterruptedException {
        Job job = ended(start(Command.of("seq", "1", "600000")));

        StringBuilder all = new StringBuilder();
        long at = 0;
        JobOutput piece = job.read(Stream.STDOUT, at, 1_000_000);
        while (piece.size() > 0) {
            all.append(piece.text());
            piece = job.read(Stream.STDOUT, piece.next(), 1_000_000);
        }

        assertThat(all.toString()).isEqualTo(job.result().stdout()).endsWith("\n600000\n");
        assertThat(all).hasSize((int) job.status().stdoutBytes());
    }

    @Test
    void boundsAResultAsExecuteDoes() throws InterruptedException {
        Command command = Command.of("seq", "1", "3000000");

        assertThat(ended(command)
                        .stdout()
                        .equals(transport.plain().execute(MDW, command).stdout()))
                .isTrue();
    }

    @Test
    void readsSmallerPiecesOverATransportThatKeepsLess() throws Exception {
        Job job = ended(start(Command.of("seq", "1", "20000")));
        Job narrow = jobsOver(transport.keeping(20_000)).find(MDW, job.id()).orElseThrow();

        assertThat(narrow.result().stdout()).isEqualTo(job.result().stdout()).endsWith("\n20000\n");
        assertThat(narrow.read(Stream.STDOUT, 0, Job.MOST_BYTES).text()).startsWith("1\n2\n");
    }

    @Test
    void saysThatTheTransportKeepsTooLittle() throws Exception {
        Job job = ended(start(Command.of("seq", "1", "20000")));
        for (int i = 0; i < 6; i++) {
            start(Command.of("true"));
        }
        Jobs narrow = jobsOver(transport.keeping(200));

        refused(
                () -> narrow.find(MDW, job.id()).orElseThrow().read(Stream.STDOUT, 0, 9000),
                JobException.Reason.ANSWER_TOO_LONG);
        refused(() -> narrow.list(MDW), JobException.Reason.ANSWER_TOO_LONG);
    }

    @Test
    void endsWithItsProgramEvenIfThatLeavesAProcessBehind() throws Exception {
        Path gate = gate();
        Job job = start(Command.of("sh", "-c", "(read x <\"$0\"; echo late) & echo early", gate.toString()));

        assertThat(job.await(SOON, Sleeper.system()).exitCode()).hasValue(0);
        open(gate);
    }

    @Test
    void goesOnAwaitingOverLostConnectionsUpToTheDeadline() throws Exception {
        Path gate = gate();
        Job job = start(waitFor(gate, "exit 6"));
        CountingSleeper sleeper = new CountingSleeper();
        Job overBadLine = jobsOver(transport.losing(3)).find(MDW, job.id()).orElseThrow();

        assertThatThrownBy(() -> overBadLine.await(Duration.ofMillis(200), sleeper))
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.reason()).isEqualTo(TransportException.Reason.TIMEOUT))
                .hasMessageContaining("RUNNING");
        assertThat(sleeper.slept()).isEqualTo(Duration.ofMillis(200));
        open(gate);
        assertThat(overBadLine.await(SOON, Sleeper.system()).exitCode()).hasValue(6);
    }

    @Test
    void doesNotAwaitWhatTryingAgainCannotHelp() throws Exception {
        Job job = start(Command.of("true"));
        TransportWithShell closed = transport.again();
        Job overClosed = jobsOver(closed).find(MDW, job.id()).orElseThrow();
        closed.close();

        assertThatThrownBy(() -> overClosed.await(SOON, Sleeper.system()))
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.reason()).isEqualTo(TransportException.Reason.NOT_STARTED));
    }

    /** A sleeper that does not sleep, and whose time is what was slept. */
    private static final class CountingSleeper implements Sleeper {
        private long nanos;

        @Override
        public void sleep(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        Duration slept() {
            return Duration.ofNanos(nanos);
        }
    }
}
