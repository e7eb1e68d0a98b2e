package io.github.gpfailover.core.internal.loss;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.LossCommands;
import io.github.gpfailover.core.internal.inspect.Silences;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.core.internal.process.SegmentServers;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.core.internal.text.TransactionLog;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The questions of a promotion that nothing cleanly proves: to the standby's log, to all primaries, and to the dead master's log where its
 * host answers. All of it ends by one deadline, and what does not wait for another answer is asked side by side, since nobody serves
 * meanwhile.
 */
public final class LossInquiry {

    private static final Duration ALL = Duration.ofSeconds(25);
    private static final Duration LAST = Duration.ofMillis(500);
    private static final long SEGMENT = 64L << 20;
    private static final long FIRST_WINDOW = 1 << 20;
    private static final int AT_ONCE = 48;
    private static final int FILES_BACK = 8;
    private static final String LATE = " gave no answer in time";
    private static final String NO_SEGMENT = "unrecognized configuration parameter \"gp_contentid\"";

    private final CommandTransport transport;
    private final LossCommands commands;
    private final Sleeper sleeper;
    private final long end;
    /** Whether a command was not answered by a host that can be connected to. */
    private final AtomicBoolean unanswered = new AtomicBoolean();

    /** Makes one, whose time begins now. */
    public LossInquiry(CommandTransport transport, LossCommands commands, Sleeper sleeper) {
        this.transport = transport;
        this.commands = commands;
        this.sleeper = sleeper;
        this.end = sleeper.nanoTime() + ALL.toNanos();
    }

    /**
     * A log, or why it could not be read.
     *
     * @param silent whether no answer came, so that the next question may get one
     */
    public record Read(Optional<TransactionLog> log, String fault, boolean silent) {

        /** One that did not come in time. */
        public static Read late() {
            return new Read(Optional.empty(), "it" + LATE, true);
        }

        static Read failed(String why) {
            return new Read(Optional.empty(), why, false);
        }
    }

    /** How a server of a segment answered that is no acting primary. */
    private enum Otherwise {
        /** As a mirror. */
        MIRROR,
        /** As something that is no segment. */
        NO_SEGMENT,
        /** Its host answered that nothing listens there. */
        DOWN,
        /** It can't, or its answer is not understood. */
        NOT_KNOWN
    }

    private record Asked(InstanceLocation at, Optional<SegmentReply> reply, Otherwise otherwise, String fault) {}

    private record Found(List<InstanceLocation> servers, Optional<String> fault) {}

    /**
     * What the primaries answered.
     *
     * @param replies those that act
     * @param silent what could not be asked
     * @param contents the contents that must answer; empty where nobody reported them
     */
    public record Primaries(List<SegmentReply> replies, List<String> silent, Set<Integer> contents) {

        /** Copies the parts. */
        public Primaries {
            replies = List.copyOf(replies);
            silent = List.copyOf(silent);
            contents = Set.copyOf(contents);
        }

        /** What is known where nobody was asked. */
        public static Primaries unasked() {
            return new Primaries(List.of(), List.of("the segments" + LATE), Set.of());
        }
    }

    /** Asks two things that do not wait for each other; what is late is given as such. */
    public <A, B> Both<A, B> both(Sleeper.Task<A> one, A oneLate, Sleeper.Task<B> other, B otherLate)
            throws InterruptedException {
        // What asks further within ends by itself, and reports who was late.
        List<Optional<Object>> told =
                sleeper.together(List.<Sleeper.Task<Object>>of(one::run, other::run), left().plus(LAST));
        @SuppressWarnings("unchecked") // Each task's answer is of its own type.
        Both<A, B> both =
                new Both<>((A) told.get(0).orElse(oneLate), (B) told.get(1).orElse(otherLate));
        return both;
    }

    /** Two answers. */
    public record Both<A, B>(A one, B other) {}

