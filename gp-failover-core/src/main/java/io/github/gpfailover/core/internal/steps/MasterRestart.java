package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.StartSecondOf;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.error.TransportException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The restart of a new master that began in the second of a master before it, or may have. It exists since it sees all that was acknowledged only
 * under a second of its own (recordings f6 to f8): clients are not sent to it before.
 */
final class MasterRestart {

    private static final Duration START = Duration.ofSeconds(60);

    private MasterRestart() {}

    /** Why a promoted server is to be restarted; empty if it need not be, or was. */
    static Optional<String> pending(InstanceLocation promoted, StepContext now) throws InterruptedException {
        if (!now.notes().seconds().restartDue(promoted)) {
            return Optional.empty();
        }
        OptionalLong prefix = now.notes().seconds().shared(promoted);
        Optional<String> untold = now.notes().seconds().untold(promoted);
        if (prefix.isEmpty()) {
            if (now.notes().seconds().begunAnew(promoted, now.state().instance(promoted))) {
                now.notes().seconds().parted();
                return Optional.empty();
            }
            return Optional.of(unproved(promoted, untold.orElseThrow()));
        }
        OptionalLong second = now.inspection().ask(new StartSecondOf(promoted));
        if (second.isPresent() && !StartSeconds.mayNumberUnder(second.getAsLong(), prefix.getAsLong())) {
            now.notes().seconds().parted();
            return Optional.empty();
        }
        if (untold.isPresent()) {
            return Optional.of(unproved(promoted, untold.get()));
        }
        return Optional.of(promoted + " began in second "
                + (second.isPresent() ? Long.toString(second.getAsLong()) : "that can't be read")
                + ", and a master before it numbered its transactions under " + prefix.getAsLong()
                + ": rows that were acknowledged can't be seen there until it is restarted");
    }

    private static String unproved(InstanceLocation promoted, String why) {
        return StartSeconds.untold(promoted, why)
                + ": rows that were acknowledged may not be seen there until it is restarted";
    }

    /** Whether the server was stopped for its restart and not started. */
    static boolean interrupted(InstanceLocation promoted, StepContext now) {
        return now.notes().seconds().restartDue(promoted)
                && now.state()
                        .instance(promoted)
                        .filter(i -> i.liveness().isStopped())
                        .isPresent();
    }

    static HostCommand command(InstanceLocation promoted, StepContext now) {
        return new HostCommand(
                promoted.host(),
                interrupted(promoted, now)
                        ? now.dialect().start(promoted, START)
                        : now.dialect().restart(promoted, START));
    }

    /** What a person runs if it could not be done. */
    static String byHand(InstanceLocation promoted, StepContext now) {
        return "run '" + command(promoted, now).command() + "' on " + promoted.host()
                + ", or resume, before clients are sent there";
    }

    /** Does it, and waits until the server takes sessions again. */
    static void run(InstanceLocation promoted, StepContext now, Actions actions) throws InterruptedException {
        long began = now.nanoTime();
        String why = now.notes()
                .seconds()
                .untold(promoted)
                .map(u -> StartSeconds.untold(promoted, u))
                .orElse("it began in the second of a master before it");
        actions.progress(
                "restarting the new master at " + promoted + ", so that it sees all that was acknowledged: " + why);
        HostCommand command = command(promoted, now);
        try {
            Guards.remark(actions, command.host(), command.command().toString(), actions.run(command));
        } catch (TransportException e) {
            actions.remark("the restart of the new master at " + promoted + " did not end: " + e.getMessage());
        }
        Optional<String> givenUp = PromotionWait.until(promoted, now, actions, START);
        givenUp.ifPresent(actions::remark);
        if (givenUp.isEmpty()) {
            actions.fact(
                    "masterRestart", Duration.ofNanos(now.nanoTime() - began).toMillis() + " ms");
            actions.warn("the new master at " + promoted + " was restarted before it was called good: " + why + "");
        }
    }
}
