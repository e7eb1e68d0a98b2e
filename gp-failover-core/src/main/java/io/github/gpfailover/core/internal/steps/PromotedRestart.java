package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.StepContext;
import java.util.List;
import java.util.Optional;

/**
 * What is left to do for a server that this execution, or one before it, has promoted: its restart where that is due, and the judgement.
 *
 * @param now what was observed before
 * @param at the server
 * @param due whether it is to be restarted, or started again
 */
record PromotedRestart(StepContext now, InstanceLocation at, boolean due) implements Deed {

    @Override
    public List<HostCommand> commands() {
        return due ? List.of(MasterRestart.command(at, now)) : List.of();
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        if (!due) {
            return;
        }
        Optional<InstanceLocation> former = now.notes().formerMaster();
        Noted<Optional<String>> mayWrite =
                former.isPresent() ? SecondMasterGuard.mayWriteNow(former.get(), now) : Noted.of(Optional.empty());
        actions.found(mayWrite.findings());
        if (mayWrite.answer().isPresent()) {
            actions.remark(mayWrite.answer().get());
            return;
        }
        MasterRestart.run(at, now, actions);
    }

    @Override
    public Judgement verify(StepContext after) throws InterruptedException {
        return PromotionVerdict.of(at, after);
    }
}
