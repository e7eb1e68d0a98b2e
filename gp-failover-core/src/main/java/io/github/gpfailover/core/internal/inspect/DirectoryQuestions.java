package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The questions to two hosts about an existing directory that may become a standby. They are asked side by side in two rounds, since the
 * cluster has no standby meanwhile. What can't be asked is noted in the facts.
 */
final class DirectoryQuestions {

    // The longest of them asks twice, each time no longer than its command's own timeout.
    private static final Duration ROUND = Duration.ofSeconds(35);
    private static final String LATE = "the question had not ended after " + ROUND.toSeconds() + " s";

    /** One question of a round: what its answer gives to the facts, and what they hold when it does not end. */
    private record Survey(Optional<DirectorySurvey> read, String note) {}

    private record History(Optional<TimelineHistory> read, String note) {}

    private final Supplier<Dialect> words;
    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final LiveInspection inspection;

    DirectoryQuestions(
            Supplier<Dialect> words, CommandTransport transport, Sleeper sleeper, LiveInspection inspection) {
        this.words = words;
        this.transport = transport;
        this.sleeper = sleeper;
        this.inspection = inspection;
    }

    JoinFacts ask(InstanceLocation at, InstanceState server) throws InterruptedException {
        InstanceLocation master = server.location();
        List<Optional<Object>> first = sleeper.together(
                List.<Sleeper.Task<Object>>of(
                        () -> survey(at),
                        () -> inspection.directory(at),
                        () -> inspection.directory(master),
                        () -> login(at, master)),
                ROUND);
        Survey survey = (Survey) first.get(0).orElseGet(() -> new Survey(Optional.empty(), LATE));
        DirectoryState old = (DirectoryState) first.get(1).orElseGet(() -> DirectoryState.unknown(LATE));
        DirectoryState own = (DirectoryState) first.get(2).orElseGet(() -> DirectoryState.unknown(LATE));
        ReplicationLogin login = (ReplicationLogin) first.get(3).orElseGet(() -> new ReplicationLogin.Failed(LATE));
        OptionalInt timeline = timeline(server, login);
        List<Optional<Object>> second = sleeper.together(
                List.<Sleeper.Task<Object>>of(
                        () -> history(master, timeline), () -> end(at, old), () -> same(master, old, timeline)),
                ROUND);
        History history = (History) second.get(0).orElseGet(() -> new History(Optional.empty(), LATE));
        return new JoinFacts(
                at,
                master,
                survey.read(),
                survey.note(),
                old,
                own,
                timeline,
                history.read(),
                history.note(),
                (WalLook) second.get(1).orElseGet(() -> WalLook.untold(LATE)),
                (WalLook) second.get(2).orElseGet(() -> WalLook.untold(LATE)),
                login);
    }

    /**
     * How a master answers a receiver that comes from the host of a location; the directory itself need not be there.
     */
    ReplicationLogin login(InstanceLocation from, InstanceLocation master) throws InterruptedException {
        try {
            return ReplicationLogin.read(run(from.host(), joining().replicationIdentity(from, master)));
        } catch (TransportException e) {
            return new ReplicationLogin.Failed(e.getMessage());
        }
    }

    Optional<String> logDiffers(JoinFacts facts, Lsn fork) throws InterruptedException {
        Optional<ControlData> old = facts.old().control();
        if (old.isEmpty() || old.get().walSegment().isEmpty() || fork.position() == 0) {
            return Optional.of("the log before " + fork + " can't be compared: its pg_control does not tell its form");
        }
        int timeline = old.get().timeline();
        long segment = old.get().walSegment().getAsInt();
        List<Optional<String>> sums = sleeper.together(
                List.<Sleeper.Task<String>>of(
                        () -> sum(facts.at(), timeline, fork, segment),
                        () -> mastersSum(facts, timeline, fork, segment)),
                ROUND);
        String own = sums.get(0).orElse("");
        String masters = sums.get(1).orElse("");
        if (own.isEmpty() || masters.isEmpty()) {
            return Optional.of("the log before " + fork + " could not be read "
                    + (own.isEmpty() ? "in the directory" : "on the master") + ", so the two can't be compared");
        }
        return own.equals(masters)
                ? Optional.empty()
                : Optional.of("its log before " + fork + " is not the master's: the bytes there differ");
    }

    private String mastersSum(JoinFacts facts, int timeline, Lsn fork, long segment) throws InterruptedException {
        String first = sum(facts.master(), timeline, fork, segment);
        return first.isEmpty() && facts.timeline().isPresent()
                ? sum(facts.master(), facts.timeline().getAsInt(), fork, segment)
                : first;
    }

