package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

    private final VirtualClock clock = new VirtualClock();

    @Test
    void beginsWhenTheRecordingsWereTaken() {
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-22T05:05:00Z"));
    }

    @Test
    void sleepMovesTheTimeAtOnce() throws InterruptedException {
        clock.sleep(Duration.ofMinutes(5));

        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-22T05:10:00Z"));
        assertThat(clock.nanoTime()).isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    @Test
    void runsDueEventsInOrderAtTheirTimes() {
        List<String> seen = new ArrayList<>();
        clock.schedule(Duration.ofSeconds(20), () -> seen.add("late " + clock));
        clock.schedule(Duration.ofSeconds(10), () -> {
            seen.add("early " + clock);
            clock.schedule(Duration.ofSeconds(1), () -> seen.add("its own " + clock));
        });
        clock.schedule(Duration.ofHours(1), () -> seen.add("never"));

        clock.advance(Duration.ofSeconds(30));

        assertThat(seen)
                .containsExactly(
                        "early 2026-11-22T05:05:10Z", "its own 2026-11-22T05:05:11Z", "late 2026-11-22T05:05:20Z");
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> clock.sleep(Duration.ofSeconds(1)));
        assertThat(clock.nanoTime()).isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)));
    }
}
