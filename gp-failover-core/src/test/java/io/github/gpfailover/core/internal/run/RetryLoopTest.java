package io.github.gpfailover.core.internal.run;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryLoopTest {

    private static final String BAD = "bad";

    private final VirtualSleeper sleeper = new VirtualSleeper();
    private final List<String> told = new ArrayList<>();

    @Test
    void aGoodResultIsNotTriedAgain() throws InterruptedException {
        String result = loop(RetryPolicy.fixed(5, ofSeconds(1)), ofSeconds(60)).run("x", n -> "good " + n);

        assertThat(result).isEqualTo("good 1");
        assertThat(sleeper.waits).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void waitsThroughTheSleeperUntilAResultIsGood() throws InterruptedException {
        RetryPolicy policy = Activate.builder()
                .retry(r -> r.attempts(10).backoff(ofMillis(200)).multiplier(2).longestBackoff(ofMillis(500)))
                .build()
                .options()
                .retry();

        String result = loop(policy, ofSeconds(60)).run("x", n -> n < 4 ? BAD + n : "good " + n);

        assertThat(result).isEqualTo("good 4");
        assertThat(sleeper.waits).containsExactly(ofMillis(200), ofMillis(400), ofMillis(500));
        assertThat(told).containsExactly("bad1 PT0.2S", "bad2 PT0.4S", "bad3 PT0.5S");
    }

    @Test
    void theLastBadResultIsReturnedWhenTheAttemptsAreUsedUp() throws InterruptedException {
        assertThat(loop(RetryPolicy.fixed(3, ofSeconds(1)), ofSeconds(60)).run("x", n -> BAD + n))
                .isEqualTo("bad3");
        assertThat(sleeper.waits).hasSize(2);
    }

    @Test
    void oneAttemptIsOneAttempt() throws InterruptedException {
        assertThat(loop(RetryPolicy.fixed(1, ofSeconds(1)), ofSeconds(60)).run("x", n -> BAD + n))
                .isEqualTo("bad1");
        assertThat(sleeper.waits).isEmpty();
    }

    @Test
    void noWaitReachesTheDeadline() throws InterruptedException {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(100, ofSeconds(10)), ofSeconds(30));

        String result = loop.run("x", n -> {
            sleeper.pass(ofSeconds(1));
            return BAD + n;
        });

        assertThat(result).isEqualTo("bad3");
        assertThat(sleeper.waits).hasSize(2);
        assertThat(Duration.ofNanos(sleeper.nanoTime())).isEqualTo(ofSeconds(23));
    }

    @Test
    void anAttemptThatOverranTheDeadlineIsTheLast() throws InterruptedException {
        String result = loop(RetryPolicy.fixed(100, ofMillis(1)), ofSeconds(5)).run("x", n -> {
            sleeper.pass(ofSeconds(6));
            return BAD + n;
        });

        assertThat(result).isEqualTo("bad1");
        assertThat(sleeper.waits).isEmpty();
    }

    @Test
    void anInterruptDuringAWaitComesOutAsItself() {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(5, ofSeconds(1)), ofSeconds(60));

        assertThatThrownBy(() -> loop.run("x", n -> {
                    Thread.currentThread().interrupt();
                    return BAD;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(sleeper.waits).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anInterruptInAnAttemptComesOutAsItself() {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(5, ofSeconds(1)), ofSeconds(60));

        assertThatThrownBy(() -> loop.run("x", n -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(sleeper.waits).isEmpty();
    }

    @Test
    void whatAnAttemptThrowsIsNotTriedAgain() {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(5, ofSeconds(1)), ofSeconds(60));

        assertThatThrownBy(() -> loop.run("x", n -> {
                    throw new IllegalStateException("attempt " + n);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("attempt 1");
    }

    @Test
    void aLoopCountsAnewEachTime() throws InterruptedException {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(2, ofSeconds(1)), ofSeconds(60));

        loop.run("x", n -> BAD + n);

        assertThat(loop.run("x", n -> BAD + n)).isEqualTo("bad2");
        assertThat(sleeper.waits).hasSize(2);
    }

    @Test
    void anAttemptThatOnlyLookedUsesNoneUp() throws InterruptedException {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(2, ofSeconds(1)), ofSeconds(60));

        String result = loop.run("x", n -> n < 30 ? BAD + "-looked" + n : "good");

        assertThat(result).isEqualTo("good");
        assertThat(sleeper.waits).hasSize(29);
    }

    @Test
    void looksEndAtTheDeadline() throws InterruptedException {
        RetryLoop<String> loop = loop(RetryPolicy.fixed(2, ofSeconds(1)), ofSeconds(10));

        assertThat(loop.run("x", n -> BAD + "-looked" + n)).isEqualTo("bad-looked10");
    }

    private RetryLoop<String> loop(RetryPolicy policy, Duration deadline) {
        return new RetryLoop<>(
                policy,
                r -> r.startsWith(BAD),
                r -> r.startsWith(BAD + "-looked"),
                sleeper,
                Deadline.in(deadline, sleeper),
                (result, wait) -> told.add(result + " " + wait));
    }
}
