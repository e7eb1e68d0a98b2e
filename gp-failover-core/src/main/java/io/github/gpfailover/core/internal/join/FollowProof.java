package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.WalReading;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.WalEnd;
import io.github.gpfailover.core.internal.text.WalRecords.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proof that an old directory holds nothing that its new master lacks, or what is missing for that proof. It exists because a directory
 * with this proof can follow as it is.
 *
 * <p>The proof: the server was shut down, so its last record is the shutdown checkpoint that {@code pg_control} names. That record ends
 * exactly where the master's history leaves the directory's timeline, and stands in the master's own log, byte for byte. So the master
 * has all of the directory's log, and the directory nothing beyond. Each fact must have been read: what is missing or odd is not proved.
 *
 * @param against what is not proved; empty if all is
 * @param fork where the directory's timeline was left; empty if it is not known
 * @param proved what was proved, a sentence each; all of it only where nothing is against it
 */
public record FollowProof(List<String> against, Optional<Lsn> fork, List<String> proved) {

    /** Copies the lists. */
    public FollowProof {
        against = List.copyOf(against);
        proved = List.copyOf(proved);
    }

    /** Judges. */
    public static FollowProof of(JoinFacts facts, Optional<InstanceState> server) {
        boolean standby = facts.old()
                .control()
                .filter(c -> c.clusterState().equals(StandbyProof.STATE))
                .isPresent();
        return standby ? StandbyProof.of(facts, server) : new Judge(facts).judge(server);
    }

    /** Whether the directory can follow. */
    public boolean holds() {
        return against.isEmpty();
    }

    /** A judge that gathers every reason, not only the first. */
    private static final class Judge {

        // What both programs say at the end of a log (pg_waldump 15, run; pg_xlogdump from source): the beginning in
        // all cases, the
        // position where the next record would begin in most of them.
        private static final String ENDS = "in WAL record at ";
        // Where the last record ends with its file, and no next file is there.
        private static final String NO_NEXT_FILE = "could not find file ";
        private static final Pattern NEXT = Pattern.compile(
                "(?:zero length|invalid record length|incorrect prev-link [0-9A-Fa-f/]+|invalid resource manager ID [0-9]+) at ([0-9A-Fa-f]+/[0-9A-Fa-f]+)");
        private static final Pattern TIMELINE = Pattern.compile("[; ]tli ([0-9]+);");
        // Greenplum adds the distributed transactions after it: "; shutdown, checkpoint record data length = ...".
        private static final Pattern SHUTDOWN = Pattern.compile("; shutdown(?:,.*)?$");
        private static final Pattern CHECKPOINT =
                Pattern.compile("(?:checkpoint:|CHECKPOINT_SHUTDOWN) redo ([0-9A-Fa-f/]+);.*");

        private final JoinFacts facts;
        private final List<String> against = new ArrayList<>();
        private final List<String> proved = new ArrayList<>();

        Judge(JoinFacts facts) {
            this.facts = facts;
        }

        FollowProof judge(Optional<InstanceState> server) {
            DirectoryChecks.againstServer(facts, server)
                    .ifPresentOrElse(against::add, () -> proved.add("no process of " + facts.at() + " is left"));
            against.addAll(DirectoryChecks.againstSurvey(facts, false));
            // Following deletes and overwrites nothing, so a host that can't determine it (no stat) costs no more than
            // a copy
            // that has to wait
            // for somebody, should following fail; it is not kept from following for that.
            DirectoryChecks.againstMount(facts, false).ifPresent(against::add);
            List<String> unread = DirectoryChecks.againstControl(facts);
            against.addAll(unread);
            Optional<Lsn> fork = Optional.empty();
            if (unread.isEmpty()) {
                ControlData old = facts.old().control().get();
                identity(old, facts.own().control().get());
                state(old);
                fork = DirectoryChecks.fork(facts, old, against);
                record(old, fork);
            }
            login(fork);
            return new FollowProof(against, fork, against.isEmpty() ? proved : List.of());
        }

        private void identity(ControlData old, ControlData own) {
            List<String> differs = DirectoryChecks.againstIdentity(old, own);
            against.addAll(differs);
            if (differs.isEmpty()) {
                proved.add("it is a copy of this cluster, system identifier " + old.systemIdentifier());
            }
        }

        private void state(ControlData old) {
            int before = against.size();
            if (!old.shutDown()) {
                against.add("its state is '" + old.clusterState() + "', not '" + ControlData.SHUT_DOWN + "'");
            }
            if (old.redo().isEmpty() || !old.redo().get().equals(old.checkpoint())) {
                against.add(
                        "its latest checkpoint at " + old.checkpoint() + " is no shutdown's: a recovery would begin at "
                                + old.redo().map(Lsn::toString).orElse("a place that was not told"));
            }
            if (old.priorTimeline().isEmpty() || old.priorTimeline().getAsInt() != old.timeline()) {
                against.add("its latest checkpoint on timeline " + old.timeline() + " came from "
                        + (old.priorTimeline().isPresent()
                                ? "timeline " + old.priorTimeline().getAsInt()
                                : "a timeline that was not told"));
            }
            // A master's is 0/0 from its first checkpoint on.
            if (old.recoversTo().isEmpty() || old.recoversTo().get().position() != 0) {
                against.add("it must recover up to "
                        + old.recoversTo().map(Lsn::toString).orElse("a place that was not told")
                        + " before it is whole");
            }
            if (old.recoversToTimeline().isEmpty() || old.recoversToTimeline().getAsInt() != 0) {
                against.add("it must recover on timeline "
                        + (old.recoversToTimeline().isPresent()
                                ? old.recoversToTimeline().getAsInt()
                                : "not told")
                        + " before it is whole");
            }
            if (against.size() == before) {
                proved.add("it was shut down cleanly as a master, with its last checkpoint at " + old.checkpoint());
            }
        }

