package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.engine.Deed;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.step.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What is left to do for a server that this execution has promoted: its restart where that is due, and the judgement.
 *
 * @param now what was observed before
 * @param at the server
 * @param due whether it is to be restarted, or started again
 */
record PromotedRestart(Situation now, InstanceLocation at, boolean due) implements Deed {

    @Override
    public List<HostCommand> commands() {
        return due ? List.of(MasterRestart.command(at, now)) : List.of();
    }

    @Override
    public void act(Hands hands) throws InterruptedException {
        if (!due) {
            return;
        }
        Optional<InstanceLocation> former = now.memory().formerMaster();
        Optional<String> mayWrite =
                former.isPresent() ? SecondMasterGuard.mayWriteNow(former.get(), now) : Optional.empty();
        if (mayWrite.isPresent()) {
            now.remark(mayWrite.get());
            return;
        }
        MasterRestart.run(at, now, hands);
    }

    @Override
    public Verdict verify(Situation after) throws InterruptedException {
        return PromotionVerdict.of(after);
    }
}