    /** What cksum says; empty if it does not say it of all bytes. */
    private String sum(InstanceLocation at, int timeline, Lsn fork, long segment) throws InterruptedException {
        Command question = joining().logBefore(at, timeline, fork, segment);
        String count = question.program().get(question.program().size() - 1);
        try {
            CommandResult said = run(at.host(), question);
            String text = said.stdout().strip();
            return said.exitedZero() && text.matches("[0-9]{1,10} " + count) ? text : "";
        } catch (TransportException e) {
            return "";
        }
    }

    private Survey survey(InstanceLocation at) throws InterruptedException {
        try {
            CommandResult said = run(at.host(), joining().survey(at));
            return new Survey(Optional.of(DirectorySurvey.parse(at.host(), said)), "");
        } catch (TransportException | UnreadableOutputException e) {
            return new Survey(Optional.empty(), e.getMessage());
        }
    }

    /** What two sources report differently is not known. */
    private static OptionalInt timeline(InstanceState server, ReplicationLogin login) {
        if (!(login instanceof ReplicationLogin.Accepted accepted)) {
            return server.timeline();
        }
        boolean differ = server.timeline().isPresent() && server.timeline().getAsInt() != accepted.timeline();
        return differ ? OptionalInt.empty() : OptionalInt.of(accepted.timeline());
    }

    private History history(InstanceLocation master, OptionalInt timeline) throws InterruptedException {
        if (timeline.isEmpty()) {
            return new History(Optional.empty(), "the master did not tell its timeline, or two of them");
        }
        if (timeline.getAsInt() == 1) {
            return new History(Optional.empty(), "timeline 1 has none: it is the first");
        }
        String path = joining().historyFile(master, timeline.getAsInt());
        try {
            CommandResult said = run(master.host(), joining().read(path));
            return said.exitedZero()
                    ? new History(
                            Optional.of(TimelineHistory.read(master.host(), timeline.getAsInt(), said.stdout())), "")
                    : new History(Optional.empty(), path + " on " + master.host() + ": " + said.lastLine());
        } catch (TransportException | UnreadableOutputException e) {
            return new History(Optional.empty(), e.getMessage());
        }
    }

    /** Two are asked for, so that one more than the last would be seen. */
    private WalLook end(InstanceLocation at, DirectoryState old) throws InterruptedException {
        return old.control().isEmpty()
                ? WalLook.untold("where its latest checkpoint is was not told: " + old.note())
                : records(at, old.control().get().timeline(), old.control().get(), 2);
    }

    /**
     * The log's file of the old timeline is on the new master until it is recycled; the first file of the new timeline begins as a copy
     * of it (a promotion in PostgreSQL's {@code xlog.c}).
     */
    private WalLook same(InstanceLocation master, DirectoryState old, OptionalInt timeline)
            throws InterruptedException {
        if (old.control().isEmpty()) {
            return WalLook.untold("which record is meant was not told");
        }
        ControlData control = old.control().get();
        WalLook first = records(master, control.timeline(), control, 1);
        // One that does not begin there may be what another timeline left in the file (recording j0).
        boolean found = first.records().stream()
                .flatMap(r -> r.records().stream())
                .anyMatch(r -> r.at().equals(control.checkpoint()));
        return found || timeline.isEmpty() || timeline.getAsInt() == control.timeline()
                ? first
                : records(master, timeline.getAsInt(), control, 1);
    }

    /** What stands at the latest checkpoint of some control data. */
    private WalLook records(InstanceLocation at, int timeline, ControlData from, int most) throws InterruptedException {
        if (from.walSegment().isEmpty()) {
            return WalLook.untold("how large the files of its log are was not told");
        }
        long segment = from.walSegment().getAsInt();
        try {
            // The programs search for a file that is not there during five seconds (PostgreSQL 15, run).
            String path = joining().walFile(at, timeline, from.checkpoint(), segment);
            if (!inspection.there(at.host(), path).orElse(true)) {
                return WalLook.untold(path + " on " + at.host() + " is not there");
            }
            String following = joining().walFile(at, timeline, from.checkpoint().plus(segment), segment);
            boolean next = words.get().walDumpGuessesSize()
                    && inspection.there(at.host(), following).orElse(false);
            CommandResult said =
                    run(at.host(), joining().walRecords(at, timeline, from.checkpoint(), most, segment, next));
            return new WalLook(Optional.of(WalRecords.parse(at.host(), said)), "");
        } catch (TransportException | UnreadableOutputException e) {
            return WalLook.untold(e.getMessage());
        }
    }

    private JoinCommands joining() {
        return words.get().joining();
    }

    private CommandResult run(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command);
    }
}
