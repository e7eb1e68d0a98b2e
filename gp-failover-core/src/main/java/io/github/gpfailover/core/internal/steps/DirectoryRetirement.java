package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.ReasonCode;
import java.util.List;
import java.util.Optional;

/**
 * The renaming of a data directory out of the way. It exists so that all who do it prove the same first: the directory is unused, is this
 * cluster's, and gets a name that nothing has.
 */
final class DirectoryRetirement {

    private static final int MOST_TRIED = 100;

    private DirectoryRetirement() {}

    /** Why the directory must not be moved; none if it may. */
    static Objections against(InstanceLocation at, DirectoryState there, StepContext now) throws InterruptedException {
        return against(at, there, now.state(), now, false);
    }

    /**
     * The same for an observation that is newer than the context's.
     *
     * @param whoever whether the directory may be moved although it is not proved to be this cluster's
     */
    static Objections against(
            InstanceLocation at, DirectoryState there, ClusterState state, StepContext now, boolean whoever)
            throws InterruptedException {
        Optional<InstanceState> server = state.instance(at);
        if (server.isEmpty() || !server.get().liveness().isStopped()) {
            String seen = server.map(s -> s.liveness().because()).orElse("it was not observed");
            return Objections.passing(
                    ReasonCode.DIRECTORY_IN_USE, "the server of " + at + " is not proved stopped: " + seen);
        }
        if (whoever) {
            return Objections.none();
        }
        if (there.control().isEmpty()) {
            return Objections.of(
                    ReasonCode.DIRECTORY_UNIDENTIFIED,
                    at.dataDirectory() + " on " + at.host() + " can't be identified as this cluster's: " + there.note()
                            + "; look at it by hand and move it away");
        }
        InstanceLocation master = state.master().orElseThrow().location();
        DirectoryState own = now.inspection().ask(new DirectoryAt(master));
        String theirs = there.control().get().systemIdentifier();
        if (own.control().isEmpty()) {
            return Objections.passing(
                    ReasonCode.MASTER_DIRECTORY_UNREADABLE,
                    "the master's own pg_control on " + master.host() + " could not be read to compare with: "
                            + own.note());
        }
        if (!own.control().get().systemIdentifier().equals(theirs)) {
            return Objections.of(
                    ReasonCode.DIRECTORY_OF_OTHER_CLUSTER,
                    at.dataDirectory() + " on " + at.host() + " belongs to another cluster (system"
                            + " identifier " + theirs + ", this cluster has "
                            + own.control().get().systemIdentifier()
                            + "); it was not touched");
        }
        return Objections.none();
    }

    /** A name for the directory that nothing has now. */
    static InstanceLocation freeName(InstanceLocation at, StepContext now) throws InterruptedException {
        return new InstanceLocation(at.host(), at.port(), free(at, now));
    }

    /** The rename. */
    static HostCommand command(InstanceLocation at, InstanceLocation to, StepContext now) {
        return new HostCommand(
                at.host(),
                now.dialect()
                        .rename(at.dataDirectory().path(), to.dataDirectory().path()));
    }

    /** Where the directory went, for the report. */
    static Findings told(InstanceLocation to) {
        return Findings.fact("retiredTo", to.dataDirectory().path());
    }

    private static DataDirectory free(InstanceLocation at, StepContext now) throws InterruptedException {
        String base = ".retired-" + now.stamp();
        DataDirectory name = at.dataDirectory().withSuffix(base);
        for (int i = 2; i <= MOST_TRIED && taken(at, name, now); i++) {
            name = at.dataDirectory().withSuffix(base + "-" + i);
        }
        // Were even the last one taken, the rename would not overwrite it, and the step would see that nothing moved.
        return name;
    }

    private static boolean taken(InstanceLocation at, DataDirectory name, StepContext now) throws InterruptedException {
        DirectoryState there = now.inspection().ask(new DirectoryAt(new InstanceLocation(at.host(), at.port(), name)));
        return there.presence() == DirectoryState.Presence.PRESENT;
    }

    static List<String> mayRefuse() {
        return List.of("a process of that server runs or can't be ruled out", "the directory is not this cluster's");
    }
}
