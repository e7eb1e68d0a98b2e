package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;

/**
 * The step that lets waiting commits go on: those on the master that wait for a standby whose host is gone. It destroys the master's
 * sockets to that host.
 *
 * <p>It exists because nothing else ends that wait in time: a commit waited for 298.8 s (recording {@code 85}), and ending the wal sender
 * made it worse (recordings {@code a8}, {@code a9}: still waiting after 14 minutes). {@code ss -K dst ADDRESS} on the master's host
 * released it within 10 ms (recording {@code b1}). The standby stays in the catalog, and streams again if its host comes back:
 * {@link RemoveStandby} removes it. A commit that is released was not confirmed by the standby, so until it is in sync again a
 * failover to it would lose that commit.
 *
 * <p>Needs root on the master's host, by the login itself or by {@code sudo -n ss}, and a host that is proved gone: the controller does
 * not reach it, every other host that was asked about it met silence, and at least one was asked. A standby that answers anybody is
 * never cut off, since commits wait for it rightly. No connection to the standby's host, or no standby, satisfies the step. A repeat
 * does nothing more. No undo is needed: a standby that lives connects again.
 *
 * @since 0.1
 */
@Evolving
public final class ReleaseWaitingCommits extends PlanStep {

    private ReleaseWaitingCommits(Builder builder) {
        super("releaseWaitingCommits", builder);
    }

    /**
     * Begins the step. Defaults: deadline 1 minute, 2 attempts 1 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Builder() {
            super(Duration.ofMinutes(1), RetryPolicy.fixed(2, Duration.ofSeconds(1)));
        }

        @Override
        public ReleaseWaitingCommits build() {
            return new ReleaseWaitingCommits(this);
        }
    }
}
