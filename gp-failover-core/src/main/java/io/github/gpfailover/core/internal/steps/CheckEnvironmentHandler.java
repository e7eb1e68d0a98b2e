package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code checkEnvironment()}: exists to find before a move that the standby's host is not set up as the master's is. */
final class CheckEnvironmentHandler implements StepHandler<CheckEnvironment> {

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Decision decide(CheckEnvironment step, Situation now) throws InterruptedException {
        InstanceLocation master = Guards.oldMaster(now);
        Map<InstanceLocation, HostEnvironment> found = new LinkedHashMap<>();
        found.put(master, now.inspection().environment(master.host(), master));
        List<InstanceLocation> others = new ArrayList<>(now.cluster().masterLocations());
        now.state()
                .standby()
                .map(CatalogRow::location)
                .filter(l -> !others.contains(l))
                .ifPresent(others::add);
        for (InstanceLocation other : others) {
            if (!found.containsKey(other)) {
                found.put(other, now.inspection().environment(other.host(), other));
            }
        }
        if (now.state().version().filter(now.dialect()::directPromotionVerified).isEmpty()) {
            now.dialect().unverified().forEach(u -> now.warn("not verified on this product: " + u));
        }
        List<String> reasons = new ArrayList<>();
        found.forEach((at, e) -> check(at, e, found.get(master), master, reasons, now));
        if (!reasons.isEmpty()) {
            return Decision.refused(reasons.toArray(String[]::new));
        }
        return Decision.satisfied(found.size() + " hosts have the same version and the directories they need");
    }

    private static void check(
            InstanceLocation at,
            HostEnvironment e,
            HostEnvironment master,
            InstanceLocation masterAt,
            List<String> reasons,
            Situation now) {
        Dialect dialect = now.dialect();
        if (e.version().isEmpty()) {
            reasons.add(at.host() + ": 'postgres --gp-version' does not run with " + dialect.environmentScript()
                    + "; install the product there, or say .home(...) in the cluster's specification");
        } else if (master.version().isPresent() && !e.version().equals(master.version())) {
            reasons.add(at.host() + " has " + e.version().get() + ", but " + masterAt.host() + " has "
                    + master.version().get() + "; install the same version");
        } else {
            now.prove(
                    Evidence.Kind.FILE,
                    at.host(),
                    "postgres --gp-version on " + at.host(),
                    e.version().get());
        }
        if (!e.parentThere()) {
            reasons.add(
                    at.host() + ": there is no directory " + at.dataDirectory().parent() + "; make it, owned by "
                            + now.cluster().adminUser());
        }
        e.profileDirectory()
                .filter(d -> !d.equals(at.dataDirectory().path()))
                .ifPresent(d -> now.warn(at.host()
                        + ": ~/.bash_profile sets " + dialect.dataDirectoryVariable() + " to " + d + ", not "
                        + at.dataDirectory()
                        + "; an operator's gpstate there would look elsewhere"));
        e.profilePort()
                .filter(p -> !p.equals(Integer.toString(at.port())))
                .ifPresent(p -> now.warn(at.host()
                        + ": ~/.bash_profile sets " + dialect.portVariable() + " to " + p + ", not " + at.port()
                        + "; an operator's psql there would go elsewhere"));
    }

    @Override
    public List<String> mayRefuse(CheckEnvironment step) {
        return List.of(
                "the hosts have different versions", "the product's script or the data directory's parent is missing");
    }
}
