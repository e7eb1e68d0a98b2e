package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.caller.CallerCode;
import io.github.gpfailover.core.internal.caller.CallerException;
import io.github.gpfailover.core.internal.caller.ExceptionText;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.HookException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.LearnedOfMove.Stage;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.TrafficHook;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.StopMaster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls of the caller's hooks in a move, each made at least once. Which call was made is noted in the journal, so that a resumed execution goes
 * on where the one before it was cut off; of a move that another execution made nothing is noted, and clients are sent to the new master
 * again. Calls go through {@link Actions} as commands do: journaled before, reported, and not made without the lease.
 */
public final class Traffic {

    /** Which of a hook's methods. */
    private enum Event {
        LEAVING("onMasterLeaving"),
        ARRIVED("onMasterArrived"),
        STAYS("onMasterStays");

        private final String method;

        Event(String method) {
            this.method = method;
        }
    }

    // Hooks run where the engine runs.
    private static final HostName HERE = HostName.of("localhost");

    private final Map<String, TrafficHook> hooks;
    private final List<PlanStep> plan;
    private final String executionId;
    private final String cluster;
    private final ExecutionNotes notes;
    private final Sleeper sleeper;

    public Traffic(
            Map<String, TrafficHook> hooks,
            List<PlanStep> plan,
            String executionId,
            String cluster,
            ExecutionNotes notes,
            Sleeper sleeper) {
        this.hooks = hooks;
        this.plan = plan;
        this.executionId = executionId;
        this.cluster = cluster;
        this.notes = notes;
        this.sleeper = sleeper;
    }

    /** Whether the caller has hooks. */
    public boolean hooked() {
        return !hooks.isEmpty();
    }

    /**
     * Calls all hooks that have not been called yet because the master leaves.
     *
     * @throws StoppedException if one failed: then the master must be left as it is
     */
    public void leaves(InstanceLocation old, StepContext now, Actions actions) throws InterruptedException {
        Optional<MasterChange> change = hooks.isEmpty() ? Optional.empty() : change(old, now);
        if (change.isEmpty()) {
            return;
        }
        notes.trafficMove(change.get());
        for (String name : hooks.keySet()) {
            if (notes.traffic(name) != Stage.LEFT) {
                notes.traffic(name, Stage.LEAVING);
                Optional<String> failed = call(Event.LEAVING, name, change.get(), actions);
                if (failed.isPresent()) {
                    throw new StoppedException(
                            ReasonCode.TRAFFIC_HOOK_FAILED,
                            failed.get() + "; the master at " + old + " was left as it is",
                            null);
                }
                notes.traffic(name, Stage.LEFT);
            }
        }
    }

