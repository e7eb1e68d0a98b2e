package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.inspect.SightingOf;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The question whether the hosts of master and standby reach each other. It exists because a master that is stopped waits for its standby
 * to take the last record: with the link between them cut, a fast stop hung for 30 s and the move was refused afterwards (recordings d6 to
 * d9). Both directions are tried with new connections, since the old master needs its own to follow the new one.
 */
final class HostsReachEachOther {

    // A question at a silent host ends after 5 s by itself.
    private static final Duration BOTH = Duration.ofSeconds(10);

    private HostsReachEachOther() {}

    /** The reasons against the stop. A plan that may lose data goes on without the link. */
    static Objections against(StepContext now) throws InterruptedException {
        Optional<InstanceState> standby = now.state().standbyInstance().filter(s -> s.role() == InstanceRole.STANDBY);
        boolean planned =
                now.activationAhead().filter(a -> a.allowDataLoss().isEmpty()).isPresent();
        if (!planned || standby.isEmpty() || now.state().master().isEmpty()) {
            return Objections.none();
        }
        List<Reason> reasons = silences(Guards.master(now), standby.get().location(), now).stream()
                .map(why -> Reason.of(
                        ReasonCode.MASTERS_LINK_CUT,
                        "the hosts of master and standby do not reach each other, and a master that is stopped waits"
                                + " for its standby to take the last record: " + why
                                + "; restore the link, or write activate(a -> a.allowDataLoss(\"why\"))"))
                .toList();
        return new Objections(reasons, true);
    }

    /** What each of the two hosts does not see of the other's server, both asked side by side; empty if nothing shows a cut link. */
    static List<String> silences(InstanceLocation master, InstanceLocation standby, StepContext now)
            throws InterruptedException {
        List<Sleeper.Task<Optional<String>>> both =
                List.of(() -> silent(master.host(), standby, now), () -> silent(standby.host(), master, now));
        List<String> all = new ArrayList<>();
        for (Optional<Optional<String>> answer : now.sleeper().together(both, BOTH)) {
            answer.orElse(Optional.of("a host did not answer within " + BOTH.toSeconds() + " s"))
                    .ifPresent(all::add);
        }
        return all;
    }

    /** A host that can't be asked says nothing of the link. */
    private static Optional<String> silent(HostName from, InstanceLocation server, StepContext now)
            throws InterruptedException {
        return now.inspection()
                .ask(new SightingOf(from, server))
                .filter(s -> s.answer() == Sighting.Answer.SILENT)
                .map(Sighting::toString);
    }
}
