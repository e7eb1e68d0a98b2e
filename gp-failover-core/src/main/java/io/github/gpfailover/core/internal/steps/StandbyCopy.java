package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState.Presence;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.join.JoinDecision;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A standby that is made of a copy: what is at its location is renamed, and {@code gpinitstandby} does the rest. */
final class StandbyCopy {

    private final AddStandby step;
    private final InstanceLocation target;
    private final JoinDecision way;
    private final StepContext now;
    /** The new name of the directory that is there. */
    private final Optional<InstanceLocation> aside;

    /** Prepares one; finds a free name for the directory that is there. */
    StandbyCopy(AddStandby step, InstanceLocation target, JoinDecision way, StepContext now)
            throws InterruptedException {
        this.step = step;
        this.target = target;
        this.way = way;
        this.now = now;
        this.aside =
                way.facts().isPresent() ? Optional.of(DirectoryRetirement.freeName(target, now)) : Optional.empty();
    }

    /** What forbids it. */
    static Objections against(
            AddStandby step, InstanceLocation target, JoinDecision way, ClusterState state, StepContext now)
            throws InterruptedException {
        Objections room = DiskRoom.against(way, target, now);
        if (room.any()) {
            return withChoice(room, way);
        }
        if (way.facts().isEmpty()) {
            return room;
        }
        JoinFacts facts = way.facts().get();
        Optional<String> fixed = facts.survey().flatMap(StandbyCopy::fixed);
        if (fixed.isPresent()) {
            return withChoice(
                            Objections.of(
                                    ReasonCode.DIRECTORY_FIXED,
                                    "a copy can't be put at " + target.dataDirectory() + " on " + target.host() + ": "
                                            + fixed.get()),
                            way)
                    .noting(room.findings());
        }
        // A copy that was broken off has no pg_control yet, since pg_basebackup writes that last.
        boolean ours = way.deadCopy() && facts.old().control().isEmpty();
        boolean whoever = step.moveAside().isPresent() || now.notes().isBroken(target) || ours;
        return withChoice(DirectoryRetirement.against(target, facts.old(), state, now, whoever), way)
                .noting(room.findings());
    }

    /** Why what is there can't be renamed. */
    private static Optional<String> fixed(DirectorySurvey survey) {
        if (survey.kind() == DirectorySurvey.Kind.LINK) {
            return Optional.of(
                    "it is a symbolic link; only the link would be moved aside, and the copy would come to lie on"
                            + " another disk: name the real directory with dataDirectory(...), or move the link away by"
                            + " hand");
        }
        if (survey.mount() == DirectorySurvey.Mount.YES) {
            return Optional.of(
                    "a file system is mounted on it, so it can't be renamed; empty it by hand, or name a directory in"
                            + " it");
        }
        return Optional.empty();
    }

    private static Objections withChoice(Objections against, JoinDecision way) {
        return against.any() ? against.with(ReasonCode.STRATEGY_CHOICE, way.toString()) : against;
    }

    /** The commands that it takes. */
    List<HostCommand> commands() throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        List<HostCommand> all = new ArrayList<>();
        aside.ifPresent(to -> all.add(DirectoryRetirement.command(target, to, now)));
        String mark = JoinCommands.rewindMarkPath(target);
        if (now.inspection().ask(new FileThere(target.host(), mark)).orElse(false)) {
            // What was rewound in part has been renamed by then; what comes there is a copy.
            String markAside = aside.map(JoinCommands::rewindMarkPath).orElse(mark + ".gone");
            all.add(new HostCommand(target.host(), now.dialect().rename(mark, markAside)));
        }
        String begun = JoinCommands.copyMarkPath(target);
        if (!now.inspection().ask(new FileThere(target.host(), begun)).orElse(false)) {
            all.add(new HostCommand(target.host(), now.dialect().joining().writeNew(begun, now.executionId() + "\n")));
        }
        all.add(new HostCommand(
                master.host(),
                now.dialect().addStandby(master, target, step.options().deadline())));
        return all;
    }

    /** Renames the mark once the standby runs: what stands there is whole. */
    private void unmark(Actions actions) throws InterruptedException {
        ClusterState seen = now.observeAgain();
        boolean runs = seen.standby().filter(r -> r.location().equals(target)).isPresent()
                && seen.instance(target)
                        .filter(i -> i.role() == InstanceRole.STANDBY)
                        .isPresent();
        if (runs) {
            String mark = JoinCommands.copyMarkPath(target);
            HostCommand c = new HostCommand(
                    target.host(), now.dialect().rename(mark, JoinCommands.asideName(mark, now.stamp())));
            Guards.remark(actions, c.host(), c.command().toString(), actions.run(c));
        }
    }

    /** Makes it. */
    void make(Actions actions) throws InterruptedException {
        step.moveAside().filter(r -> way.facts().isPresent()).ifPresent(r -> actions.fact("moveAside", r));
        aside.ifPresent(to -> actions.found(DirectoryRetirement.told(to)));
        for (HostCommand c : commands()) {
            boolean rename = c.host().equals(target.host())
                    && c.command().program().contains(target.dataDirectory().path());
            Guards.remark(actions, c.host(), c.command().toString(), actions.run(c));
            if (rename && now.inspection().ask(new DirectoryAt(target)).presence() != Presence.ABSENT) {
                actions.remark(
                        "the old " + target.dataDirectory() + " on " + target.host() + " could not be moved aside");
                return;
            }
            if (rename) {
                now.notes().whole();
            }
        }
        unmark(actions);
        aside.ifPresent(to -> actions.warn("the old data directory on " + target.host() + " was moved to "
                + to.dataDirectory() + "; remove it when it is no longer needed"));
    }
}
