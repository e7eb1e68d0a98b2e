package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.internal.probe.InstanceProbe.Seen;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of one login, and whether another login may learn more.
 *
 * @param seen what it showed
 * @param anotherMayTell whether a utility session may learn more: not where the network, the user or a standby is the reason
 */
record SqlAnswer(Seen seen, boolean anotherMayTell) {

    /**
     * This answer, and the one to a later login at the same server: the one that learned more, with the evidence of both.
     */
    SqlAnswer and(SqlAnswer later) {
        InstanceState mine = seen.instance();
        InstanceState theirs = later.seen.instance();
        boolean laterTellsMore = theirs.role() != InstanceRole.UNKNOWN
                || (mine.role() == InstanceRole.UNKNOWN && theirs.liveness().isRunning());
        Seen better = laterTellsMore ? later.seen : seen;
        InstanceState state = better.instance();
        List<Evidence> both = new ArrayList<>(state.liveness().evidence());
        both.addAll((laterTellsMore ? mine : theirs).liveness().evidence());
        boolean runs = mine.liveness().isRunning() || theirs.liveness().isRunning();
        Liveness.Status status = runs ? Liveness.Status.RUNNING : Liveness.Status.UNKNOWN;
        InstanceState joined =
                state.toBuilder().liveness(new Liveness(status, both)).build();
        return new SqlAnswer(new Seen(joined, better.catalog(), better.replication(), better.version()), false);
    }
}
