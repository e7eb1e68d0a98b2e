package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.error.TransportException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The restart of a new master that began in the second of a master before it. Exists since it sees all that was acknowledged only
 * under a second of its own (recordings f6 to f8): clients are not sent to it before.
 */
final class MasterRestart {

    private static final Duration START = Duration.ofSeconds(60);

    private MasterRestart() {}

    /** Why a promoted server is to be restarted; empty if it need not be, or was. */
    static Optional<String> pending(InstanceLocation promoted, Situation now) throws InterruptedException {
        OptionalLong prefix = now.memory().sharedSecond(promoted);
        if (prefix.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong second = now.inspection().startSecond(promoted);
        if (second.isPresent() && !StartSeconds.mayNumberUnder(second.getAsLong(), prefix.getAsLong())) {
            now.memory().sharedSecondParted();
            return Optional.empty();
        }
        return Optional.of(promoted + " began in second "
                + (second.isPresent() ? Long.toString(second.getAsLong()) : "that can't be read")
                + ", and a master before it numbered its transactions under " + prefix.getAsLong()
                + ": rows that were acknowledged can't be seen there until it is restarted (recordings f0 to f8)");
    }

    /** Whether the server was stopped for its restart and not started. */
    static boolean interrupted(InstanceLocation promoted, Situation now) {
        return now.memory().sharedSecond(promoted).isPresent()
                && now.state()
                        .instance(promoted)
                        .filter(i -> i.liveness().isStopped())
                        .isPresent();
    }

    static HostCommand command(InstanceLocation promoted, Situation now) {
        return new HostCommand(
                promoted.host(),
                interrupted(promoted, now)
                        ? now.dialect().start(promoted, START)
                        : now.dialect().restart(promoted, START));
    }

    /** What a person runs if it could not be done. */
    static String byHand(InstanceLocation promoted, Situation now) {
        return "run '" + command(promoted, now).command() + "' on " + promoted.host()
                + ", or resume, before clients are sent there";
    }

    /** Does it, and waits until the server takes sessions again. */
    static void run(InstanceLocation promoted, Situation now, Hands hands) throws InterruptedException {
        long began = now.nanoTime();
        hands.progress("restarting the new master at " + promoted
                + ", which began in the second of a master before it, so that it sees all that was acknowledged");
        HostCommand command = command(promoted, now);
        try {
            Guards.remark(now, command.host(), command.command().toString(), hands.run(command));
        } catch (TransportException e) {
            now.remark("the restart of the new master at " + promoted + " did not end: " + e.getMessage());
        }
        Optional<String> givenUp = PromotionWait.until(promoted, now, hands, START);
        givenUp.ifPresent(now::remark);
        if (givenUp.isEmpty()) {
            now.fact("masterRestart", Duration.ofNanos(now.nanoTime() - began).toMillis() + " ms");
            now.warn("the new master at " + promoted
                    + " was restarted before it was called good: it began in the second of a"
                    + " master before it (recordings f0 to f8)");
        }
    }
}
