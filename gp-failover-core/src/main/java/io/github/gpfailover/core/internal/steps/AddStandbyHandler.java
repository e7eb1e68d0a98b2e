package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Places;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DirectoryState.Presence;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code addStandby(host)}: exists to make a standby, with whatever stands in its place moved aside, never deleted. */
final class AddStandbyHandler implements StepHandler<AddStandby> {

    @Override
    public Decision decide(AddStandby step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<InstanceLocation> place = place(step, now);
        if (place.isEmpty()) {
            return Decision.refused("the plan says " + step.host() + ", but no such host is known; name it, or give the"
                    + " specification a standby");
        }
        InstanceLocation target = place.get();
        InstanceLocation master = Guards.master(now);
        if (target.host().equals(master.host())
                && (target.port() == master.port() || target.dataDirectory().equals(master.dataDirectory()))) {
            return Decision.refused(target.host() + " holds the master at " + master
                    + "; a standby there needs another host, or both another port and another data directory");
        }
        Optional<String> fenced = now.memory()
                .heldFence()
                .filter(h -> h.fence().leavesRunning() && h.oldMaster().host().equals(target.host()))
                .map(h -> h.fence().name());
        if (fenced.isPresent()) {
            return Decision.refused(target.host() + " is cut off by " + fenced.get()
                    + ", so the master can't reach it; write .releaseFence() before");
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isPresent()) {
            return standbyThere(standby.get().location(), target, now);
        }
        return placeFree(target, now);
    }

    private static Decision standbyThere(InstanceLocation there, InstanceLocation target, Situation now) {
        if (!there.equals(target)) {
            return Decision.refused(
                    "the cluster has a standby at " + there + " already; write .removeStandby() before");
        }
        Optional<InstanceState> server = now.state().instance(target);
        return server.filter(s -> s.role() == InstanceRole.STANDBY).isPresent()
                ? Decision.satisfied("the standby at " + target + " is in the catalog and runs")
                : Decision.refused("the catalog names the standby at " + target + ", but it does not run as one: "
                        + server.map(s -> s.liveness().because()).orElse("it was not looked at")
                        + "; start it with gpinitstandby -n on the master, or write .removeStandby() before");
    }

    private static Decision placeFree(InstanceLocation target, Situation now) throws InterruptedException {
        DirectoryState there = now.inspection().directory(target);
        if (there.presence() == Presence.UNKNOWN) {
            return Decision.notYet(
                    target.host() + " could not be asked what is at " + target.dataDirectory() + ": " + there.note());
        }
        if (there.presence() == Presence.ABSENT) {
            return Decision.ready("make a standby at " + target);
        }
        return RetiredName.against(target, there, now)
                .orElse(Decision.ready(
                        "move the old " + target.dataDirectory() + " aside and make a standby at " + target));
    }

    @Override
    public List<HostCommand> commands(AddStandby step, Situation now) throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        InstanceLocation target = place(step, now).orElseThrow();
        List<HostCommand> all = new ArrayList<>();
        if (now.inspection().directory(target).presence() == Presence.PRESENT) {
            all.add(RetiredName.command(target, now));
        }
        all.add(new HostCommand(
                master.host(),
                now.dialect().addStandby(master, target, step.options().deadline())));
        return all;
    }

    @Override
    public void act(AddStandby step, Situation now, Hands hands) throws InterruptedException {
        InstanceLocation target = place(step, now).orElseThrow();
        for (HostCommand c : commands(step, now)) {
            boolean rename = c.host().equals(target.host())
                    && c.command().program().get(0).equals("mv");
            Guards.remark(now, c.host(), c.command().toString(), hands.run(c));
            if (rename && now.inspection().directory(target).presence() != Presence.ABSENT) {
                now.remark("the old " + target.dataDirectory() + " on " + target.host() + " could not be moved aside");
                return;
            }
        }
        RetiredName.movedTo(target, now)
                .ifPresent(to -> now.warn("the old data directory on " + target.host() + " was moved to "
                        + to.dataDirectory() + "; remove it when it is no longer needed"));
    }

    @Override
    public Verdict verify(AddStandby step, Situation before, Situation after) {
        if (after.state().master().isEmpty()) {
            return Verdict.cannotTell("no single master answers, so its catalog can't be read");
        }
        InstanceLocation target = place(step, after).orElseThrow();
        boolean named =
                after.state().standby().filter(r -> r.location().equals(target)).isPresent();
        if (!named) {
            return Verdict.doesNotHold("the catalog names no standby at " + target);
        }
        InstanceState server = after.state().instance(target).orElseThrow();
        if (server.liveness().isUnknown()) {
            return Verdict.cannotTell("the catalog names the standby, but it can't be seen: "
                    + server.liveness().because());
        }
        if (server.role() != InstanceRole.STANDBY) {
            return Verdict.doesNotHold("the catalog names the standby, but it does not run as one: "
                    + server.liveness().because());
        }
        after.prove(
                Evidence.Kind.CATALOG,
                Guards.master(after).host(),
                "gp_segment_configuration",
                "a standby at " + target);
        return Verdict.holds(
                "the standby at " + target + " is in the catalog and runs",
                server.liveness().evidence());
    }

    @Override
    public void expect(AddStandby step, Situation now, Forecast forecast) {
        place(step, now).ifPresent(forecast::standbyAdded);
    }

    private static Optional<InstanceLocation> place(AddStandby step, Situation now) {
        return Places.of(step, now.cluster(), now.memory(), Optional.of(now.state()));
    }

    @Override
    public List<String> mayRefuse(AddStandby step) {
        return List.of("another standby is configured", "a directory in its place is in use, or not this cluster's");
    }
}
