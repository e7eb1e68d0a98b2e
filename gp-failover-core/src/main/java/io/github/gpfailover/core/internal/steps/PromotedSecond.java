package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.IdPrefixesOf;
import io.github.gpfailover.core.internal.inspect.StartSecondOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.StepContext;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The second of a master that an earlier run promoted, of which nothing is recorded. It exists because that run may have ended between the
 * promotion and the restart that uncovers what the old master acknowledged.
 *
 * <p>What the segments keep under the master's second may be its own by now. So the file that a crashed old master left is asked; one that
 * was stopped in order was compared with its standby before the stop.
 */
final class PromotedSecond {

    private PromotedSecond() {}

    /** Notes a second that is shared, as a reason of a restart, and warns where that can't be determined. */
    static Findings noted(InstanceLocation master, StepContext now) throws InterruptedException {
        Optional<InstanceLocation> former = now.notes().formerMaster().filter(f -> !f.equals(master));
        if (former.isEmpty()
                || !now.dialect().idsByStartSecond()
                || now.inspection().foresees()) {
            return Findings.none();
        }
        InstanceLocation old = former.get();
        if (LossGuard.unreachable(old, now)) {
            return Findings.warning("whether " + master + " began in another second than " + old
                    + " can't be told, since that can't be reached; if it did not, and the run that promoted it did not"
                    + " restart it, rows that were acknowledged can't be seen until it is restarted");
        }
        boolean stopped =
                now.state().instance(old).filter(i -> i.liveness().isStopped()).isPresent();
        OptionalLong other = stopped ? now.inspection().ask(new StartSecondOf(old)) : OptionalLong.empty();
        OptionalLong own = other.isPresent() ? now.inspection().ask(new StartSecondOf(master)) : OptionalLong.empty();
        if (own.isEmpty() || Math.abs(own.getAsLong() - other.getAsLong()) > StartSeconds.LATER) {
            return Findings.none();
        }
        Set<Long> kept = now.inspection()
                .ask(new IdPrefixesOf(StartSeconds.primaries(now)))
                .newest()
                .keySet();
        if (apart(own.getAsLong(), other.getAsLong(), kept)) {
            return Findings.none();
        }
        now.notes().seconds().shared(master, Math.max(own.getAsLong(), other.getAsLong()));
        return Findings.fact(
                "sharedSecond",
                master + " began in second " + own.getAsLong() + ", and " + old + " in second " + other.getAsLong());
    }

    /** Whether an id shows that the server which began earlier numbers under a second that was over when the other began. */
    static boolean apart(long one, long other, Set<Long> prefixes) {
        long later = Math.max(one, other);
        return prefixes.stream().anyMatch(p -> p >= Math.min(one, other) && p < later);
    }
}