        private void record(ControlData old, Optional<Lsn> fork) {
            Optional<Entry> last = only(facts.end(), old);
            if (last.isEmpty()) {
                return;
            }
            Entry record = last.get();
            checkpoint(record, old);
            Optional<Lsn> end = WalEnd.of(old).flatMap(w -> w.after(record.at(), record.length()));
            if (end.isEmpty()) {
                against.add("where its last record at " + record.at() + " of " + record.length()
                        + " bytes ends can't be told from the sizes of its log");
            } else {
                saidEnd(old, end.get());
                if (fork.isPresent()) {
                    atFork(old, end.get(), fork.get());
                }
            }
            masterHas(record, old);
        }

        /** The one record that stands from the checkpoint on; more than one, and the checkpoint is not the last. */
        private Optional<Entry> only(WalReading look, ControlData old) {
            if (look.records().isEmpty()) {
                against.add("its log could not be read at " + old.checkpoint() + ": " + look.note());
                return Optional.empty();
            }
            List<Entry> records = look.records().get().records();
            String after = look.records().get().after().orElse("");
            if (records.isEmpty()) {
                against.add("its log holds no record at " + old.checkpoint() + " of its latest checkpoint: " + after);
                return Optional.empty();
            }
            if (records.size() > 1) {
                against.add("its log goes on after its latest checkpoint: a record of "
                        + records.get(1).manager() + " stands at "
                        + records.get(1).at());
            } else if (!after.contains(ENDS) && !after.contains(NO_NEXT_FILE)) {
                against.add("nothing shows that its log ends after the record at "
                        + records.get(0).at() + (after.isEmpty() ? "" : ": " + after));
            }
            return Optional.of(records.get(0));
        }

        private void checkpoint(Entry record, ControlData old) {
            if (!record.at().equals(old.checkpoint())) {
                against.add("the record that was read stands at " + record.at() + ", and its latest checkpoint at "
                        + old.checkpoint());
            }
            Matcher checkpoint = CHECKPOINT.matcher(record.description());
            if (!record.manager().equals("XLOG")
                    || !checkpoint.matches()
                    || !SHUTDOWN.matcher(record.description()).find()
                    || !isLsn(checkpoint.group(1), old.checkpoint())) {
                against.add("the record at " + record.at() + " is not the checkpoint of a shutdown: " + record.manager()
                        + " " + record.description());
            }
            Matcher timeline = TIMELINE.matcher(record.description());
            if (!timeline.find() || !timeline.group(1).equals(Integer.toString(old.timeline()))) {
                against.add("the record at " + record.at() + " is not of timeline " + old.timeline() + ": "
                        + record.description());
            }
        }

        /** Where the program said itself where no more follows, it must name the position that was computed. */
        private void saidEnd(ControlData old, Lsn end) {
            Matcher next =
                    NEXT.matcher(facts.end().records().flatMap(r -> r.after()).orElse(""));
            Optional<WalEnd> form = WalEnd.of(old);
            if (form.isPresent()
                    && next.find()
                    && !isLsn(next.group(1), end)
                    && !isLsn(next.group(1), form.get().next(end))) {
                against.add("its last record ends at " + end + " by its length, but its log ends at " + next.group(1));
            }
        }

        private void atFork(ControlData old, Lsn end, Lsn fork) {
            if (end.equals(fork)) {
                proved.add(
                        "its last record ends at " + end + ", exactly where timeline " + old.timeline() + " was left");
            } else {
                against.add(
                        "its last record ends at " + end + ", but timeline " + old.timeline() + " was left at " + fork);
            }
        }

        private void masterHas(Entry record, ControlData old) {
            if (facts.same().records().isEmpty()) {
                against.add("the master's log could not be read at " + old.checkpoint() + ": "
                        + facts.same().note());
                return;
            }
            List<Entry> masters = facts.same().records().get().records();
            if (masters.isEmpty()) {
                against.add("the master's log holds no record at " + record.at() + ": "
                        + facts.same().records().get().after().orElse(""));
            } else if (!masters.get(0).at().equals(record.at())) {
                against.add("the master's log holds no record at " + record.at() + ": its next one begins at "
                        + masters.get(0).at());
            } else if (!masters.get(0).equals(record)) {
                against.add("the master's log holds another record at "
                        + masters.get(0).at() + ": " + shown(masters.get(0)) + ", and its own is " + shown(record));
            } else {
                proved.add("the master's own log holds that record");
            }
        }

        private static String shown(Entry record) {
            return record.length() + " bytes after " + record.before() + ", " + record.manager() + " "
                    + record.description();
        }

        private void login(Optional<Lsn> fork) {
            against.addAll(DirectoryChecks.againstLogin(facts));
            if (facts.login() instanceof ReplicationLogin.Accepted accepted
                    && fork.isPresent()
                    && accepted.position().compareTo(fork.get()) < 0) {
                against.add("the master writes at " + accepted.position() + ", before the place " + fork.get()
                        + " where it left the old timeline");
            }
        }

        private static boolean isLsn(String text, Lsn expected) {
            try {
                return Lsn.parse(text).equals(expected);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
