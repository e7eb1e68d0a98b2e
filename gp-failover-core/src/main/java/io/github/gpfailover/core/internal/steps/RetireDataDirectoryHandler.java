package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Places;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DirectoryState.Presence;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.RetireDataDirectory;
import io.github.gpfailover.step.Verdict;
import java.util.List;
import java.util.Optional;

/** {@code retireDataDirectory(host)}: exists so that an old master can't be started by accident (recordings 73, 74). */
final class RetireDataDirectoryHandler implements StepHandler<RetireDataDirectory> {

    @Override
    public Decision decide(RetireDataDirectory step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<InstanceLocation> place = place(step, now);
        if (place.isEmpty()) {
            return Decision.refused("the plan says " + step.host() + ", but no such host is known; name it");
        }
        InstanceLocation at = place.get();
        if (at.equals(Guards.master(now))) {
            return Decision.refused(at + " is the master's data directory");
        }
        if (now.state().standby().map(CatalogRow::location).filter(at::equals).isPresent()) {
            return Decision.refused(at + " is the standby's data directory; write .removeStandby() before");
        }
        DirectoryState there = now.inspection().directory(at);
        return switch (there.presence()) {
            case UNKNOWN ->
                Decision.notYet(
                        at.host() + " could not be asked what is at " + at.dataDirectory() + ": " + there.note());
            case ABSENT -> Decision.satisfied("there is no " + at.dataDirectory() + " on " + at.host());
            case PRESENT ->
                RetiredName.against(at, there, now)
                        .orElse(Decision.ready("rename " + at.dataDirectory() + " on " + at.host()));
        };
    }

    @Override
    public List<HostCommand> commands(RetireDataDirectory step, Situation now) throws InterruptedException {
        return List.of(RetiredName.command(place(step, now).orElseThrow(), now));
    }

    @Override
    public void act(RetireDataDirectory step, Situation now, Hands hands) throws InterruptedException {
        for (HostCommand c : commands(step, now)) {
            Guards.remark(now, c.host(), c.command().toString(), hands.run(c));
        }
    }

    @Override
    public Verdict verify(RetireDataDirectory step, Situation before, Situation after) throws InterruptedException {
        InstanceLocation at = place(step, before).orElseThrow();
        InstanceLocation to = RetiredName.movedTo(at, before).orElseThrow();
        Presence old = after.inspection().directory(at).presence();
        Presence moved = after.inspection().directory(to).presence();
        if (old == Presence.UNKNOWN || moved == Presence.UNKNOWN) {
            return Verdict.cannotTell(at.host() + " could not be asked what is at " + at.dataDirectory() + " now");
        }
        if (old == Presence.PRESENT || moved == Presence.ABSENT) {
            return Verdict.doesNotHold(
                    at.dataDirectory() + " on " + at.host() + " was not renamed to " + to.dataDirectory());
        }
        after.prove(
                Evidence.Kind.FILE,
                at.host(),
                "test -e on " + at.host(),
                "no " + at.dataDirectory() + ", but " + to.dataDirectory());
        return Verdict.holds(at.dataDirectory() + " on " + at.host() + " is now " + to.dataDirectory(), List.of());
    }

    @Override
    public void expect(RetireDataDirectory step, Situation now, Forecast forecast) {
        place(step, now).ifPresent(forecast::retired);
    }

    private static Optional<InstanceLocation> place(RetireDataDirectory step, Situation now) {
        return Places.of(step, now.cluster(), now.memory(), Optional.of(now.state()));
    }

    @Override
    public List<String> mayRefuse(RetireDataDirectory step) {
        return RetiredName.mayRefuse();
    }
}
