package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.journal.LearnedOfMove.SecondParted;
import io.github.gpfailover.journal.LearnedOfMove.SharedSecond;
import io.github.gpfailover.journal.LearnedOfMove.StartsApart;
import io.github.gpfailover.journal.LearnedOfMove.UntoldSecond;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an execution knows of the seconds in which postmasters began, which are the prefixes of distributed ids (recordings f0 to f8): two
 * masters that share one hide each other's rows.
 */
public final class SecondNotes {

    private final Recall recall;

    public SecondNotes(Recall recall) {
        this.recall = recall;
    }

    /** Whether the standby that is observed was proved to have begun in another second than the masters before it. */
    public boolean startsApart(InstanceState standby) {
        OptionalInt pid = LastStream.pid(Optional.of(standby));
        return pid.isPresent()
                && recall.latest(StartsApart.class)
                        .filter(a -> a.standby().equals(standby.location()) && a.pid() == pid.getAsInt())
                        .isPresent();
    }

    /** Notes that the standby that is observed began in another second; one whose process is not observed proves nothing. */
    public void startsApart(InstanceLocation standby, Optional<InstanceState> seen) {
        OptionalInt pid = LastStream.pid(seen);
        if (pid.isPresent()) {
            recall.learn(new StartsApart(standby, pid.getAsInt()));
        }
    }

    /** The prefix of a master before it that a server would number under, or numbers under, until it is restarted. */
    public OptionalLong shared(InstanceLocation at) {
        Optional<SharedSecond> shared =
                recall.latest(SharedSecond.class).filter(s -> s.server().equals(at));
        return shared.isPresent()
                ? OptionalLong.of(shared.get().prefix())
                : untoldOf(at).map(UntoldSecond::latest).orElse(OptionalLong.empty());
    }

    public void shared(InstanceLocation at, long prefix) {
        recall.learn(new SharedSecond(at, prefix));
    }

    /**
     * Notes that it can't be determined whether a server shares a second with a master before it, so that it is restarted once it is
     * promoted.
     *
     * @param latest the latest prefix that it may number under; empty if its own second can't be read
     */
    public void untold(InstanceLocation at, OptionalLong latest, Optional<InstanceState> seen, String why) {
        recall.learn(new UntoldSecond(at, latest, LastStream.pid(seen), why));
    }

    /** Why it can't be determined whether a server shares a second with a master before it, where that was noted. */
    public Optional<String> untold(InstanceLocation at) {
        return untoldOf(at).map(UntoldSecond::why);
    }

    /** Whether the postmaster that is observed is shown to be another than the one that {@link #untold} was noted of. */
    public boolean begunAnew(InstanceLocation at, Optional<InstanceState> seen) {
        OptionalInt then = untoldOf(at).map(UntoldSecond::pid).orElse(OptionalInt.empty());
        OptionalInt pid = LastStream.pid(seen);
        return then.isPresent() && pid.isPresent() && then.getAsInt() != pid.getAsInt();
    }

    /** Whether a server is to be restarted once it is promoted. */
    public boolean restartDue(InstanceLocation at) {
        return shared(at).isPresent() || untold(at).isPresent();
    }

    public void parted() {
        recall.over(new SecondParted());
    }

    private Optional<UntoldSecond> untoldOf(InstanceLocation at) {
        return recall.latest(UntoldSecond.class).filter(u -> u.server().equals(at));
    }
}
