package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a standby that was stopped, and removed from the catalog, can go on: its pages hold nothing from beyond the position where
 * the master's history left its timeline.
 *
 * <p>A standby never writes a log of its own, and what its pages may hold ends at the minimum recovery location of its {@code pg_control}.
 * So it is enough that this position is on the master's history, that the checkpoint which it goes on from stands in the master's own log,
 * and that it was stopped in order. What it has received beyond it replays at its next start, before it asks its master: so the master
 * must still write the timeline that it was received on.
 */
final class StandbyProof {

    static final String STATE = "shut down in recovery";

    private final JoinFacts facts;
    private final List<String> against = new ArrayList<>();
    private final List<String> proved = new ArrayList<>();

    private StandbyProof(JoinFacts facts) {
        this.facts = facts;
    }

    static FollowProof of(JoinFacts facts, Optional<InstanceState> server) {
        return new StandbyProof(facts).judge(server);
    }

    private FollowProof judge(Optional<InstanceState> server) {
        DirectoryChecks.againstServer(facts, server)
                .ifPresentOrElse(against::add, () -> proved.add("no process of " + facts.at() + " is left"));
        against.addAll(DirectoryChecks.againstSurvey(facts, false));
        DirectoryChecks.againstMount(facts, false).ifPresent(against::add);
        List<String> unread = DirectoryChecks.againstControl(facts);
        against.addAll(unread);
        Optional<Lsn> reached = Optional.empty();
        if (unread.isEmpty()) {
            ControlData old = facts.old().control().get();
            List<String> differs =
                    DirectoryChecks.againstIdentity(old, facts.own().control().get());
            against.addAll(differs);
            if (differs.isEmpty()) {
                proved.add("it is a copy of this cluster, system identifier " + old.systemIdentifier());
            }
            onHistory("its latest checkpoint", old.timeline(), old.checkpoint());
            reached = reached(old);
            checkpoint(old);
        }
        against.addAll(DirectoryChecks.againstLogin(facts));
        return new FollowProof(against, reached, against.isEmpty() ? proved : List.of());
    }

    private Optional<Lsn> reached(ControlData old) {
        boolean told = old.recoversTo().filter(l -> l.position() > 0).isPresent()
                && old.recoversToTimeline().isPresent()
                && old.recoversToTimeline().getAsInt() > 0;
        if (!told) {
            against.add("how far its pages may be is not told by its pg_control");
            return Optional.empty();
        }
        Lsn place = old.recoversTo().get();
        int timeline = old.recoversToTimeline().getAsInt();
        if (place.compareTo(old.checkpoint()) < 0 || timeline < old.timeline()) {
            against.add("its pages are told to be at " + place + " on timeline " + timeline
                    + ", before its latest checkpoint at " + old.checkpoint() + " on timeline " + old.timeline());
            return Optional.empty();
        }
        int before = against.size();
        onHistory("the place that its pages may have reached", timeline, place);
        if (against.size() == before) {
            proved.add("it was stopped in order as a standby, its pages at most at " + place + " on timeline "
                    + timeline + ", which is on the master's history");
        }
        return Optional.of(place);
    }

    /** Whether the master passed through a position: it is on its own timeline, or its timeline was left behind it. */
    private void onHistory(String what, int timeline, Lsn place) {
        if (facts.timeline().isEmpty()) {
            against.add("which timeline the master writes is not known");
            return;
        }
        int now = facts.timeline().getAsInt();
        if (timeline == now) {
            boolean written = facts.login() instanceof ReplicationLogin.Accepted accepted
                    && accepted.position().compareTo(place) >= 0;
            if (!written) {
                against.add(what + ", " + place + ", is not shown to be written by the master on its timeline " + now);
            }
            return;
        }
        Optional<TimelineHistory> history = facts.history().filter(h -> h.timeline() == now);
        Optional<Lsn> left = history.flatMap(h -> h.leftAt(timeline));
        if (left.isPresent()) {
            // Seen on PostgreSQL 15: at its next start a standby replays all of its own log before it asks its master,
            // past the fork too.
            against.add("its timeline " + timeline + " was left at " + left.get()
                    + ", and what it may have received beyond without replaying it can't be told");
        }
        if (left.isEmpty()) {
            against.add(what + " is on timeline " + timeline
                    + ", which is not known to be in the history of the master's timeline " + now
                    + (facts.historyNote().isEmpty() ? "" : ": " + facts.historyNote()));
        } else if (place.compareTo(left.get()) > 0) {
            against.add(what + ", " + place + ", lies past " + left.get()
                    + ", where the master's history left timeline " + timeline);
        }
    }

    /** The record that it goes on from must be the master's. */
    private void checkpoint(ControlData old) {
        Optional<String> other = DirectoryChecks.againstCheckpoint(facts, old);
        if (DirectoryChecks.atCheckpoint(facts, old).isEmpty()) {
            against.add("its log could not be read at its latest checkpoint, " + old.checkpoint() + ": "
                    + facts.end().note());
        } else if (DirectoryChecks.first(facts.same()).isEmpty()) {
            against.add("the master's log could not be read at " + old.checkpoint() + ": "
                    + facts.same().note());
        } else if (other.isPresent()) {
            against.add(other.get());
        } else {
            proved.add("the master's own log holds the checkpoint at " + old.checkpoint() + " that it goes on from");
        }
    }
}
