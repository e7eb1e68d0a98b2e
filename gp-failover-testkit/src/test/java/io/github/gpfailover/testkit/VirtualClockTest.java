package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    @Test
    void takesAsLongAsTheSlowestOfSeveralThingsDoneTogether() throws InterruptedException {
        VirtualClock clock = new VirtualClock();
        List<String> events = new ArrayList<>();
        clock.schedule(Duration.ofSeconds(2), () -> events.add("at " + clock.nanoTime() / 1_000_000_000L));
        long began = clock.nanoTime();

        List<Optional<Long>> ends =
                clock.together(List.of(sleeps(clock, 1), sleeps(clock, 5), sleeps(clock, 3)), Duration.ofMinutes(1));

        assertThat(ends).containsExactly(Optional.of(1L), Optional.of(5L), Optional.of(3L));
        assertThat(clock.nanoTime() - began).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(events).containsExactly("at 2");
    }

    @Test
    void givesNothingForWhatTakesLongerThanAllowed() throws InterruptedException {
        VirtualClock clock = new VirtualClock();

        assertThat(clock.together(List.of(sleeps(clock, 9), sleeps(clock, 1)), Duration.ofSeconds(4)))
                .containsExactly(Optional.empty(), Optional.of(1L));
    }

    @Test
    void nestsThingsDoneTogether() throws InterruptedException {
        VirtualClock clock = new VirtualClock();
        Sleeper.Task<Long> inner = () -> {
            clock.together(List.of(sleeps(clock, 2), sleeps(clock, 4)), Duration.ofMinutes(1));
            clock.sleep(Duration.ofSeconds(1));
            return clock.nanoTime() / 1_000_000_000L;
        };

        assertThat(clock.together(List.of(inner, sleeps(clock, 3)), Duration.ofMinutes(1)))
                .containsExactly(Optional.of(5L), Optional.of(3L));
        assertThat(clock.nanoTime()).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    private static Sleeper.Task<Long> sleeps(VirtualClock clock, long seconds) {
        return () -> {
            clock.sleep(Duration.ofSeconds(seconds));
            return clock.nanoTime() / 1_000_000_000L;
        };
    }
}