    private Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, end - sleeper.nanoTime()));
    }

    /**
     * Reads the end of the standby's log, which it replays to its end at a promotion.
     *
     * @param replayed how far it has replayed, so that a log that seems to end before is not taken for whole
     * @param whole whether to go back as far as its last checkpoint instead of a little
     */
    public Read standby(InstanceLocation standby, ControlData control, Lsn replayed, boolean whole)
            throws InterruptedException {
        int timeline = Math.max(
                control.timeline(),
                control.recoversToTimeline().isPresent()
                        ? control.recoversToTimeline().getAsInt()
                        : 0);
        Lsn file = fileBefore(replayed);
        Lsn redo = control.redo().orElse(control.checkpoint());
        Lsn from = later(file, back(replayed, FIRST_WINDOW));
        Read read = read(standby, timeline, from, replayed, true);
        boolean none =
                read.log().isPresent() && SegmentProof.decided(read.log().get()).isEmpty();
        if (!none && !whole) {
            return read;
        }
        // The file of the last checkpoint is there: a start of the standby needs it.
        Lsn oldest = timeline == control.timeline() && redo.compareTo(file) < 0 ? fileOf(redo) : file;
        return read(standby, timeline, oldest, replayed, true);
    }

    /**
     * Reads what the dead master's log holds beyond the standby's: from where the last record begins that the standby has.
     *
     * @param own the standby and what its pg_control says, for what it has of a commit that names nothing
     */
    public LossVerdict oldMaster(
            InstanceLocation old,
            ControlData control,
            TransactionLog standby,
            Lsn replayed,
            Map.Entry<InstanceLocation, ControlData> own)
            throws InterruptedException {
        Lsn from = standby.last().orElse(replayed);
        Read read = read(old, control.timeline(), from, control.checkpoint(), false);
        if (read.log().isEmpty()) {
            return new LossVerdict.NotTold(List.of("the log of " + old + ": " + read.fault()), read.silent());
        }
        TransactionLog log = read.log().get();
        List<TransactionLog.Entry> nothing = new BareCommits(transport, commands, sleeper, own.getKey(), own.getValue())
                .changedNothing(OldMasterProof.bare(log, standby), standby, control.timeline(), left());
        return OldMasterProof.judge(old, log, standby, nothing);
    }

    /** Asks the primaries who they are, which waits for no log. */
    public Primaries primaries(List<CatalogRow> catalog, List<HostName> hosts, Set<InstanceLocation> others)
            throws InterruptedException {
        List<String> silent = new ArrayList<>();
        Set<Integer> contents = new TreeSet<>();
        Set<InstanceLocation> places = new LinkedHashSet<>();
        if (catalog.isEmpty()) {
            if (hosts.isEmpty()) {
                return new Primaries(
                        List.of(),
                        List.of("no segment is known: neither did a master tell its catalog, nor does the cluster's"
                                + " specification name segment hosts"),
                        Set.of());
            }
            for (Found found : together(
                    hosts, h -> h, h -> () -> servers(h, others), h -> new Found(List.of(), Optional.of(h + LATE)))) {
                places.addAll(found.servers());
                found.fault().ifPresent(silent::add);
            }
        } else {
            catalog.forEach(r -> {
                places.add(r.location());
                contents.add(r.content());
            });
        }
        List<Asked> asked = together(
                List.copyOf(places),
                InstanceLocation::host,
                p -> () -> ask(p),
                p -> new Asked(p, Optional.empty(), Otherwise.NOT_KNOWN, "the segment at " + p + LATE));
        List<SegmentReply> replies =
                asked.stream().flatMap(a -> a.reply().stream()).toList();
        for (Asked one : asked) {
            boolean covered = one.reply().isPresent()
                    || one.otherwise() == Otherwise.MIRROR
                    || one.otherwise() == Otherwise.NO_SEGMENT
                    || (one.otherwise() == Otherwise.DOWN && coveredByOther(one.at(), catalog, replies));
            if (!covered) {
                silent.add(one.fault());
            }
        }
        if (catalog.isEmpty()) {
            silent.addAll(uncounted(asked, replies));
        }
        return new Primaries(replies, silent, contents);
    }

    /** Reads the ends of the primaries' logs, and compares. */
    public LossVerdict segments(TransactionLog standby, Primaries asked) throws InterruptedException {
        Set<String> decided = SegmentProof.decided(standby);
        List<SegmentProof.Told> told = together(
                asked.replies(),
                r -> r.at().host(),
                r -> () -> tail(r, decided),
                r -> new SegmentProof.Told(r, Optional.empty(), "its log" + LATE));
        LossVerdict verdict = SegmentProof.judge(standby, told, asked.silent(), asked.contents());
        return verdict instanceof LossVerdict.NotTold not && unanswered.get()
                ? new LossVerdict.NotTold(not.why(), true)
                : verdict;
    }

    /** Whether no answer came; noted where the host is there, since the next question may get one. */
    private boolean silent(GpFailoverException e) {
        boolean silent = e instanceof TransportException t && Silences.mayBeSilence(t);
        if (silent && !Silences.isSilence((TransportException) e)) {
            unanswered.set(true);
        }
        return silent;
    }

    // Without a catalog, only what the segments' own tables are spread over shows how many contents there are.
    private static List<String> uncounted(List<Asked> asked, List<SegmentReply> replies) {
        List<String> why = new ArrayList<>();
        long mirrors =
                asked.stream().filter(a -> a.otherwise() == Otherwise.MIRROR).count();
        if (mirrors > replies.size()) {
            why.add(mirrors + " mirrors were found and " + replies.size()
                    + " acting primaries: a primary does not run, and what it had is not known");
        }
        int told = replies.stream().mapToInt(SegmentReply::contents).max().orElse(0);
        int seen = replies.stream().mapToInt(r -> r.content() + 1).max().orElse(0);
        if (told < seen) {
            why.add(
                    "how many contents the cluster has is not known: the database that is logged in to has no table over all"
                            + " of them; name one that has in the cluster's specification, or let an engine observe the cluster"
                            + " before");
        }
        return why;
    }

    // The other server of its content answered as the primary, and nothing listens at this one.
    private static boolean coveredByOther(InstanceLocation at, List<CatalogRow> catalog, List<SegmentReply> replies) {
        return catalog.stream()
                .filter(r -> r.location().equals(at))
                .anyMatch(r -> replies.stream().anyMatch(p -> p.content() == r.content()));
    }

    private Found servers(HostName host, Set<InstanceLocation> others) throws InterruptedException {
        try {
            CommandResult ps = transport.execute(host, ProcessTable.QUESTION);
            ProcessTable table = ProcessTable.parse(host, ps.stdout());
            return table.whole(ps)
                    ? new Found(SegmentServers.of(host, table, others), Optional.empty())
                    : new Found(List.of(), Optional.of("the processes of " + host + " could not be listed"));
        } catch (GpFailoverException e) {
            silent(e);
            return new Found(List.of(), Optional.of(host + " could not be asked: " + e.getMessage()));
        }
    }

    private Asked ask(InstanceLocation at) throws InterruptedException {
        try {
            CommandResult said = transport.execute(at.host(), commands.askSegment(at));
            if (said.exitedZero()) {
                return new Asked(at, Optional.of(SegmentReply.parse(at, said.stdout())), Otherwise.NOT_KNOWN, "");
            }
            return new Asked(
                    at, Optional.empty(), otherwise(said.stderr()), "the segment at " + at + ": " + said.lastLine());
        } catch (GpFailoverException e) {
            silent(e);
            return new Asked(at, Optional.empty(), Otherwise.NOT_KNOWN, "the segment at " + at + ": " + e.getMessage());
        }
    }

    private static Otherwise otherwise(String stderr) {
        if (stderr.contains(NO_SEGMENT)) {
            // A PostgreSQL of somebody else's.
            return Otherwise.NO_SEGMENT;
        }
        return switch (LoginRefusal.parse(stderr).kind()) {
            case STANDBY -> Otherwise.MIRROR;
            case NO_SERVER -> Otherwise.DOWN;
            default -> Otherwise.NOT_KNOWN;
        };
    }

    // Goes back until the tail shows a transaction that the standby knows.
    private SegmentProof.Told tail(SegmentReply segment, Set<String> decided) throws InterruptedException {
        Read read = Read.failed("it was not read");
        for (Lsn from : windows(segment)) {
            Read wider = read(segment.at(), segment.timeline(), from, segment.end(), true);
            if (wider.log().isEmpty()) {
                return new SegmentProof.Told(segment, read.log(), wider.fault());
            }
            read = wider;
            if (SegmentTail.of(read.log().get(), decided).known().isPresent() || sleeper.nanoTime() > end) {
                break;
            }
        }
        return new SegmentProof.Told(segment, read.log(), read.fault());
    }

    private static List<Lsn> windows(SegmentReply segment) {
        Lsn file = fileBefore(segment.end());
        Set<Lsn> windows = new LinkedHashSet<>();
        windows.add(later(file, back(segment.end(), FIRST_WINDOW)));
        windows.add(file);
        Lsn oldest = file;
        for (int i = 0; i < FILES_BACK && hasBefore(segment, oldest); i++) {
            oldest = back(oldest, SEGMENT);
            if (i == 0) {
                windows.add(oldest);
            }
        }
        windows.add(oldest);
        return List.copyOf(windows);
    }

    private static boolean hasBefore(SegmentReply segment, Lsn file) {
        if (file.position() < SEGMENT) {
            return false;
        }
        long number = file.position() / SEGMENT - 1;
        long each = (1L << 32) / SEGMENT;
        return segment.files()
                .contains(String.format("%08X%08X%08X", segment.timeline(), number / each, number % each));
    }

    private Read read(InstanceLocation at, int timeline, Lsn from, Lsn atLeast, boolean transactions)
            throws InterruptedException {
        try {
            CommandResult dump = transport.execute(at.host(), commands.records(at, timeline, from, transactions));
            TransactionLog log = TransactionLog.parse(at.host(), dump);
            return log.reached().compareTo(atLeast) < 0
                    ? Read.failed("it could be read up to " + log.reached() + " only, and goes to " + atLeast
                            + " at least: " + dump.lastLine())
                    : new Read(Optional.of(log), "", false);
        } catch (GpFailoverException e) {
            return new Read(Optional.empty(), String.valueOf(e.getMessage()), silent(e));
        }
    }

    /** Asks side by side: all hosts, and so many servers of each at a time. Who is late is reported as such. */
    private <X, T> List<T> together(
            List<X> of, Function<X, HostName> host, Function<X, Sleeper.Task<T>> task, Function<X, T> late)
            throws InterruptedException {
        Map<HostName, Integer> counted = new HashMap<>();
        List<List<X>> rounds = new ArrayList<>();
        for (X one : of) {
            int round = (counted.merge(host.apply(one), 1, Integer::sum) - 1) / AT_ONCE;
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(one);
        }
        List<T> all = new ArrayList<>();
        for (List<X> round : rounds) {
            List<Optional<T>> answers =
                    sleeper.together(round.stream().map(task).toList(), left());
            for (int i = 0; i < round.size(); i++) {
                X one = round.get(i);
                all.add(answers.get(i).orElseGet(() -> late.apply(one)));
            }
        }
        return all;
    }

    private static Lsn fileBefore(Lsn position) {
        return fileOf(new Lsn(Math.max(0, position.position() - 1)));
    }

    private static Lsn fileOf(Lsn position) {
        return new Lsn(position.position() / SEGMENT * SEGMENT);
    }

    private static Lsn back(Lsn position, long bytes) {
        return new Lsn(Math.max(0, position.position() - bytes));
    }

    private static Lsn later(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
