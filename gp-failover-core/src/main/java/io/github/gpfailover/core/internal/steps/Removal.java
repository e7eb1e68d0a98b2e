package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.RemoveStandby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The removal of a standby.
 *
 * @param step what the plan says
 * @param now what was observed before
 * @param standby the standby's row
 * @param route by which means
 * @param intent the same for people, with the reason
 */
record Removal(RemoveStandby step, StepContext now, CatalogRow standby, Route route, String intent) implements Deed {

    /** By which means a standby is removed. */
    enum Route {
        /** The vendor's utility, which deletes its directory. */
        UTILITY,
        /** Its server is stopped, its row taken away by SQL, and its directory stays. */
        KEEPING,
        /** The master's sockets to a host that is gone are destroyed, and the row is taken away by SQL. */
        QUICK
    }

    private static final Duration STOP = Duration.ofSeconds(60);

    @Override
    public List<HostCommand> commands() throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        if (route == Route.QUICK) {
            List<HostCommand> quick = new ArrayList<>(DeadStandby.cut(now));
            quick.add(new HostCommand(master.host(), now.dialect().removeStandbyFromCatalog(master)));
            return quick;
        }
        if (route == Route.KEEPING) {
            return kept(master);
        }
        return List.of(new HostCommand(
                master.host(),
                now.dialect().removeStandby(master, step.options().deadline())));
    }

    /** The server first: a master waits for no standby that was stopped cleanly (dialects §13). */
    private List<HostCommand> kept(InstanceLocation master) {
        InstanceState server = now.state().standbyInstance().orElseThrow();
        List<HostCommand> all = new ArrayList<>();
        if (!server.liveness().isStopped()) {
            all.add(new HostCommand(
                    server.location().host(), now.dialect().stop(server.location(), Dialect.StopMode.FAST, STOP)));
        }
        all.add(new HostCommand(master.host(), now.dialect().removeStandbyFromCatalog(master)));
        return all;
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        for (HostCommand c : commands()) {
            boolean catalog = c.host().equals(Guards.master(now).host());
            if (route == Route.KEEPING && catalog && !stopped()) {
                actions.remark("the standby's server was not seen to stop, so its row was left in the catalog");
                return;
            }
            Guards.remark(actions, c.host(), c.command().toString(), actions.run(c));
        }
    }

    /** A server that runs on without a row would go on streaming, and commits would go on waiting for it. */
    private boolean stopped() throws InterruptedException {
        InstanceState server = now.state().standbyInstance().orElseThrow();
        return server.liveness().isStopped()
                || now.observeOnly(server.location()).liveness().isStopped();
    }

    @Override
    public Judgement verify(StepContext after) throws InterruptedException {
        if (after.state().master().isEmpty()) {
            return Judgement.cannotTell("no single master answers, so its catalog can't be read");
        }
        if (after.state().standby().isPresent()) {
            return Judgement.doesNotHold("the catalog still names the standby on "
                    + after.state().standby().get().location().host());
        }
        InstanceLocation master = Guards.master(after);
        InstanceLocation removed = standby.location();
        DirectoryState left = after.inspection().ask(new DirectoryAt(removed));
        Findings pending = Findings.none();
        if (route == Route.KEEPING) {
            Optional<InstanceState> server = after.state().instance(removed);
            if (server.filter(i -> i.liveness().isStopped()).isEmpty()) {
                return Judgement.doesNotHold("the standby on " + removed.host()
                        + " is no longer in the catalog, but its server is not proved stopped: "
                        + server.map(i -> i.liveness().because()).orElse("it was not observed"));
            }
        } else if (left.presence() != DirectoryState.Presence.ABSENT) {
            pending = Findings.warning("clean-up pending: " + removed.dataDirectory() + " on " + removed.host()
                    + (left.presence() == DirectoryState.Presence.PRESENT
                            ? " was left there"
                            : " could not be observed, it may have been left (" + left.note() + ")")
                    + "; addStandby moves it aside when it can prove whose it is");
        }
        Findings gone =
                after.proof(Evidence.Kind.CATALOG, master.host(), "gp_segment_configuration", "no row of a standby");
        return Judgement.holds("the standby on " + removed.host() + " is no longer in the catalog", List.of())
                .noting(pending.and(gone));
    }

    @Override
    public void expect(Forecast forecast, ExecutionNotes notes) {
        if (route == Route.KEEPING) {
            forecast.standbyLeft();
        } else {
            forecast.standbyRemoved();
        }
    }

    @Override
    public List<String> open() {
        return Guards.mayWait(now);
    }
}
