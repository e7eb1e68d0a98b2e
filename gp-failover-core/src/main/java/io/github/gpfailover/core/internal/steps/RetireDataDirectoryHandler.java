package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DirectoryState.Presence;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.PlanLocations;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.RetireDataDirectory;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code retireDataDirectory(host)}. It exists so that an old master can't be started by accident (recordings 73, 74).
 */
final class RetireDataDirectoryHandler implements StepHandler<RetireDataDirectory> {

    @Override
    public Ruling decide(RetireDataDirectory step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        Optional<InstanceLocation> place = place(step, now);
        if (place.isEmpty()) {
            return Ruling.refused(
                    ReasonCode.HOST_UNKNOWN, "the plan says " + step.host() + ", but no such host is known; name it");
        }
        InstanceLocation at = place.get();
        if (at.equals(Guards.master(now))) {
            return Ruling.refused(ReasonCode.DIRECTORY_IS_MASTERS, at + " is the master's data directory");
        }
        if (now.state().standby().map(CatalogRow::location).filter(at::equals).isPresent()) {
            return Ruling.refused(
                    ReasonCode.DIRECTORY_IS_STANDBYS,
                    at + " is the standby's data directory; write .removeStandby() before");
        }
        DirectoryState there = now.inspection().ask(new DirectoryAt(at));
        return switch (there.presence()) {
            case UNKNOWN ->
                Ruling.notYet(
                        ReasonCode.DIRECTORY_UNREADABLE,
                        at.host() + " could not be asked what is at " + at.dataDirectory() + ": " + there.note());
            case ABSENT -> Ruling.satisfied("there is no " + at.dataDirectory() + " on " + at.host());
            case PRESENT -> {
                Objections against = DirectoryRetirement.against(at, there, now);
                yield against.any()
                        ? against.refusal()
                        : Ruling.ready(
                                "rename " + at.dataDirectory() + " on " + at.host(),
                                new Rename(now, at, DirectoryRetirement.freeName(at, now)));
            }
        };
    }

    /** The rename of a directory to a name that nothing had. */
    private record Rename(StepContext now, InstanceLocation at, InstanceLocation to) implements Deed {

        @Override
        public List<HostCommand> commands() {
            return List.of(DirectoryRetirement.command(at, to, now));
        }

        @Override
        public void act(Actions actions) throws InterruptedException {
            actions.found(DirectoryRetirement.told(to));
            for (HostCommand c : commands()) {
                Guards.remark(actions, c.host(), c.command().toString(), actions.run(c));
            }
        }

        @Override
        public Judgement verify(StepContext after) throws InterruptedException {
            Presence old = after.inspection().ask(new DirectoryAt(at)).presence();
            Presence moved = after.inspection().ask(new DirectoryAt(to)).presence();
            if (old == Presence.UNKNOWN || moved == Presence.UNKNOWN) {
                return Judgement.cannotTell(
                        at.host() + " could not be asked what is at " + at.dataDirectory() + " now");
            }
            if (old == Presence.PRESENT || moved == Presence.ABSENT) {
                return Judgement.doesNotHold(
                        at.dataDirectory() + " on " + at.host() + " was not renamed to " + to.dataDirectory());
            }
            return Judgement.holds(at.dataDirectory() + " on " + at.host() + " is now " + to.dataDirectory(), List.of())
                    .noting(after.proof(
                            Evidence.Kind.FILE,
                            at.host(),
                            "test -e on " + at.host(),
                            "no " + at.dataDirectory() + ", but " + to.dataDirectory()));
        }

        @Override
        public void expect(Forecast forecast, ExecutionNotes notes) {
            forecast.retired(at);
        }
    }

    private static Optional<InstanceLocation> place(RetireDataDirectory step, StepContext now) {
        return PlanLocations.of(step, now.cluster(), now.notes(), Optional.of(now.state()));
    }

    @Override
    public List<String> mayRefuse(RetireDataDirectory step) {
        return DirectoryRetirement.mayRefuse();
    }
}
