package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Activate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The promotion of a standby.
 *
 * @param step what the plan says
 * @param now what was observed before
 * @param standby the standby
 * @param old the server that was proved stopped or fenced
 * @param strategy by which command
 * @param staleLock whether the old master left a lock file whose process is gone
 */
record Promotion(
        Activate step,
        StepContext now,
        InstanceLocation standby,
        InstanceLocation old,
        Activate.Strategy strategy,
        boolean staleLock)
        implements Deed {

    private static final Duration PROMOTION = Duration.ofSeconds(60);

    @Override
    public List<HostCommand> commands() {
        List<HostCommand> all = new ArrayList<>(promoting());
        if (strategy == Activate.Strategy.DIRECT) {
            all.add(checkpoint());
        }
        if (now.notes().seconds().restartDue(standby)) {
            all.add(MasterRestart.command(standby, now));
        }
        return all;
    }

    private List<HostCommand> promoting() {
        List<HostCommand> all = new ArrayList<>();
        if (staleLock) {
            // Left by a killed server: the vendor's utility would take it for a live master (recording 71).
            String lock = now.dialect().lockFile(old);
            all.add(new HostCommand(old.host(), now.dialect().rename(lock, lock + ".retired-" + now.executionId())));
        }
        Command promote = strategy == Activate.Strategy.DIRECT
                ? now.dialect().promote(standby)
                : now.dialect().activateByUtility(standby, step.options().deadline());
        all.add(new HostCommand(standby.host(), promote));
        return all;
    }

    private HostCommand checkpoint() {
        return new HostCommand(standby.host(), now.dialect().checkpoint(standby, PROMOTION));
    }

    @Override
    public Optional<InstanceLocation> leaving() {
        return Optional.of(old);
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        // Everything was proved, but a moment ago: the last observation is of the server that must not write, right
        // before
        // the promotion.
        if (mayWriteNow(actions)) {
            return;
        }
        now.notes().formerMaster(old);
        now.notes().activationTarget(standby);
        boolean shared = now.notes().seconds().restartDue(standby);
        for (HostCommand c : promoting()) {
            boolean promotes = c.host().equals(standby.host());
            // What was done since that observation took time too.
            if (promotes && staleLock && mayWriteNow(actions)) {
                now.notes().activationEnded();
                return;
            }
            CommandResult ended = actions.run(c);
            Guards.remark(actions, c.host(), c.command().toString(), ended);
            if (c.command().program().contains("gpactivatestandby") && !ended.exitedZero()) {
                ended.exitCode()
                        .ifPresent(e -> actions.remark("exit " + e + " of gpactivatestandby: "
                                + now.dialect().activationExit(e)));
            }
        }
        if (strategy == Activate.Strategy.DIRECT) {
            checkpointOnceServing(actions);
        }
        if (shared && now.observeOnly(standby).role() == InstanceRole.MASTER) {
            MasterRestart.run(standby, now, actions);
        }
    }

    private boolean mayWriteNow(Actions actions) throws InterruptedException {
        Noted<Optional<String>> mayWrite = SecondMasterGuard.mayWriteNow(old, now);
        actions.found(mayWrite.findings());
        mayWrite.answer().ifPresent(actions::remark);
        return mayWrite.answer().isPresent();
    }

    /** Promotion runs on after pg_ctl has returned (0.22 s, recording 82); without a checkpoint the old timeline stays in pg_control. */
    private void checkpointOnceServing(Actions actions) throws InterruptedException {
        Optional<String> givenUp = PromotionWait.until(standby, now, actions, PROMOTION);
        if (givenUp.isPresent()) {
            actions.remark(givenUp.get());
        } else {
            HostCommand checkpoint = checkpoint();
            Guards.remark(actions, checkpoint.host(), "checkpoint", actions.run(checkpoint));
        }
    }

    @Override
    public Judgement verify(StepContext after) throws InterruptedException {
        return PromotionVerdict.of(after);
    }

    @Override
    public void expect(Forecast forecast, ExecutionNotes notes) throws InterruptedException {
        notes.formerMaster(old);
        forecast.promoted(standby);
    }
}
