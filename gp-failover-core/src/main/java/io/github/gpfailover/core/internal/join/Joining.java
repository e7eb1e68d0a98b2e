package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.ReplicationLoginOn;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.AddStandby.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The making of a standby out of a directory that was proved fit: enter it into the catalog, mark it, start it, prove it again, and take it
 * all back if that fails. It exists so that a broken execution can be continued: what is done already is not done again.
 */
public final class Joining {

    // The kernel's text in English, which each command is asked for.
    private static final String FULL = "No space left on device";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration MOST_RESERVE = Duration.ofSeconds(45);
    // The two rounds of questions to a directory, and a little more.
    private static final Duration REPEATED = Duration.ofSeconds(75);
    private static final int LONGEST_DBID = 5;
    private static final int LOOKS = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final InstanceLocation at;
    private final InstanceState master;
    private final ClusterState state;
    private final StepContext now;
    private final Dialect words;
    private final JoinFiles files;
    private Optional<String> noSpace = Optional.empty();

    /**
     * Prepares.
     *
     * @param at the directory's location
     * @param state what was observed last, with the master that it is to follow
     */
    public Joining(InstanceLocation at, ClusterState state, StepContext now) {
        this.at = at;
        this.state = state;
        this.master = state.master().orElseThrow();
        this.now = now;
        this.words = now.dialect();
        this.files = new JoinFiles(at, now);
    }

    /** The commands that it will send if nothing comes in between, for the preview. */
    public List<HostCommand> foreseen(JoinDecision choice) throws InterruptedException {
        List<HostCommand> all =
                new ArrayList<>(letIn(choice.facts().orElseThrow().login()));
        if (choice.strategy() == Strategy.REWIND) {
            all.addAll(new Rewinding(at, master, now, files).foreseen(choice));
        }
        Optional<CatalogRow> row = row(state);
        if (row.isEmpty()) {
            all.add(new HostCommand(master.location().host(), words.joining().enter(master.location(), at)));
        }
        int next = state.catalog().stream().mapToInt(CatalogRow::dbid).max().orElse(0) + 1;
        all.addAll(marking(row.map(CatalogRow::dbid).orElse(next)));
        all.add(start());
        return all;
    }

    /** Does it. Gives how it failed, after everything was taken back as far as it could be; empty if the standby is proved. */
    public Optional<String> join(JoinDecision choice, Actions actions) throws InterruptedException {
        now.notes().joining(at, choice.strategy());
        Optional<String> failed;
        try {
            failed = attempt(choice, actions);
        } catch (TransportException | UnreadableOutputException e) {
            failed = Optional.of(e.getMessage());
        } catch (StoppedException e) {
            actions.remark(unproved(choice.strategy()));
            throw e;
        }
        if (noSpace.isPresent()) {
            failed = noSpace;
            putBack(actions);
        }
        if (failed.isEmpty()) {
            now.notes().whole();
            now.notes().joiningEnded();
        } else if (takenBack(choice.strategy(), actions)) {
            now.notes().joiningEnded();
        }
        return failed;
    }

    /** Where a disk was full, so that another strategy would fail too; empty if none was seen to be. */
    public Optional<String> noSpace() {
        return noSpace;
    }

    /** Leaves the directory's files as they were. */
    private void putBack(Actions actions) throws InterruptedException {
        try {
            for (HostCommand c : files.back(words.promotedMarker(), files.wanted(master.location(), 1))) {
                tried(c, actions);
            }
        } catch (TransportException | UnreadableOutputException e) {
            actions.remark("the files in " + at + " that were replaced could not be put back: " + e.getMessage());
        }
    }

    private boolean takenBack(Strategy way, Actions actions) throws InterruptedException {
        boolean all = false;
        try {
            all = takeBack(actions);
        } finally {
            if (!all) {
                actions.remark(unproved(way));
            }
        }
        return all;
    }

    private String unproved(Strategy way) {
        return "a standby at " + at + " was begun by " + way
                + " and neither proved nor taken back: its server, or pg_rewind, may run there, and the catalog may"
                + " name it; resume this execution, or inspect it by hand, before it is used";
    }

    /** Takes back what an execution that was broken off has begun. */
    public void abandon(Actions actions) throws InterruptedException {
        if (takeBack(actions)) {
            now.notes().joiningEnded();
        }
    }

