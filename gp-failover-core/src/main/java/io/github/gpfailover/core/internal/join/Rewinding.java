package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.RewindOutput;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The run of {@code pg_rewind} that brings a directory back to the fork, as a job on its host. It exists apart because from the moment at which the
 * program begins to copy, the directory is broken until it has ended well.
 */
public final class Rewinding {

    /** The line of pg_rewind in a directory's label (pg_rewind.c, createBackupLabel). */
    private static final String LABEL = "BACKUP METHOD: pg_rewind";

    private static final Duration CHECKPOINT = Duration.ofMinutes(5);

    private final InstanceLocation at;
    private final InstanceState master;
    private final StepContext now;
    private final Dialect words;
    private final JoinFiles files;

    Rewinding(InstanceLocation at, InstanceState master, StepContext now, JoinFiles files) {
        this.at = at;
        this.master = master;
        this.now = now;
        this.words = now.dialect();
        this.files = files;
    }

    /** The commands that it will send. */
    List<HostCommand> foreseen(JoinDecision choice) throws InterruptedException {
        List<HostCommand> all = new ArrayList<>(before(choice.facts().orElseThrow()));
        all.add(rewind(Duration.ofHours(1)));
        String mark = JoinCommands.rewindMarkPath(at);
        all.add(new HostCommand(at.host(), words.rename(mark, files.asideName(mark))));
        return all;
    }

    /** Does it; gives how it failed, empty if the directory is on the master's history. */
    Optional<String> rewind(JoinDecision choice, Actions actions) throws InterruptedException {
        if (!now.notes().isBroken(at)) {
            for (HostCommand c : before(choice.facts().orElseThrow())) {
                CommandResult said = actions.run(c);
                if (!said.exitedZero()) {
                    return Optional.of("'" + c.command() + "' on " + c.host() + " ended with " + said.exitText() + ": "
                            + said.lastLine());
                }
            }
        }
        actions.progress("rewinding " + at + " to where its history left that of the master");
        boolean begunBefore = now.notes().isBroken(at);
        // Before it is sent: whatever comes then, the directory may be half of each.
        now.notes().broken(at);
        JobRunner.End ended;
        try {
            // One job for one execution and step: a resumed execution finds it again.
            ended = actions.runAsJob(
                    now.executionId() + "-rewind-" + now.number(),
                    rewind(Duration.ofSeconds(Math.max(1, actions.left().toSeconds()))),
                    (out, err) -> told(out, err, actions));
        } catch (StoppedException e) {
            if (!begunBefore) {
                now.notes().whole();
            }
            throw e;
        } catch (GpFailoverException e) {
            // It may go on, or begin yet: nobody may touch the directory before that is known.
            throw new UnendedException(at.host() + ": whether pg_rewind still works on " + at
                    + " could not be learned: " + e.getMessage());
        }
        if (ended instanceof JobRunner.End.NeverRan never) {
            if (!begunBefore) {
                now.notes().whole();
                unmark(actions);
            }
            return Optional.of("pg_rewind did not run: " + never.why());
        }
        if (ended instanceof JobRunner.End.Broken broken) {
            return Optional.of("how pg_rewind ended is not known: " + broken.why());
        }
        CommandResult end = ((JobRunner.End.Ended) ended).result();
        RewindOutput said = RewindOutput.read(end.stdout(), end.stderr());
        if (said.notNeeded()) {
            // It goes by timelines and positions alone, and those don't make following right. It has written nothing.
            now.notes().whole();
            unmark(actions);
            return Optional.of("pg_rewind found nothing to take back, though following is not proved right");
        }
        if (!said.done()) {
            return Optional.of("pg_rewind ended with " + end.exitText() + ": "
                    + said.problem().orElseGet(end::lastLine));
        }
        Optional<String> odd = onHistory(actions);
        if (odd.isEmpty()) {
            actions.warn("pg_rewind took back what the old master on " + at.host() + " had written past "
                    + said.diverged().or(choice::fork).map(Lsn::toString).orElse("the fork")
                    + ", where the new master's history left its timeline: it is not in the cluster, and nowhere else"
                    + " (COPY would have kept it in a retired directory)");
            unmark(actions);
        }
        return odd;
    }

