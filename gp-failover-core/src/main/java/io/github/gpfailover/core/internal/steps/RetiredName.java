package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.step.Decision;
import java.util.List;
import java.util.Optional;

/** Exists to move a data directory aside in one way: proved unused, proved this cluster's, under a name that nothing has. */
final class RetiredName {

    private static final String FACT = "retiredTo";
    private static final int MOST_TRIED = 100;

    private RetiredName() {}

    /** Why the directory must not be moved; empty if it may. */
    static Optional<Decision> against(InstanceLocation at, DirectoryState there, Situation now)
            throws InterruptedException {
        return against(at, there, now.state(), now, false);
    }

    /**
     * The same for a look that is newer than the situation's.
     *
     * @param whoever whether the directory may be moved although it is not proved to be this cluster's
     */
    static Optional<Decision> against(
            InstanceLocation at, DirectoryState there, ClusterState state, Situation now, boolean whoever)
            throws InterruptedException {
        Optional<InstanceState> server = state.instance(at);
        if (server.isEmpty() || !server.get().liveness().isStopped()) {
            String seen = server.map(s -> s.liveness().because()).orElse("it was not looked at");
            return Optional.of(Decision.notYet("the server of " + at + " is not proved stopped: " + seen));
        }
        if (whoever) {
            return Optional.empty();
        }
        if (there.control().isEmpty()) {
            return Optional.of(Decision.refused(
                    at.dataDirectory() + " on " + at.host() + " can't be identified as this cluster's: " + there.note()
                            + "; look at it by hand and move it away"));
        }
        InstanceLocation master = state.master().orElseThrow().location();
        DirectoryState own = now.inspection().directory(master);
        String theirs = there.control().get().systemIdentifier();
        if (own.control().isEmpty()) {
            return Optional.of(Decision.notYet("the master's own pg_control on " + master.host()
                    + " could not be read to compare with: " + own.note()));
        }
        if (!own.control().get().systemIdentifier().equals(theirs)) {
            return Optional.of(
                    Decision.refused(at.dataDirectory() + " on " + at.host() + " belongs to another cluster (system"
                            + " identifier " + theirs + ", this cluster has "
                            + own.control().get().systemIdentifier()
                            + "); it was not touched"));
        }
        return Optional.empty();
    }

    /** The rename to a name that is free now; the same within one situation. */
    static HostCommand command(InstanceLocation at, Situation now) throws InterruptedException {
        String known = now.facts().get(FACT);
        DataDirectory to = known == null ? free(at, now) : DataDirectory.of(known);
        now.fact(FACT, to.path());
        return new HostCommand(
                at.host(), now.dialect().rename(at.dataDirectory().path(), to.path()));
    }

    /** Where the directory was moved in that situation. */
    static Optional<InstanceLocation> movedTo(InstanceLocation at, Situation then) {
        return Optional.ofNullable(then.facts().get(FACT))
                .map(path -> new InstanceLocation(at.host(), at.port(), DataDirectory.of(path)));
    }

    private static DataDirectory free(InstanceLocation at, Situation now) throws InterruptedException {
        String base = ".retired-" + now.stamp();
        DataDirectory name = at.dataDirectory().withSuffix(base);
        for (int i = 2; i <= MOST_TRIED && taken(at, name, now); i++) {
            name = at.dataDirectory().withSuffix(base + "-" + i);
        }
        // Were even the last one taken, the rename would not overwrite it, and the step would see that nothing moved.
        return name;
    }

    private static boolean taken(InstanceLocation at, DataDirectory name, Situation now) throws InterruptedException {
        DirectoryState there = now.inspection().directory(new InstanceLocation(at.host(), at.port(), name));
        return there.presence() == DirectoryState.Presence.PRESENT;
    }

    static List<String> mayRefuse() {
        return List.of("a process of that server runs or can't be ruled out", "the directory is not this cluster's");
    }
}
