package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.inspect.UpstreamOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The server to start in a cluster without a master. It exists because the older of two directories can be started as well, and would be
 * a second master, or the only one without what was written since.
 *
 * <p>The highest timeline decides. {@code pg_control} has it only from the first checkpoint after a promotion on, so the timeline
 * histories in a server's log count too.
 */
final class NewestServer {

    /**
     * What is known of it.
     *
     * @param newest the server to start; empty if that can't be determined
     * @param words which one and which not, or why it can't be determined
     * @param unclear why it can't be determined; none where it is
     */
    record Finding(Optional<InstanceLocation> newest, String words, Objections unclear) {

        /** The same, and what was found before it. */
        Finding noting(Findings before) {
            return new Finding(newest, words, unclear.noting(before));
        }
    }

    private record Found(InstanceState server, ControlData control, int timeline, Optional<Upstream> follows) {

        InstanceLocation at() {
            return server.location();
        }

        boolean isStandby() {
            return server.role() == InstanceRole.STANDBY
                    || follows.isPresent()
                    || control.clusterState().contains("recovery");
        }

        @Override
        public String toString() {
            return at() + " (timeline " + timeline + ", '" + control.clusterState() + "'"
                    + (isStandby() ? ", a standby)" : ")");
        }
    }

    private static final Duration READ = Duration.ofSeconds(30);
    private static final int MOST_HISTORIES = 50;

    private NewestServer() {}

    /** Compares the directories of all known servers; none may be absent. */
    static Finding of(StepContext now) throws InterruptedException {
        return of(now, Optional.empty());
    }

    /**
     * Compares the directories of all known servers.
     *
     * @param gone why a directory that is absent is gone for good; empty where it may be one that is only not mounted
     */
    static Finding of(StepContext now, Optional<String> gone) throws InterruptedException {
        List<InstanceState> servers = now.state().instances();
        for (InstanceState server : servers) {
            boolean held = now.notes()
                    .heldFence()
                    .filter(h -> h.oldMaster().equals(server.location()))
                    .isPresent();
            if (!server.liveness().isStopped() && server.role() != InstanceRole.STANDBY && !held) {
                return notYet(
                        ReasonCode.NEWEST_MAY_RUN,
                        "which server is the newest can't be told: " + server.location()
                                + " is neither proved stopped nor a standby, and may be the master; let its host be"
                                + " reached, or fence it. Seen: "
                                + server.liveness().because());
            }
        }
        List<Sleeper.Task<Object>> reads = new ArrayList<>();
        servers.forEach(s -> reads.add(() -> read(s, now)));
        List<Found> found = new ArrayList<>();
        List<InstanceLocation> absent = new ArrayList<>();
        List<Optional<Object>> answers = now.sleeper().together(reads, READ);
        for (int i = 0; i < answers.size(); i++) {
            Object answer = answers.get(i).orElse("it was not read within " + READ.toSeconds() + " s");
            if (answer instanceof Found f) {
                found.add(f);
            } else if (!answer.equals(ABSENT)) {
                return notYet(
                        ReasonCode.NEWEST_UNREADABLE,
                        "which server is the newest can't be told: the directory of "
                                + servers.get(i).location() + " can't be read: " + answer);
            } else {
                absent.add(servers.get(i).location());
            }
        }
        return incomplete(servers, absent, gone, now)
                .orElseGet(() -> judged(found, now).noting(accepted(servers, absent, gone)));
    }

    /** A directory that is absent may be one that is not mounted; of one directory alone nothing says that it is the newest. */
    private static Optional<Finding> incomplete(
            List<InstanceState> servers, List<InstanceLocation> absent, Optional<String> gone, StepContext now) {
        Optional<InstanceLocation> last = now.notes().lastMaster().filter(absent::contains);
        if (last.isPresent()) {
            return Optional.of(unclear(
                    ReasonCode.NEWEST_ABSENT,
                    "which server is the newest can't be told: the directory of " + last.get()
                            + ", the last master seen, is absent on its host; mount or restore it, and no other server"
                            + " is started in its place"));
        }
        if (gone.isEmpty() && !absent.isEmpty()) {
            return Optional.of(unclear(
                    ReasonCode.NEWEST_ABSENT,
                    "which server is the newest can't be told: the directory of " + listed(absent)
                            + " is absent on its host, and may only be not mounted; mount it, or, if it is gone for"
                            + " good, write "
                            + CONSENT));
        }
        if (gone.isEmpty() && servers.size() == 1) {
            return Optional.of(unclear(
                    ReasonCode.NEWEST_ALONE,
                    "which server is the newest can't be told: "
                            + servers.get(0).location()
                            + " is the only known place, and another server may have been promoted since; name the"
                            + " standby's place in the ClusterSpec, or, if no other directory of this cluster is left,"
                            + " write " + CONSENT));
        }
        return Optional.empty();
    }

