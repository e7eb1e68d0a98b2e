package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.Learned;
import io.github.gpfailover.journal.LearnedOfMaster.FencingBegun;
import io.github.gpfailover.journal.LearnedOfMaster.MasterSeen;
import io.github.gpfailover.journal.LearnedOfMaster.StandbySeen;
import io.github.gpfailover.journal.LearnedOfMaster.StreamSeen;
import io.github.gpfailover.journal.LearnedOfMove.HookCalled;
import io.github.gpfailover.journal.LearnedOfMove.MoveAnnounced;
import io.github.gpfailover.journal.LearnedOfMove.PromotionBegun;
import io.github.gpfailover.journal.LearnedOfMove.Stage;
import io.github.gpfailover.journal.LearnedOfStandby.DirectoryBroken;
import io.github.gpfailover.journal.LearnedOfStandby.JoinBegun;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyRestartBegun;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyStartBegun;

/** The records that announce an act. They are told apart because the act must not be begun unless the journal has made them durable. */
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

    /**
     * Whether a record must be durable before anything else is done: it announces an act, is the beginning or the end of a run, or was
     * learned and may not show again. What the others tell of, a run that goes on finds out by observing.
     */
    public static boolean is(JournalRecord record) {
        return record instanceof JournalRecord.PlanBegun
                || record instanceof JournalRecord.CommandIntended
                || (record instanceof JournalRecord.DeedBegun deed && deed.outside())
                || (record instanceof Learned fact && !seen(fact))
                || record instanceof JournalRecord.PlanEnded;
    }

    /** What was seen to be well: without it less counts as known, and never more. */
    private static boolean seen(Learned fact) {
        return fact instanceof StreamSeen || fact instanceof MasterSeen || fact instanceof StandbySeen;
    }
}
