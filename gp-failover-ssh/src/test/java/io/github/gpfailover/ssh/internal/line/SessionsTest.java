package io.github.gpfailover.ssh.internal.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(60);

    @Test
    void letsNoMoreInThanAllowedUntilOneLeaves() throws Exception {
        Sessions sessions = new Sessions(2);
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        assertThat(sessions.acquire(1, false)).isNull();

        CompletableFuture<Boolean> third = CompletableFuture.supplyAsync(() -> acquired(sessions));
        sessions.release();

        assertThat(third.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void learnsFromAServerThatAllowsFewer() throws Exception {
        Sessions sessions = new Sessions(8);
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        sessions.release();

        assertThat(sessions.reduce()).isTrue();

        assertThat(sessions.most()).as("one is kept for ending commands").isEqualTo(1);
        assertThat(sessions.acquire(1, false)).isNull();
    }

    @Test
    void doesNotWaitForOthersWhereThereAreNone() throws Exception {
        Sessions sessions = new Sessions(8);
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        sessions.release();

        assertThat(sessions.reduce()).isFalse();
    }

    @Test
    void theLastSessionIsForACommandAndNotForWhatMayWait() throws Exception {
        Sessions sessions = new Sessions(2);
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        assertThat(sessions.tryAcquire()).isFalse();

        sessions.release();
        assertThat(sessions.tryAcquire()).isTrue();
        assertThat(sessions.acquire(1, false)).as("a command").isNotNull();
    }

    @Test
    void countsWhatWasLeftUntilItIsClosed() throws Exception {
        Sessions sessions = new Sessions(1);
        assertThat(sessions.acquire(LONG, false)).isNotNull();
        sessions.leave();

        assertThat(sessions.left()).isEqualTo(1);
        assertThat(sessions.acquire(1, false)).as("somebody else may open one").isNotNull();

        sessions.gone();
        assertThat(sessions.left()).isZero();
    }

    private static boolean acquired(Sessions sessions) {
        try {
            return sessions.acquire(LONG, false) != null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
