package io.github.gpfailover.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.OutputListener.Stream;
import io.github.gpfailover.ssh.internal.run.Receiver.News;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReceiverTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(60);
    private static final String MARK = "0123456789abcdef";

    private final Receiver receiver = new Receiver(MARK, 1024, true);

    @Test
    void outputThatIsWaitingComesBeforeAnyEnd() throws InterruptedException {
        begin();
        assertThat(receiver.await(LONG)).isEqualTo(News.MORE);
        out("last words", true);
        receiver.exited();

        assertThat(receiver.await(LONG)).isEqualTo(News.MORE);
    }

    @Test
    void silenceAfterTheExitStatusIsAQuestionAndNotTheEnd() throws InterruptedException {
        begin();
        receiver.takePieces();
        receiver.await(LONG);
        receiver.exited();

        assertThat(receiver.await(LONG)).isEqualTo(News.QUIET);

        out("late", false);
        assertThat(receiver.await(LONG)).isEqualTo(News.MORE);
        assertThat(receiver.received().stdout()).isEqualTo("firstlate");
    }

    @Test
    void anEndInOrderIsComplete() throws InterruptedException {
        begin();
        receiver.exited();
        receiver.ended();
        receiver.closed();

        assertThat(receiver.await(LONG)).isEqualTo(News.OVER);
        assertThat(receiver.received().complete()).isTrue();
    }

    @Test
    void aBreakBeforeTheEndOfOutputIsNotComplete() throws InterruptedException {
        begin();
        receiver.exited();
        receiver.broke(new IllegalStateException("reset"));
        receiver.closed();

        assertThat(receiver.await(LONG)).isEqualTo(News.OVER);
        assertThat(receiver.received().complete()).isFalse();
    }

    @Test
    void aBreakAfterAllWasToldLosesNothing() throws InterruptedException {
        begin();
        receiver.exited();
        receiver.ended();
        receiver.broke(new IllegalStateException("reset"));

        assertThat(receiver.await(LONG)).isEqualTo(News.OVER);
        assertThat(receiver.received().complete()).isTrue();
    }

    @Test
    void aProcessThatPrintsForEverDoesNotKeepTheResultForEver() throws InterruptedException {
        begin();
        receiver.exited();
        for (int i = 0; i < 100; i++) {
            out("y\n".repeat(32 * 1024), false);
        }

        assertThat(receiver.await(LONG)).isEqualTo(News.OVER);
    }

    @Test
    void theTimeIsUpForACommandThatHasNotEnded() throws InterruptedException {
        assertThat(receiver.await(1)).isEqualTo(News.TIME);
        assertThat(receiver.hasExited()).isFalse();
    }

    private void begin() {
        out(MARK + " 4711\n", false);
        byte[] mark = (MARK + "\n").getBytes(StandardCharsets.US_ASCII);
        receiver.data(Stream.STDERR, mark, 0, mark.length, false);
        out("first", false);
    }

    private void out(String text, boolean windowLow) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        receiver.data(Stream.STDOUT, bytes, 0, bytes.length, windowLow);
    }
}
