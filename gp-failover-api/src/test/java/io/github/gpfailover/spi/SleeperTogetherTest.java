package io.github.gpfailover.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SleeperTogetherTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void runsTasksAtTheSameTime() throws InterruptedException {
        CyclicBarrier meet = new CyclicBarrier(3);
        Sleeper.Task<Boolean> task = () -> {
            try {
                meet.await(60, TimeUnit.SECONDS);
                return true;
            } catch (java.util.concurrent.BrokenBarrierException | java.util.concurrent.TimeoutException e) {
                return false;
            }
        };

        List<Optional<Boolean>> all = Sleeper.system().together(List.of(task, task, task), LONG);

        assertThat(all).containsExactly(Optional.of(true), Optional.of(true), Optional.of(true));
    }

    @Test
    void keepsTheOrderOfTheTasks() throws InterruptedException {
        assertThat(Sleeper.system().together(List.of(() -> 1, () -> 2, () -> 3), LONG))
                .containsExactly(Optional.of(1), Optional.of(2), Optional.of(3));
    }

    @Test
    void endsWhatIsNotReadyInTime() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        Sleeper.Task<String> hangs = () -> {
            try {
                never.await();
                return "not reached";
            } catch (InterruptedException e) {
                told.countDown();
                throw e;
            }
        };

        List<Optional<String>> all = Sleeper.system().together(List.of(hangs, () -> "there"), Duration.ofMillis(200));

        assertThat(all.get(0)).isEmpty();
        assertThat(told.await(60, TimeUnit.SECONDS))
                .as("the task was told to end")
                .isTrue();
    }

    @Test
    void tellsWhatATaskThrewOnceTheOthersHaveEnded() {
        CountDownLatch ended = new CountDownLatch(1);
        Sleeper.Task<String> fails = () -> {
            throw new IllegalStateException("of the task");
        };
        Sleeper.Task<String> works = () -> {
            ended.countDown();
            return "done";
        };

        assertThatThrownBy(() -> Sleeper.system().together(List.of(fails, works), LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of the task");
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void endsAllWhenItsCallerIsInterrupted() {
        Thread.currentThread().interrupt();
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> Sleeper.system()
                        .together(
                                List.of(() -> {
                                    never.await();
                                    return "";
                                }),
                                LONG))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void leavesNoThreadBehindThatCouldKeepAProgramFromEnding() throws InterruptedException {
        List<Optional<Thread>> threads =
                Sleeper.system().together(List.of(Thread::currentThread, Thread::currentThread), LONG);

        for (Optional<Thread> thread : threads) {
            assertThat(thread.orElseThrow().isDaemon()).isTrue();
            thread.orElseThrow().join(LONG.toMillis());
            assertThat(thread.orElseThrow().isAlive()).isFalse();
        }
    }

    @Test
    void refusesATimeThatIsNotPositive() {
        assertThatThrownBy(() -> Sleeper.system().together(List.of(() -> 1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
