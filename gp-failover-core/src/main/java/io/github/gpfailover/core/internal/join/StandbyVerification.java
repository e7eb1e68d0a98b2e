package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The verification, once it runs, of a standby that was made without a copy. It exists because the proof before the start was one of files:
 * the running standby must be in sync by its own answer, past the position from where it has to follow, with the master's own history file
 * and the log of the master's timeline.
 *
 * @param at the standby
 * @param master its master, as it was before the start
 * @param dbid the dbid that it was entered with
 * @param reserve what is kept of the step's time to take a standby back that is not proved
 * @param fork from where it has to follow: where its old timeline was left, or how far the pages of a stopped standby may be; empty if that
 *     is not known any more
 * @param segment how large the files of its log should be, so that one can be searched for early; empty if that is not known
 */
record StandbyVerification(
        InstanceLocation at,
        InstanceState master,
        int dbid,
        Duration reserve,
        Optional<Lsn> fork,
        OptionalInt segment) {

    /** How long a standby may stand still before it is in sync. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration RECENT = Duration.ofSeconds(10);
    // More than two commands take on a host that answers.
    private static final Duration ROUND = Duration.ofSeconds(35);
    private static final String LATE = "no answer within " + ROUND.toSeconds() + " s";

    /** Awaits the proof. Gives why there is none; empty if all is proved. */
    Optional<String> await(StepContext now, Actions actions) throws InterruptedException {
        long moved = now.nanoTime();
        Optional<Lsn> reached = Optional.empty();
        Duration pause = FIRST_PAUSE;
        boolean written = false;
        while (true) {
            ClusterState seen = now.observeAgain();
            Optional<String> wrong = wrong(seen);
            if (wrong.isPresent()) {
                return wrong;
            }
            Optional<String> missing = missing(seen);
            if (missing.isEmpty()) {
                return onHistory(seen, now, actions);
            }
            Optional<Lsn> position = seen.instance(at).flatMap(InstanceState::position);
            if (further(reached, position)) {
                // It catches up, however long that takes.
                moved = now.nanoTime();
                reached = position;
            }
            if (now.nanoTime() - moved >= LONGEST.toNanos()) {
                return Optional.of("it stood still for " + LONGEST.toSeconds() + " s, and " + missing.get());
            }
            if (actions.left().compareTo(reserve) <= 0) {
                return Optional.of("when the step's time was nearly over, " + missing.get());
            }
            if (!written
                    && pause.equals(LONGEST_PAUSE)
                    && seen.replication().filter(ReplicationState::inSync).isPresent()) {
                // A standby says where its last record ends, and an idle master may stand behind a page's header: only
                // a new
                // record shows that it goes on.
                written = true;
                actions.run(
                        new HostCommand(master.location().host(), now.dialect().heartbeat(master.location())));
            }
            actions.pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private static boolean further(Optional<Lsn> before, Optional<Lsn> now) {
        return now.isPresent() && (before.isEmpty() || now.get().compareTo(before.get()) > 0);
    }

    /** What no waiting fixes. */
    private Optional<String> wrong(ClusterState seen) {
        // One observation that did not see the master proves nothing against the standby.
        Optional<InstanceState> other = seen.masters().stream()
                .filter(m -> !m.location().equals(master.location()))
                .findFirst();
        if (other.isPresent()) {
            return Optional.of("another server takes sessions as a master: " + other.get());
        }
        Optional<InstanceState> serves = seen.master();
        if (serves.isEmpty()) {
            return Optional.empty();
        }
        if (serves.get().timeline().isPresent() && !serves.get().timeline().equals(master.timeline())) {
            return Optional.of("the master has changed its timeline meanwhile");
        }
        Optional<CatalogRow> row = seen.standby();
        if (row.filter(r -> r.location().equals(at) && r.dbid() == dbid).isEmpty()) {
            return Optional.of("the catalog does not name a standby with dbid " + dbid + " at " + at);
        }
        if (seen.instance(at).filter(i -> i.liveness().isStopped()).isPresent()) {
            return Optional.of("its server has ended: "
                    + seen.instance(at).orElseThrow().liveness().because() + "; the newest files in "
                    + at.dataDirectory() + "/pg_log say why");
        }
        return Optional.empty();
    }

    /** What may yet come. */
    private Optional<String> missing(ClusterState seen) {
        if (seen.master().isEmpty()) {
            return Optional.of("the master at " + master.location() + " was not seen to serve: " + seen.summary());
        }
        Optional<InstanceState> server = seen.instance(at).filter(i -> i.role() == InstanceRole.STANDBY);
        if (server.isEmpty()) {
            return Optional.of("it was not seen to run as a standby");
        }
        Optional<ReplicationState> stream = seen.replication();
        if (stream.filter(ReplicationState::inSync).isEmpty()) {
            return Optional.of("the master calls the stream "
                    + stream.map(ReplicationState::toString).orElse("absent"));
        }
        if (stream.get()
                .freshness()
                .answered()
                .filter(a -> a.compareTo(RECENT) <= 0)
                .isEmpty()) {
            return Optional.of("the standby itself did not confirm the stream: "
                    + stream.get().freshness());
        }
        Optional<Lsn> position = server.get().position();
        if (position.isEmpty()) {
            return Optional.of("the standby did not tell how far it is");
        }
        if (fork.filter(f -> position.get().compareTo(f) <= 0).isPresent()) {
            return Optional.of("it stands at " + position.get() + ", not past " + fork.orElseThrow()
                    + ", from where it has to follow");
        }
        return Optional.empty();
    }

    /** Whether a standby in sync is on the master's history, by its own files. */
    private Optional<String> onHistory(ClusterState seen, StepContext now, Actions actions)
            throws InterruptedException {
        Lsn position = seen.instance(at).orElseThrow().position().orElseThrow();
        String early = segment.isPresent() ? log(position, segment.getAsInt(), now) : "";
        List<Optional<Object>> read = now.sleeper()
                .together(
                        List.<Sleeper.Task<Object>>of(
                                () -> history(master.location(), now),
                                () -> history(at, now),
                                () -> now.inspection().ask(new DirectoryAt(master.location())),
                                () -> now.inspection().ask(new DirectoryAt(at)),
                                () -> !early.isEmpty()
                                        && now.inspection()
                                                .ask(new FileThere(at.host(), early))
                                                .orElse(false)),
                        ROUND);
        Optional<String> other = otherHistory(
                (String) read.get(0).orElse(""), (String) read.get(1).orElse(""), now, actions);
        if (other.isPresent()) {
            return other;
        }
        DirectoryState masters = (DirectoryState) read.get(2).orElseGet(() -> DirectoryState.unknown(LATE));
        DirectoryState there = (DirectoryState) read.get(3).orElseGet(() -> DirectoryState.unknown(LATE));
        if (there.control().isEmpty() || masters.control().isEmpty()) {
            return Optional.of(
                    "pg_control of standby and master could not be compared: " + there.note() + masters.note());
        }
        ControlData control = there.control().get();
        if (!control.systemIdentifier().equals(masters.control().get().systemIdentifier())) {
            return Optional.of("it has system identifier " + control.systemIdentifier() + ", the master has "
                    + masters.control().get().systemIdentifier());
        }
        if (!control.clusterState().equals("in archive recovery")) {
            return Optional.of("its pg_control says '" + control.clusterState() + "' while it runs as a standby");
        }
        if (control.walSegment().isEmpty() || position.position() == 0) {
            return Optional.of("which file of its log holds " + position + " can't be told from its pg_control");
        }
        String log = log(position, control.walSegment().getAsInt(), now);
        boolean found = log.equals(early)
                ? read.get(4).equals(Optional.of(true))
                : now.inspection().ask(new FileThere(at.host(), log)).orElse(false);
        if (!found) {
            return Optional.of("it has no log of timeline " + timeline() + " at " + position + ": no file " + log);
        }
        actions.found(now.proof(Evidence.Kind.FILE, at.host(), log, "it writes the log of timeline " + timeline()));
        actions.found(now.proof(
                Evidence.Kind.LOGIN,
                at.host(),
                "the standby's own answer",
                "it stands at " + position
                        + fork.map(f -> ", past " + f + ", from where it had to follow")
                                .orElse("")));
        return Optional.empty();
    }

    /** The file that holds what it has replayed last, if it is on the master's timeline. */
    private String log(Lsn position, int size, StepContext now) {
        Lsn last = new Lsn(Math.max(0, position.position() - 1));
        return now.dialect().joining().walFile(at, timeline(), last, size);
    }

    /** The text of a history file; empty if there is none, as of the first timeline. */
    private String history(InstanceLocation of, StepContext now) throws InterruptedException {
        return timeline() == 1
                ? ""
                : now.inspection()
                        .ask(new FileText(of.host(), now.dialect().joining().historyFile(of, timeline())))
                        .orElse("");
    }

    /** How its history file differs from the master's; the first timeline has none. */
    private Optional<String> otherHistory(String theirs, String own, StepContext now, Actions actions) {
        if (timeline() == 1) {
            return Optional.empty();
        }
        if (theirs.isEmpty() || !theirs.equals(own)) {
            String how =
                    theirs.isEmpty() ? "the master's could not be read" : own.isEmpty() ? "it has none" : "they differ";
            return Optional.of("the history of timeline " + timeline() + " on " + at.host()
                    + " is not that of the master: " + how);
        }
        String path = now.dialect().joining().historyFile(at, timeline());
        actions.found(now.proof(Evidence.Kind.FILE, at.host(), path, "the master's history of timeline " + timeline()));
        return Optional.empty();
    }

    private int timeline() {
        return master.timeline().orElse(0);
    }
}
