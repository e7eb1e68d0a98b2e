package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.fence.Survey;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What speaks for and against making a standby of a directory that is there. The hosts of both servers are asked side by side in two rounds,
 * since the cluster has no standby meanwhile; what could not be asked is said so in the answer.
 *
 * @param at the directory
 * @param master the master, as it was observed
 */
public record JoinFactsOf(InstanceLocation at, InstanceState master) implements Question<JoinFacts> {

    // The longest of them asks twice, each time no longer than its command's own timeout.
    private static final Duration ROUND = Duration.ofSeconds(35);
    private static final String LATE = "the question had not ended after " + ROUND.toSeconds() + " s";

    private record Survey(Optional<DirectorySurvey> read, String note) {}

    private record History(Optional<TimelineHistory> read, String note) {}

    @Override
    public JoinFacts ask(LiveInspection hosts) throws InterruptedException {
        InstanceLocation its = master.location();
        List<Optional<Object>> first = hosts.sleeper()
                .together(
                        List.<Sleeper.Task<Object>>of(
                                () -> survey(hosts),
                                () -> hosts.ask(new DirectoryAt(at)),
                                () -> hosts.ask(new DirectoryAt(its)),
                                () -> hosts.ask(new ReplicationLoginOn(at.host(), its))),
                        ROUND);
        Survey survey = (Survey) first.get(0).orElseGet(() -> new Survey(Optional.empty(), LATE));
        DirectoryState old = (DirectoryState) first.get(1).orElseGet(() -> DirectoryState.unknown(LATE));
        DirectoryState own = (DirectoryState) first.get(2).orElseGet(() -> DirectoryState.unknown(LATE));
        ReplicationLogin login = (ReplicationLogin) first.get(3).orElseGet(() -> new ReplicationLogin.Failed(LATE));
        OptionalInt timeline = timeline(master, login);
        List<Optional<Object>> second = hosts.sleeper()
                .together(
                        List.<Sleeper.Task<Object>>of(
                                () -> history(hosts, its, timeline),
                                () -> end(hosts, old),
                                () -> same(hosts, its, old, timeline)),
                        ROUND);
        History history = (History) second.get(0).orElseGet(() -> new History(Optional.empty(), LATE));
        return new JoinFacts(
                at,
                its,
                survey.read(),
                survey.note(),
                old,
                own,
                timeline,
                history.read(),
                history.note(),
                (WalReading) second.get(1).orElseGet(() -> WalReading.untold(LATE)),
                (WalReading) second.get(2).orElseGet(() -> WalReading.untold(LATE)),
                login);
    }

    private Survey survey(LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult said = hosts.run(at.host(), hosts.dialect().joining().survey(at));
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

    private History history(LiveInspection hosts, InstanceLocation its, OptionalInt timeline)
            throws InterruptedException {
        if (timeline.isEmpty()) {
            return new History(Optional.empty(), "the master did not tell its timeline, or two of them");
        }
        if (timeline.getAsInt() == 1) {
            return new History(Optional.empty(), "timeline 1 has none: it is the first");
        }
        String path = hosts.dialect().joining().historyFile(its, timeline.getAsInt());
        try {
            CommandResult said = hosts.run(its.host(), hosts.dialect().joining().read(path));
            return said.exitedZero()
                    ? new History(Optional.of(TimelineHistory.read(its.host(), timeline.getAsInt(), said.stdout())), "")
                    : new History(Optional.empty(), path + " on " + its.host() + ": " + said.lastLine());
        } catch (TransportException | UnreadableOutputException e) {
            return new History(Optional.empty(), e.getMessage());
        }
    }

    /** Two are asked for, so that one more than the last would be seen. */
    private WalReading end(LiveInspection hosts, DirectoryState old) throws InterruptedException {
        return old.control().isEmpty()
                ? WalReading.untold("where its latest checkpoint is was not told: " + old.note())
                : records(
                        hosts, at, old.control().get().timeline(), old.control().get(), 2);
    }

    /**
     * The log's file of the old timeline is on the new master until it is recycled; the first file of the new timeline begins as a copy
     * of it (a promotion in PostgreSQL's {@code xlog.c}).
     */
    private WalReading same(LiveInspection hosts, InstanceLocation its, DirectoryState old, OptionalInt timeline)
            throws InterruptedException {
        if (old.control().isEmpty()) {
            return WalReading.untold("which record is meant was not told");
        }
        ControlData control = old.control().get();
        WalReading first = records(hosts, its, control.timeline(), control, 1);
        // One that does not begin there may be what another timeline left in the file (recording j0).
        boolean found = first.records().stream()
                .flatMap(r -> r.records().stream())
                .anyMatch(r -> r.at().equals(control.checkpoint()));
        return found || timeline.isEmpty() || timeline.getAsInt() == control.timeline()
                ? first
                : records(hosts, its, timeline.getAsInt(), control, 1);
    }

    /** What stands at the latest checkpoint of some control data. */
    private WalReading records(LiveInspection hosts, InstanceLocation server, int timeline, ControlData from, int most)
            throws InterruptedException {
        if (from.walSegment().isEmpty()) {
            return WalReading.untold("how large the files of its log are was not told");
        }
        long segment = from.walSegment().getAsInt();
        try {
            // The programs search for a file that is not there during five seconds (PostgreSQL 15, run).
            String path = hosts.dialect().joining().walFile(server, timeline, from.checkpoint(), segment);
            if (!hosts.ask(new FileThere(server.host(), path)).orElse(true)) {
                return WalReading.untold(path + " on " + server.host() + " is not there");
            }
            String following = hosts.dialect()
                    .joining()
                    .walFile(server, timeline, from.checkpoint().plus(segment), segment);
            boolean next = hosts.dialect().walDumpGuessesSize()
                    && hosts.ask(new FileThere(server.host(), following)).orElse(false);
            CommandResult said = hosts.run(
                    server.host(),
                    hosts.dialect().joining().walRecords(server, timeline, from.checkpoint(), most, segment, next));
            return new WalReading(Optional.of(WalRecords.parse(server.host(), said)), "");
        } catch (TransportException | UnreadableOutputException e) {
            return WalReading.untold(e.getMessage());
        }
    }
}
