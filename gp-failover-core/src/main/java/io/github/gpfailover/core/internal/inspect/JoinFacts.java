package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that was read to judge whether a directory can become a standby of a master without a copy. It exists so that the proofs are pure
 * functions of it. Nothing was changed to get it.
 *
 * @param at the directory's location
 * @param master the master's location
 * @param survey what stands there; empty if it could not be read
 * @param surveyNote why it could not
 * @param old what its {@code pg_control} says
 * @param own what the master's {@code pg_control} says
 * @param timeline the timeline that the master writes, as it reported; empty if it did not
 * @param history the forks that led to that timeline; empty if it could not be read, or the timeline is the first
 * @param historyNote why there is none
 * @param end what the directory's log holds from its latest checkpoint on
 * @param same what the master's log holds there, on the directory's timeline or, where its file is gone, on its own
 * @param login how the master answers a receiver from that host
 */
public record JoinFacts(
        InstanceLocation at,
        InstanceLocation master,
        Optional<DirectorySurvey> survey,
        String surveyNote,
        DirectoryState old,
        DirectoryState own,
        OptionalInt timeline,
        Optional<TimelineHistory> history,
        String historyNote,
        WalReading end,
        WalReading same,
        ReplicationLogin login) {

    /** Where the master's history left the timeline of the directory's latest checkpoint; empty if that is not known. */
    public Optional<Lsn> fork() {
        return old.control().flatMap(c -> history.flatMap(h -> h.leftAt(c.timeline())));
    }

    /** The same but for a name of the survey. */
    public JoinFacts without(String file) {
        return new JoinFacts(
                at,
                master,
                survey.map(s -> s.without(file)),
                surveyNote,
                old,
                own,
                timeline,
                history,
                historyNote,
                end,
                same,
                login);
    }
}
