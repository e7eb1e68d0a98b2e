package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.inspect.DispatchOf;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.StartMaster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code startMaster()}. It exists to start the newest master of a cluster without one, and never an older.
 */
final class StartMasterHandler implements StepHandler<StartMaster> {

    private static final Duration LEFT_FOR_OBSERVING = Duration.ofSeconds(20);

    @Override
    public Ruling decide(StartMaster step, StepContext now) throws InterruptedException {
        if (now.state().masters().size() > 1) {
            return Guards.needMaster(now).refusal();
        }
        if (now.state().master().isPresent()) {
            return Ruling.satisfied("the master at " + Guards.master(now) + " serves");
        }
        NewestServer.Finding finding = NewestServer.of(now, step.absentIsGone());
        if (finding.newest().isEmpty()) {
            return finding.unclear().refusal();
        }
        InstanceLocation newest = finding.newest().get();
        return Ruling.ready("start the master at " + newest + ": " + finding.words(), new Start(step, now, newest))
                .noting(finding.unclear().findings());
    }

    /** The start of the newest server. */
    private record Start(StartMaster step, StepContext now, InstanceLocation at) implements Deed {

        @Override
        public List<HostCommand> commands() {
            return List.of(start(step.options().deadline()));
        }

        private HostCommand start(Duration time) {
            return new HostCommand(at.host(), now.dialect().start(at, time.minus(LEFT_FOR_OBSERVING)));
        }

        @Override
        public void act(Actions actions) throws InterruptedException {
            actions.fact("newestServer", at);
            // All was proved, but a moment ago: nobody else may have been started meanwhile.
            for (InstanceState other : now.state().instances()) {
                if (!other.location().equals(at)) {
                    Noted<Optional<String>> mayWrite = SecondMasterGuard.mayWriteNow(other.location(), now);
                    actions.found(mayWrite.findings());
                    if (mayWrite.answer().isPresent()) {
                        actions.remark(mayWrite.answer().get());
                        return;
                    }
                }
            }
            HostCommand start = start(actions.left());
            Guards.remark(actions, start.host(), start.command().toString(), actions.run(start));
        }

        @Override
        public Judgement verify(StepContext after) throws InterruptedException {
            if (after.state().masters().size() > 1) {
                return Judgement.doesNotHold("TWO MASTERS answer: "
                        + Guards.because(after.state().masters()) + "; fence the old one at once");
            }
            InstanceState server = after.state().instance(at).orElseThrow();
            if (server.role() == InstanceRole.MASTER) {
                List<CatalogRow> primaries = after.state().segments().stream()
                        .filter(r -> r.role() == CatalogRow.Role.PRIMARY)
                        .toList();
                return after.inspection()
                        .ask(new DispatchOf(at, primaries))
                        .fault()
                        .map(f ->
                                Judgement.doesNotHold("the master at " + at + " was started, but does not serve: " + f))
                        .orElseGet(() -> Judgement.holds(
                                "the master at " + at + " serves, and a read reached all " + primaries.size()
                                        + " segments",
                                server.liveness().evidence()));
            }
            return server.liveness().isUnknown()
                    ? Judgement.cannotTell("it can't be told whether the master at " + at + " was started: "
                            + server.liveness().because())
                    : Judgement.doesNotHold("the master at " + at + " does not serve: "
                            + server.liveness().because() + "; the end of its log tells why");
        }

        @Override
        public void expect(Forecast forecast, ExecutionNotes notes) {
            forecast.started(at);
        }

        @Override
        public List<String> open() {
            return List.of("what the catalog of the master says that is started");
        }
    }

    @Override
    public List<String> mayRefuse(StartMaster step) {
        return List.of(
                "a server that may be the master can't be seen", "it can't be told which directory is the newest");
    }
}
