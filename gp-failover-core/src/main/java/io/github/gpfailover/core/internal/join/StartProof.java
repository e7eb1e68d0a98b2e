package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.text.ControlData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The proof that a standby which the catalog names and which does not run can go on where it is. It exists because no copy is needed then,
 * after an orderly stop and after a crash alike: a standby writes nothing of its own, and its master has the log that it lacks.
 *
 * @param against what is not proved; empty if all is
 * @param reached how far its pages may be, from where it needs its master's log; empty if that is not reported
 * @param proved what was proved, a sentence each; all of it only where nothing is against it
 */
public record StartProof(List<String> against, Optional<Lsn> reached, List<String> proved) {

    /** What {@code pg_control} says of a standby that does not run: stopped in order, or crashed (recordings 26 and 91). */
    private static final Set<String> STANDBYS = Set.of(StandbyProof.STATE, "in archive recovery");

    /** Copies the lists. */
    public StartProof {
        against = List.copyOf(against);
        proved = List.copyOf(proved);
    }

    /** Where a directory's pages may have come to: the later of its latest checkpoint and its minimum recovery location. */
    public static Optional<Lsn> needed(JoinFacts facts) {
        return facts.old()
                .control()
                .map(c -> c.recoversTo()
                        .filter(l -> l.compareTo(c.checkpoint()) > 0)
                        .orElse(c.checkpoint()));
    }

    /**
     * Judges.
     *
     * @param upstream the server that its marker file names; empty if it has none
     * @param kept whether the master still has the file of its log from which the standby needs it; empty if that can't be determined
     */
    public static StartProof of(
            JoinFacts facts, Optional<InstanceState> server, Optional<Upstream> upstream, Optional<Boolean> kept) {
        return new Judge(facts).judge(server, upstream, kept);
    }

    /** Whether the standby can be started. */
    public boolean holds() {
        return against.isEmpty();
    }

    /** A judge that gathers every reason, not only the first. */
    private static final class Judge {

        private final JoinFacts facts;
        private final List<String> against = new ArrayList<>();
        private final List<String> proved = new ArrayList<>();

        Judge(JoinFacts facts) {
            this.facts = facts;
        }

        StartProof judge(Optional<InstanceState> server, Optional<Upstream> upstream, Optional<Boolean> kept) {
            DirectoryChecks.againstServer(facts, server)
                    .ifPresentOrElse(against::add, () -> proved.add("no process of " + facts.at() + " is left"));
            survey();
            follows(upstream);
            List<String> unread = DirectoryChecks.againstControl(facts);
            against.addAll(unread);
            if (unread.isEmpty()) {
                control(
                        facts.old().control().orElseThrow(),
                        facts.own().control().orElseThrow(),
                        kept);
            }
            login();
            return new StartProof(against, needed(facts), against.isEmpty() ? proved : List.of());
        }

        /** A link and tablespaces are as they were while it ran; what a copy or a rewind left half done is not. */
        private void survey() {
            if (facts.survey().isEmpty()) {
                against.add("what stands at " + facts.at() + " could not be read: " + facts.surveyNote());
                return;
            }
            DirectorySurvey survey = facts.survey().get();
            if (survey.kind() == Kind.ABSENT || survey.kind() == Kind.OTHER) {
                against.add("no directory stands at " + facts.at());
                return;
            }
            leftover(survey, JoinCommands.BACKUP_LABEL, "a copy that was never started");
            leftover(survey, "tablespace_map", "a copy that was never started");
            leftover(survey, "recovery.signal", "a recovery that somebody ordered");
            leftover(survey, JoinCommands.rewindMark(facts.at()), "a rewind that has not come to its end");
            leftover(survey, JoinCommands.copyMark(facts.at()), "a copy that has not come to its end");
        }

        private void leftover(DirectorySurvey survey, String file, String sign) {
            if (survey.has(file)) {
                against.add("there is " + file + ", the sign of " + sign);
            }
        }

        private void follows(Optional<Upstream> upstream) {
            if (upstream.isEmpty()) {
                against.add("no file in it makes it a standby of a server that it names");
                return;
            }
            boolean master = upstream.get().host().equals(facts.master().host())
                    && upstream.get().port() == facts.master().port();
            if (master) {
                proved.add("its own file names the master at " + upstream.get().host() + ":"
                        + upstream.get().port());
            } else if (reached(facts.login())) {
                against.add("its own file names " + upstream.get().host() + ":"
                        + upstream.get().port() + " as its master, and the master is at " + facts.master());
            }
        }

        private static boolean reached(ReplicationLogin login) {
            return !(login instanceof ReplicationLogin.Failed);
        }

        private void control(ControlData old, ControlData own, Optional<Boolean> kept) {
            if (!STANDBYS.contains(old.clusterState())) {
                against.add("its pg_control says '" + old.clusterState() + "': it was no standby when it ended");
            }
            List<String> differs = DirectoryChecks.againstIdentity(old, own);
            against.addAll(differs);
            if (differs.isEmpty()) {
                proved.add("it is a copy of this cluster, system identifier " + old.systemIdentifier());
            }
            timeline(old);
            DirectoryChecks.againstCheckpoint(facts, old).ifPresent(against::add);
            if (kept.filter(k -> !k).isPresent()) {
                against.add("the master has removed the log that it needs: its pages may be at "
                        + needed(facts).map(Lsn::toString).orElse("a place that is not told")
                        + ", and the master has no file of its log from there on");
            } else if (kept.isPresent()) {
                proved.add("the master has its log from "
                        + needed(facts).map(Lsn::toString).orElse("") + " on");
            }
        }

        private void timeline(ControlData old) {
            if (facts.timeline().isEmpty()) {
                against.add("which timeline the master writes is not known");
                return;
            }
            int now = facts.timeline().getAsInt();
            Lsn place = needed(facts).orElseThrow();
            if (old.timeline() == now) {
                boolean written = facts.login() instanceof ReplicationLogin.Accepted accepted
                        && accepted.position().compareTo(place) >= 0;
                if (written) {
                    proved.add("it is on the master's timeline " + now + ", at " + place + " at least");
                } else if (reached(facts.login())) {
                    against.add("its pages may be at " + place + ", which the master is not shown to have written");
                }
                return;
            }
            Optional<Lsn> left =
                    facts.history().filter(h -> h.timeline() == now).flatMap(h -> h.leftAt(old.timeline()));
            if (left.isEmpty() || old.checkpoint().compareTo(left.get()) > 0) {
                against.add("its timeline " + old.timeline() + ", at " + old.checkpoint()
                        + ", is not in the history of the master's timeline " + now);
            } else {
                proved.add("its timeline " + old.timeline() + " is in the history of the master's timeline " + now);
            }
        }

        private void login() {
            if (facts.login() instanceof ReplicationLogin.NoEntry entry) {
                against.add("the master's pg_hba.conf lets no receiver in from " + entry.address()
                        + "; add an entry for replication there and reload it");
            }
            against.addAll(DirectoryChecks.againstLogin(facts));
        }
    }
}
