package io.github.gpfailover.core.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Sleeper sleeper = Sleeper.system();
    private final Progress progress = new Progress(sleeper);

    @Test
    void endsWithTheObservationAndNotWithThePatience() throws InterruptedException {
        long began = sleeper.nanoTime();

        assertThat(sleeper.together(
                        List.of(
                                () -> {
                                    sleeper.sleep(Duration.ofMillis(30));
                                    progress.over();
                                    return true;
                                },
                                () -> progress.awaitEnd(Duration.ofMinutes(1))),
                        Duration.ofSeconds(20)))
                .allSatisfy(x -> assertThat(x).contains(true));
        assertThat(Duration.ofNanos(sleeper.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void saysWhenTheObservationGoesOn() throws InterruptedException {
        assertThat(progress.awaitEnd(Duration.ofMillis(20))).isFalse();
    }
}
