package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.journal.Learned;
import io.github.gpfailover.journal.LearnedOfMaster.FencingBegun;
import io.github.gpfailover.journal.LearnedOfMove.HookCalled;
import io.github.gpfailover.journal.LearnedOfMove.MoveAnnounced;
import io.github.gpfailover.journal.LearnedOfMove.PromotionBegun;
import io.github.gpfailover.journal.LearnedOfMove.Stage;
import io.github.gpfailover.journal.LearnedOfStandby.DirectoryBroken;
import io.github.gpfailover.journal.LearnedOfStandby.JoinBegun;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyRestartBegun;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyStartBegun;

/** The facts that announce an act. They are told apart because the act must not be begun unless the journal has them. */
public final class Announcement {

    private Announcement() {}

    /** Whether a fact announces an act. */
    public static boolean is(Learned fact) {
        return fact instanceof PromotionBegun
                || fact instanceof JoinBegun
                || fact instanceof DirectoryBroken
                || fact instanceof StandbyStartBegun
                || fact instanceof StandbyRestartBegun
                || fact instanceof FencingBegun
                || fact instanceof MoveAnnounced
                || (fact instanceof HookCalled told && told.stage() == Stage.LEAVING);
    }
}