    private Optional<String> attempt(JoinDecision choice, Actions actions) throws InterruptedException {
        boolean runs = runs(choice.strategy());
        if (!runs) {
            Optional<String> barred = access(choice.facts().orElseThrow().login(), actions);
            if (barred.isPresent()) {
                return barred;
            }
            if (choice.strategy() == Strategy.REWIND) {
                Optional<String> failed = new Rewinding(at, master, now, files).rewind(choice, actions);
                if (failed.isPresent()) {
                    return failed;
                }
            }
        }
        Duration quarter = actions.left().dividedBy(4);
        Duration reserve = quarter.compareTo(MOST_RESERVE) < 0 ? quarter : MOST_RESERVE;
        int dbid = row(state).map(CatalogRow::dbid).orElse(0);
        if (dbid == 0) {
            dbid = enter(actions);
        }
        if (dbid == 0) {
            return Optional.of("the master did not enter the standby into its catalog");
        }
        if (!runs) {
            for (HostCommand c : marking(dbid)) {
                run(c, actions);
                if (noSpace.isPresent()) {
                    return noSpace;
                }
            }
            Optional<String> changed = changed(choice.strategy(), dbid, actions);
            if (changed.isPresent()) {
                return changed;
            }
            actions.progress("starting " + at + " as a standby");
            run(start(), actions);
        }
        if (runs && files.wrong(List.of(words.joining().dbid(dbid))).isPresent()) {
            return Optional.of("it runs with another dbid than the catalog's " + dbid);
        }
        return new StandbyVerification(at, master, dbid, reserve, choice.fork(), segment(choice)).await(now, actions);
    }

    /** How large the files of the master's log are, as far as that was read for the proof. */
    private static OptionalInt segment(JoinDecision choice) {
        return choice.facts()
                .flatMap(f -> f.own().control())
                .map(ControlData::walSegment)
                .orElse(OptionalInt.empty());
    }

    /** Whether the standby itself was seen to run; while a rewind may go on, what is there may be that. */
    private boolean runs(Strategy way) {
        boolean rewinds = way == Strategy.REWIND && now.notes().isBroken(at);
        return state.instance(at)
                .filter(i -> rewinds
                        ? i.role() == InstanceRole.STANDBY || i.role() == InstanceRole.TRANSIENT
                        : !i.liveness().isStopped())
                .isPresent();
    }

    /**
     * What was proved must hold right before the start: nobody keeps others from the directory, or from the master. What was written must
     * stand there.
     */
    private Optional<String> changed(Strategy way, int dbid, Actions actions) throws InterruptedException {
        ClusterState seen = now.observeAgain();
        Optional<InstanceState> serves = seen.master()
                .filter(m ->
                        m.location().equals(master.location()) && m.timeline().equals(master.timeline()));
        if (serves.isEmpty()) {
            return Optional.of("right before the start, the master at " + master.location()
                    + " was not seen to serve its timeline: " + seen.summary());
        }
        Optional<InstanceState> server = seen.instance(at);
        List<Optional<Object>> read = now.sleeper()
                .together(
                        List.<Sleeper.Task<Object>>of(
                                () -> files.wrong(files.wanted(master.location(), dbid))
                                        .map(f -> f.name() + " in " + at + " does not hold what it was to hold")
                                        .orElse(""),
                                () -> now.inspection().ask(new JoinFactsOf(at, serves.get()))),
                        REPEATED);
        if (read.contains(Optional.empty())) {
            return Optional.of("right before the start, what was proved could not be asked again within "
                    + REPEATED.toSeconds() + " s");
        }
        String unmarked = (String) read.get(0).get();
        if (!unmarked.isEmpty()) {
            return Optional.of(unmarked);
        }
        JoinFacts facts = (JoinFacts) read.get(1).get();
        List<String> against = way == Strategy.FOLLOW
                ? FollowProof.of(facts, server).against()
                : new Rewinding(at, master, now, files).against(facts, server, actions);
        return against.isEmpty()
                ? Optional.empty()
                : Optional.of("right before the start, what was proved is no longer so: " + String.join("; ", against));
    }

    /** Lets the standby's receiver in where {@code pg_hba.conf} has no entry for it. */
    private Optional<String> access(ReplicationLogin login, Actions actions) throws InterruptedException {
        for (HostCommand c : letIn(login)) {
            run(c, actions);
        }
        if (login instanceof ReplicationLogin.NoEntry entry) {
            actions.warn("pg_hba.conf of the master on " + master.location().host() + " lets a receiver in from "
                    + entry.address() + " now, as gpinitstandby would have it: "
                    + words.joining().accessLine(entry.address()));
        }
        ReplicationLogin then = login instanceof ReplicationLogin.NoEntry
                ? now.inspection().ask(new ReplicationLoginOn(at.host(), master.location()))
                : login;
        return then instanceof ReplicationLogin.Accepted
                ? Optional.empty()
                : Optional.of("the master does not let a standby's receiver in from " + at.host() + ": "
                        + (then instanceof ReplicationLogin.Failed f
                                ? f.why()
                                : "its pg_hba.conf has no entry for it"));
    }