    /** What is not compared since the plan says that it is gone. */
    private static Findings accepted(
            List<InstanceState> servers, List<InstanceLocation> absent, Optional<String> gone) {
        return gone.filter(r -> !absent.isEmpty() || servers.size() == 1)
                .map(r -> Findings.warning(
                        absent.isEmpty()
                                ? servers.get(0).location()
                                        + " is the only known place, and counts as the newest, as the plan says (" + r
                                        + ")"
                                : "the directory of " + listed(absent)
                                        + " is absent, and gone for good, as the plan says (" + r + ")"))
                .orElse(Findings.none());
    }

    private static String listed(List<InstanceLocation> places) {
        return places.stream().map(InstanceLocation::toString).collect(Collectors.joining(" and of "));
    }

    private static final String ABSENT = "absent";
    private static final String CONSENT = "startMaster(s -> s.absentIsGone(\"why\"))";

    /** What a server's directory shows; why it can't be determined, else. */
    private static Object read(InstanceState server, StepContext now) throws InterruptedException {
        InstanceLocation at = server.location();
        DirectoryState there = now.inspection().ask(new DirectoryAt(at));
        if (there.presence() == DirectoryState.Presence.ABSENT) {
            return ABSENT;
        }
        if (there.control().isEmpty()) {
            return there.note();
        }
        try {
            int timeline = there.control().get().timeline();
            for (int n = 0; n < MOST_HISTORIES; n++) {
                Optional<Boolean> next = now.inspection()
                        .ask(new FileThere(at.host(), now.dialect().joining().historyFile(at, timeline + 1)));
                if (next.isEmpty()) {
                    return "its timeline histories can't be listed";
                }
                if (!next.get()) {
                    break;
                }
                timeline++;
            }
            return new Found(
                    server, there.control().get(), timeline, now.inspection().ask(new UpstreamOf(at)));
        } catch (GpFailoverException e) {
            return e.getMessage();
        }
    }

    private static Finding judged(List<Found> found, StepContext now) {
        String all = found.stream().map(Found::toString).collect(Collectors.joining("; "));
        if (found.stream().map(f -> f.control().systemIdentifier()).distinct().count() > 1) {
            return unclear(
                    ReasonCode.DIRECTORY_OF_OTHER_CLUSTER,
                    "the directories are not of one cluster, their system identifiers differ: " + all);
        }
        List<Found> masters = found.stream()
                .filter(f -> !f.isStandby())
                .sorted(Comparator.comparingInt(Found::timeline).reversed())
                .toList();
        if (masters.isEmpty()) {
            return unclear(ReasonCode.NO_MASTERS_DIRECTORY, "no directory of a master is found: " + all);
        }
        Found newest = masters.get(0);
        if (masters.size() > 1 && masters.get(1).timeline() == newest.timeline()) {
            return unclear(
                    ReasonCode.NEWEST_AMBIGUOUS,
                    "two directories of a master have the same timeline, so which one is the cluster is a person's"
                            + " decision: "
                            + all + "; retire the other's with .retireDataDirectory(host) once a master serves");
        }
        Optional<Found> ahead = found.stream()
                .filter(f -> f.isStandby() && f.timeline() > newest.timeline())
                .findFirst();
        if (ahead.isPresent()) {
            return unclear(
                    ReasonCode.NEWER_ELSEWHERE,
                    "a standby is on a higher timeline than every master's directory, so a newer master was somewhere"
                            + " else: "
                            + all + "; find that one first");
        }
        HostName other = found.stream()
                .filter(f -> f.server().role() == InstanceRole.STANDBY)
                .filter(f -> f.follows().filter(u -> !u.is(newest.at())).isPresent())
                .map(f -> f.at().host())
                .findFirst()
                .orElse(null);
        if (other != null) {
            return unclear(
                    ReasonCode.NEWER_ELSEWHERE,
                    "the standby on " + other + " follows another server than the newest one found: " + all);
        }
        Optional<InstanceLocation> last = now.notes().lastMaster();
        if (last.isPresent() && !last.get().equals(newest.at())) {
            return unclear(
                    ReasonCode.NEWEST_AMBIGUOUS,
                    "the last master seen was " + last.get() + ", but by timeline " + newest.at()
                            + " is the newest: which of them is the cluster is a person's decision: " + all);
        }
        String not = masters.stream()
                .skip(1)
                .map(f -> f + ", which is older: do NOT start that one")
                .collect(Collectors.joining("; "));
        return new Finding(
                Optional.of(newest.at()),
                "the newest is " + newest + (not.isEmpty() ? "" : "; not " + not),
                Objections.none());
    }

    private static Finding unclear(ReasonCode code, String why) {
        return new Finding(Optional.empty(), why, Objections.of(code, why));
    }

    /** What waiting may end: a host that can't be asked now. */
    private static Finding notYet(ReasonCode code, String why) {
        return new Finding(Optional.empty(), why, Objections.passing(code, why));
    }
}
