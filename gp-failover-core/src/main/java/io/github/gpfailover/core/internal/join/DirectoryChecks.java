package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Mount;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.WalReading;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.WalRecords.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The checks that following and rewinding share: a plain directory of this very cluster that no process uses. They exist so that the two
 * proofs can't differ in them.
 */
final class DirectoryChecks {

    private static final String CONTROL_FILE = "global/pg_control";
    private static final String PID_FILE = "postmaster.pid";

    private DirectoryChecks() {}

    /**
     * What stands at the path. Whether it is a mount point is judged apart: {@link #againstMount}.
     *
     * @param killed whether a pid file is no wonder, since the server was killed
     */
    static List<String> againstSurvey(JoinFacts facts, boolean killed) {
        if (facts.survey().isEmpty()) {
            return List.of("what stands at " + facts.at() + " could not be read: " + facts.surveyNote());
        }
        DirectorySurvey survey = facts.survey().get();
        List<String> against = new ArrayList<>();
        if (survey.kind() != Kind.DIRECTORY) {
            against.add(
                    switch (survey.kind()) {
                        case LINK -> facts.at() + " is a symbolic link, and what it leads to is not known";
                        case ABSENT -> "nothing stands at " + facts.at();
                        case OTHER, DIRECTORY -> facts.at() + " is no directory";
                    });
            return against;
        }
        if (survey.version().isEmpty()) {
            against.add("it has no PG_VERSION, so it is no whole data directory");
        }
        if (!survey.has(CONTROL_FILE)) {
            against.add("it has no " + CONTROL_FILE + ", so it is no whole data directory");
        }
        if (survey.tablespaces() > 0) {
            against.add("it has " + survey.tablespaces()
                    + (survey.tablespaces() == 1 ? " tablespace" : " tablespaces")
                    + " outside, whose state pg_control does not tell");
        }
        leftover(survey, "backup_label", "a backup or a rewind whose copy was never started", against);
        leftover(survey, "tablespace_map", "a backup whose copy was never started", against);
        leftover(survey, "recovery.signal", "a recovery that somebody ordered", against);
        leftover(
                survey,
                JoinCommands.rewindMark(facts.at()),
                "a rewind that was begun and has not come to its end",
                against);
        leftover(
                survey,
                JoinCommands.copyMark(facts.at()),
                "a copy that was begun and has not come to its end",
                against);
        // Where no process is left, a server that was shut down removed it itself.
        if (!killed) {
            leftover(survey, PID_FILE, "a server that did not end by itself", against);
        }
        return against;
    }

    private static void leftover(DirectorySurvey survey, String file, String sign, List<String> against) {
        if (survey.has(file)) {
            against.add("it holds " + file + ", the sign of " + sign);
        }
    }

    /** Whether it could not be renamed. */
    static Optional<String> againstMount(JoinFacts facts, boolean unknownCounts) {
        Mount mount = facts.survey().map(DirectorySurvey::mount).orElse(Mount.UNKNOWN);
        if (mount == Mount.YES) {
            return Optional.of(
                    "a file system is mounted at " + facts.at() + ", so it could not be moved aside if this failed");
        }
        return mount == Mount.UNKNOWN && unknownCounts
                ? Optional.of("whether a file system is mounted at " + facts.at()
                        + " could not be told, and a mount point could not be moved aside if this failed")
                : Optional.empty();
    }