    /**
     * Calls all hooks that have not been called yet because the new master serves; answers what failed. A move that this execution
     * found done is announced only now.
     */
    public List<String> arrived(StepContext now, Actions actions) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        Optional<MasterChange> change = hooks.isEmpty() ? Optional.empty() : arrival(now);
        if (change.isEmpty()) {
            return failed;
        }
        if (left().isEmpty()) {
            try {
                notes.trafficMove(change.get());
            } catch (StoppedException e) {
                return List.of(e.getMessage());
            }
        }
        for (String name : hooks.keySet()) {
            if (notes.traffic(name) != Stage.ARRIVED) {
                Optional<String> trouble;
                try {
                    trouble = call(Event.ARRIVED, name, change.get(), actions);
                } catch (StoppedException e) {
                    trouble = Optional.of(e.getMessage());
                }
                trouble.ifPresent(failed::add);
                if (trouble.isEmpty()) {
                    notes.traffic(name, Stage.ARRIVED);
                }
            }
        }
        if (failed.isEmpty()) {
            forget();
        }
        return failed;
    }

    /** The move whose hooks were called because the master leaves, and nothing else since. */
    public Optional<MasterChange> left() {
        return notes.trafficMove(executionId, cluster);
    }

    /**
     * Calls the hooks that were called for a leaving master because it stays, the last one first; answers what failed.
     */
    public List<String> stays(Actions actions) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        MasterChange change = left().orElseThrow();
        List<String> names = new ArrayList<>(hooks.keySet());
        Collections.reverse(names);
        for (String name : names) {
            if (notes.traffic(name) != Stage.NOTHING) {
                Optional<String> trouble;
                try {
                    trouble = call(Event.STAYS, name, change, actions);
                } catch (StoppedException e) {
                    trouble = Optional.of(e.getMessage());
                }
                trouble.ifPresent(failed::add);
                notes.traffic(name, Stage.NOTHING);
            }
        }
        forget();
        return failed;
    }

    /** Adds to a step's commands in a preview which hooks would be called, where they would be. */
    public List<String> foreseen(
            PlanStep step, Optional<InstanceLocation> leaving, StepContext now, List<String> commands) {
        if (hooks.isEmpty()) {
            return commands;
        }
        List<String> all = new ArrayList<>(commands);
        if (leaving.isPresent() && left().isEmpty()) {
            change(leaving.get(), now).ifPresent(change -> {
                notes.trafficMove(change);
                int at = step instanceof StopMaster ? Math.max(0, all.size() - 1) : 0;
                all.addAll(at, lines(Event.LEAVING, change));
            });
        }
        if (step instanceof Activate) {
            arrival(now).ifPresent(change -> all.addAll(lines(Event.ARRIVED, change)));
            forget();
        }
        return all;
    }

    private List<String> lines(Event event, MasterChange change) {
        return hooks.keySet().stream()
                .map(name -> new HostCommand(HERE, command(event, name, change)).toString())
                .toList();
    }

    private void forget() {
        hooks.keySet().forEach(name -> notes.traffic(name, Stage.NOTHING));
        notes.trafficMoved();
    }

    private Optional<MasterChange> change(InstanceLocation old, StepContext now) {
        return left().filter(m -> m.oldMaster().equals(old))
                .or(() -> next(old, now).map(n -> move(old, n, now)));
    }

    /** The move that has brought the master to where it serves; empty if the master before it is not known. */
    public Optional<MasterChange> arrival(StepContext now) {
        return left().or(() -> now.state()
                .master()
                .map(InstanceState::location)
                .flatMap(master -> before(master, now).map(old -> move(old, master, now))));
    }

    private Optional<InstanceLocation> before(InstanceLocation master, StepContext now) {
        return notes.formerMaster()
                .filter(old -> !old.equals(master))
                .or(() -> now.cluster().masterLocations().stream()
                        .filter(at -> !at.equals(master))
                        .findFirst());
    }

    private MasterChange move(InstanceLocation from, InstanceLocation to, StepContext now) {
        return Builders.of(MasterChange.Builder.class)
                .executionId(executionId)
                .cluster(cluster)
                .oldMaster(from)
                .newMaster(to)
                .planned(planned(now))
                .build();
    }

    private Optional<InstanceLocation> next(InstanceLocation old, StepContext now) {
        return now.state()
                .standby()
                .map(CatalogRow::location)
                .or(() -> now.state().instances().stream()
                        .filter(i -> i.role() == InstanceRole.STANDBY)
                        .map(InstanceState::location)
                        .findFirst())
                .or(notes::standby)
                .filter(n -> !n.equals(old));
    }

    /** Whether the plan stops the master for the activation that comes next. */
    private boolean planned(StepContext now) {
        boolean stops = false;
        for (int i = 0; i < plan.size(); i++) {
            PlanStep step = plan.get(i);
            if (step instanceof Activate) {
                if (i + 1 >= now.number()) {
                    return stops;
                }
                stops = false;
            }
            stops |= step instanceof StopMaster;
        }
        return stops;
    }

    /** Calls one; answers why it failed. */
    private Optional<String> call(Event event, String name, MasterChange change, Actions actions)
            throws InterruptedException {
        String what = "the traffic hook " + name + " failed at " + event.method + ": ";
        try {
            CommandResult result = actions.run(
                    new Call(event, hooks.get(name), change), new HostCommand(HERE, command(event, name, change)));
            return result.exitedZero() ? Optional.empty() : Optional.of(what + result.stderr());
        } catch (TransportException e) {
            return Optional.of(what + "it had not ended in time, and may still take effect");
        }
    }

    private Command command(Event event, String name, MasterChange change) {
        return Command.builder(List.of(
                        "trafficHook",
                        name,
                        event.method,
                        address(change.oldMaster()),
                        address(change.newMaster()),
                        change.planned() ? "planned" : "unplanned"))
                .timeout(hooks.get(name).deadline())
                .mutating()
                .build();
    }

    private static String address(InstanceLocation at) {
        return at.host() + ":" + at.port();
    }

    /** A call instead of a command, so that it is journaled, bounded and reported as one. */
    private final class Call implements CommandTransport {

        private final Event event;
        private final TrafficHook hook;
        private final MasterChange change;

        Call(Event event, TrafficHook hook, MasterChange change) {
            this.event = event;
            this.hook = hook;
            this.change = change;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            long began = sleeper.nanoTime();
            String failed = "";
            try {
                CallerCode.call("it", sleeper, command.timeout(), this::called);
            } catch (HookException e) {
                failed = e.getMessage();
            } catch (CallerException e) {
                if (!e.ended()) {
                    throw new TransportException(
                            TransportException.Reason.TIMEOUT, host, "'" + command + "' had not ended in time", e);
                }
                failed = e.getCause() == null ? e.getMessage() : ExceptionText.of(e.getCause());
            } catch (GpFailoverException e) {
                failed = ExceptionText.of(e);
            }
            return CommandResult.of(failed.isEmpty() ? 0 : 1, "", failed, Duration.ofNanos(sleeper.nanoTime() - began));
        }

        private Boolean called() throws InterruptedException {
            switch (event) {
                case LEAVING -> hook.onMasterLeaving(change);
                case ARRIVED -> hook.onMasterArrived(change);
                case STAYS -> hook.onMasterStays(change);
            }
            return true;
        }
    }
}