    /** Renames the mark, since no rewind is under way any more. */
    private void unmark(Actions actions) throws InterruptedException {
        String mark = JoinCommands.rewindMarkPath(at);
        if (now.inspection().ask(new FileThere(at.host(), mark)).orElse(true)) {
            actions.run(new HostCommand(at.host(), words.rename(mark, files.asideName(mark))));
        }
    }

    /**
     * What must be so before: a master whose pg_control has its timeline, and a mark that shows everybody what was begun.
     */
    private List<HostCommand> before(JoinFacts facts) throws InterruptedException {
        List<HostCommand> all = new ArrayList<>();
        int timeline = master.timeline().orElse(0);
        if (facts.own().control().filter(c -> c.timeline() == timeline).isEmpty()) {
            // pg_rewind takes the source's timeline from there, which rises only at a checkpoint.
            all.add(new HostCommand(master.location().host(), words.checkpoint(master.location(), CHECKPOINT)));
        }
        if (!onlyMarked(at, now)) {
            String mark = JoinCommands.rewindMarkPath(at);
            all.add(new HostCommand(at.host(), words.joining().writeNew(mark, now.executionId() + "\n")));
        }
        return all;
    }

    /** Whether this execution has left its mark beside the directory and never sent the rewind itself: it notes that before it does. */
    public static boolean onlyMarked(InstanceLocation at, StepContext now) throws InterruptedException {
        return !now.notes().isBroken(at)
                && now.notes().joining(at).isPresent()
                && now.inspection()
                        .ask(new FileText(at.host(), JoinCommands.rewindMarkPath(at)))
                        .filter(t -> t.equals(now.executionId() + "\n"))
                        .isPresent();
    }

    /**
     * Whether a directory is what pg_rewind has left and nobody started since. It proves nothing: the master's log may be another one by now,
     * and what was written there alone is not seen.
     */
    public static boolean unstarted(InstanceLocation at, StepContext now) throws InterruptedException {
        return now.text(new FileText(at.host(), at.dataDirectory().file(JoinCommands.BACKUP_LABEL)))
                .filter(t -> t.lines().anyMatch(LABEL::equals))
                .isPresent();
    }

    private static boolean rewound(ControlData control, InstanceState master) {
        return control.clusterState().equals("in archive recovery")
                && control.timeline() == master.timeline().orElse(0);
    }

    private HostCommand rewind(Duration timeout) {
        return new HostCommand(at.host(), words.joining().rewind(at, master.location(), timeout));
    }

    private static void told(String stdout, String stderr, Actions actions) {
        RewindOutput far = RewindOutput.read(stdout, stderr);
        String percent = far.percent().isPresent() ? ", " + far.percent().getAsInt() + " % copied" : "";
        if (!far.stage().isEmpty() || !percent.isEmpty()) {
            actions.progress("pg_rewind: " + far.stage() + percent);
        }
    }

    /** What forbids to start a directory that was rewound: that somebody used it since. */
    List<String> against(JoinFacts facts, Optional<InstanceState> server, Actions actions) throws InterruptedException {
        List<String> against = new ArrayList<>();
        DirectoryChecks.againstServer(facts, server).ifPresent(against::add);
        onHistory(actions).ifPresent(against::add);
        return against;
    }

    /** Whether the directory says of itself what pg_rewind leaves when it is done. */
    private Optional<String> onHistory(Actions actions) throws InterruptedException {
        DirectoryState there = now.inspection().ask(new DirectoryAt(at));
        if (there.control().isEmpty()) {
            return Optional.of("pg_rewind says that it is done, but pg_control can't be read: " + there.note());
        }
        ControlData control = there.control().get();
        int timeline = master.timeline().orElse(0);
        if (!rewound(control, master)) {
            return Optional.of("pg_rewind says that it is done, but pg_control says '" + control.clusterState()
                    + "' on timeline " + control.timeline() + " and not 'in archive recovery' on " + timeline);
        }
        actions.found(now.proof(
                Evidence.Kind.FILE,
                at.host(),
                "pg_rewind and pg_controldata on " + at.host(),
                "rewound to timeline " + timeline));
        return Optional.empty();
    }
}