    /** Only the host's own process table proves that nothing writes there. */
    static Optional<String> againstServer(JoinFacts facts, Optional<InstanceState> server) {
        if (server.isEmpty()) {
            return Optional.of("nobody looked whether a process of " + facts.at() + " runs");
        }
        InstanceState seen = server.get();
        if (!seen.location().equals(facts.at())) {
            return Optional.of("the server that was observed is that of " + seen.location() + ", not " + facts.at());
        }
        if (seen.liveness().isStopped() && seen.processes().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((seen.liveness().isUnknown()
                        ? "it is not proved that no process of it runs: "
                        : "a process of it runs: ")
                + seen.liveness().because());
    }

    /** Whether it is a copy of this very cluster, of the same form. Both files must have been read. */
    static List<String> againstIdentity(ControlData old, ControlData own) {
        List<String> against = new ArrayList<>();
        if (!old.systemIdentifier().equals(own.systemIdentifier())) {
            against.add("it is another cluster's: its system identifier is " + old.systemIdentifier()
                    + ", and the master's is " + own.systemIdentifier());
        }
        same("pg_control version", old.controlVersion(), own.controlVersion(), against);
        same("catalog version", old.catalogVersion(), own.catalogVersion(), against);
        same("size of a page of the log", old.walBlock(), own.walBlock(), against);
        same("size of a file of the log", old.walSegment(), own.walSegment(), against);
        return against;
    }

    private static void same(String what, OptionalInt old, OptionalInt own, List<String> against) {
        if (old.isEmpty() || own.isEmpty() || !Objects.equals(old, own)) {
            against.add("its " + what + " is " + shown(old) + ", and the master's is " + shown(own));
        }
    }

    private static String shown(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "not told";
    }

    /** What could not be read of the two control files. */
    static List<String> againstControl(JoinFacts facts) {
        List<String> against = new ArrayList<>();
        if (facts.old().control().isEmpty()) {
            against.add("its pg_control could not be read" + because(facts.old().note()));
        }
        if (facts.own().control().isEmpty()) {
            against.add("the master's pg_control could not be read"
                    + because(facts.own().note()));
        }
        return against;
    }

    /** The record of its latest checkpoint, as its own log has it. */
    static Optional<Entry> atCheckpoint(JoinFacts facts, ControlData old) {
        return first(facts.end()).filter(e -> e.at().equals(old.checkpoint()));
    }

    /** The first record that a reading of a log gave. */
    static Optional<Entry> first(WalReading log) {
        return log.records().flatMap(r -> r.records().stream().findFirst());
    }

    /** Another record in the master's log where its own has its latest checkpoint; empty where one of them could not be read. */
    static Optional<String> againstCheckpoint(JoinFacts facts, ControlData old) {
        Optional<Entry> own = atCheckpoint(facts, old);
        Optional<Entry> masters = first(facts.same());
        return own.isEmpty() || masters.isEmpty() || own.equals(masters)
                ? Optional.empty()
                : Optional.of("the master's log holds another record at " + old.checkpoint());
    }

    /** A missing entry is no reason: it is added. What was let in must be this cluster's master. */
    static List<String> againstLogin(JoinFacts facts) {
        if (facts.login() instanceof ReplicationLogin.Failed failed) {
            return List.of("a replication login from " + facts.at().host() + " to " + facts.master() + " failed: "
                    + failed.why());
        }
        if (!(facts.login() instanceof ReplicationLogin.Accepted accepted)) {
            return List.of();
        }
        List<String> against = new ArrayList<>();
        facts.own()
                .control()
                .filter(c -> !c.systemIdentifier().equals(accepted.systemIdentifier()))
                .ifPresent(c -> against.add("the server that a replication login from "
                        + facts.at().host() + " reaches has the system identifier "
                        + accepted.systemIdentifier() + ", and the master's is " + c.systemIdentifier()));
        if (facts.timeline().isPresent() && facts.timeline().getAsInt() != accepted.timeline()) {
            against.add("the server that a replication login from " + facts.at().host()
                    + " reaches writes timeline " + accepted.timeline() + ", and the master timeline "
                    + facts.timeline().getAsInt());
        }
        return against;
    }

    /** Where the master's history left the directory's timeline; why that is not known goes into the list. */
    static Optional<Lsn> fork(JoinFacts facts, ControlData old, List<String> against) {
        if (facts.timeline().isEmpty()) {
            against.add("which timeline the master writes is not known" + because(facts.historyNote()));
            return Optional.empty();
        }
        int now = facts.timeline().getAsInt();
        if (old.timeline() == now) {
            against.add("it is on timeline " + now + ", which the master itself writes: it was never left");
            return Optional.empty();
        }
        if (facts.history().isEmpty()) {
            against.add("the history of the master's timeline " + now + " could not be read"
                    + because(facts.historyNote()));
            return Optional.empty();
        }
        if (facts.history().get().timeline() != now) {
            against.add("the history that was read is that of timeline "
                    + facts.history().get().timeline() + ", and the master writes timeline " + now);
            return Optional.empty();
        }
        Optional<Lsn> fork = facts.history().get().leftAt(old.timeline());
        if (old.timeline() > now || fork.isEmpty()) {
            against.add("its timeline " + old.timeline() + " is not in the history of the master's timeline " + now);
            return Optional.empty();
        }
        return fork;
    }

    private static String because(String note) {
        return note.isEmpty() ? "" : ": " + note;
    }
}