    private List<HostCommand> letIn(ReplicationLogin login) throws InterruptedException {
        if (!(login instanceof ReplicationLogin.NoEntry entry)) {
            return List.of();
        }
        InstanceLocation at = master.location();
        String path = at.dataDirectory().file(JoinCommands.ACCESS_FILE);
        String line = words.joining().accessLine(entry.address());
        boolean there = now.inspection()
                .ask(new FileText(at.host(), path))
                .filter(t -> t.lines().anyMatch(l -> same(l, line)))
                .isPresent();
        List<HostCommand> all = new ArrayList<>();
        if (!there) {
            all.add(new HostCommand(at.host(), words.joining().append(path, "\n" + line + "\n")));
        }
        all.add(new HostCommand(at.host(), words.joining().reload(at)));
        return all;
    }

    private static boolean same(String line, String wanted) {
        return List.of(line.strip().split("\\s+")).equals(List.of(wanted.split(" ")));
    }

    /** Enters it into the catalog; 0 if it is not there afterwards. */
    private int enter(Actions actions) throws InterruptedException {
        try {
            CommandResult said = run(
                    new HostCommand(master.location().host(), words.joining().enter(master.location(), at)), actions);
            String text = said.stdout().strip();
            boolean plain = !text.isEmpty()
                    && text.length() <= LONGEST_DBID
                    && text.chars().allMatch(c -> c >= '0' && c <= '9');
            if (said.exitedZero() && plain) {
                return Integer.parseInt(text);
            }
        } catch (TransportException e) {
            actions.remark(e.getMessage());
        }
        // What was answered got lost, or was no dbid: the catalog has it, if need be a moment later.
        for (int look = 0; look < LOOKS; look++) {
            Optional<CatalogRow> row = row(now.observeAgain());
            if (row.isPresent()) {
                return row.get().dbid();
            }
            actions.pause(BETWEEN_LOOKS);
        }
        return 0;
    }

    private Optional<CatalogRow> row(ClusterState state) {
        return state.standby().filter(r -> r.location().equals(at));
    }

    private List<HostCommand> marking(int dbid) throws InterruptedException {
        return files.toward(words.promotedMarker(), files.wanted(master.location(), dbid));
    }

    private HostCommand start() {
        return new HostCommand(at.host(), words.start(at, START));
    }

    /** Stops what was started, and takes the catalog's row back; says whether nothing of it is left. */
    private boolean takeBack(Actions actions) throws InterruptedException {
        ClusterState seen = now.observeAgain();
        boolean started =
                seen.instance(at).filter(i -> !i.liveness().isStopped()).isPresent();
        boolean stopped = !started;
        if (started) {
            tried(new HostCommand(at.host(), words.stop(at, Dialect.StopMode.FAST, STOP)), actions);
            stopped = now.observeOnly(at).liveness().isStopped();
        }
        // A server that runs on without a row would stream on, seen by nobody: then the catalog goes on naming it.
        if (stopped && row(seen).isPresent()) {
            tried(
                    new HostCommand(master.location().host(), words.removeStandbyFromCatalog(master.location())),
                    actions);
        }
        if (!started && seen.master().isPresent() && row(seen).isEmpty()) {
            return true;
        }
        return nothingLeft(now.observeAgain(), at);
    }

    /**
     * Whether an observation shows that another standby can be made at a location: no row of any, and no server there.
     */
    public static boolean nothingLeft(ClusterState seen, InstanceLocation at) {
        return seen.master().isPresent()
                && seen.standby().isEmpty()
                && seen.instance(at).filter(i -> i.liveness().isStopped()).isPresent();
    }

    private void tried(HostCommand command, Actions actions) throws InterruptedException {
        try {
            run(command, actions);
        } catch (TransportException e) {
            actions.remark(e.getMessage());
        }
    }

    private CommandResult run(HostCommand command, Actions actions) throws InterruptedException {
        CommandResult said = actions.run(command);
        if (!said.exitedZero()) {
            actions.remark("'" + command.command() + "' on " + command.host() + " ended with " + said.exitText() + ": "
                    + said.lastLine());
        }
        if (said.stderr().contains(FULL) || said.stdout().contains(FULL)) {
            noSpace = Optional.of("no space left on " + command.host() + ", seen at '" + command.command()
                    + "'; the directory was left as it was, and is not copied for want of space");
        }
        return said;
    }
}
