package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The check for a master that came back: another server answers as the master than was seen before, and the one before is neither proved
 * stopped nor a standby. It exists because the catalog of such a master is of another time, and following it could destroy the real master.
 */
final class Succession {

    private Succession() {}

    public static ClusterState checked(ClusterState s, ExecutionNotes notes) {
        Optional<InstanceLocation> before = notes.lastMaster();
        if (s.master().isEmpty()
                || before.isEmpty()
                || before.get().equals(s.master().get().location())) {
            return s;
        }
        boolean goneForSure = s.instance(before.get())
                .filter(i ->
                        i.liveness().isStopped() || i.role() == InstanceRole.STANDBY || i.role() == InstanceRole.FENCED)
                .isPresent();
        boolean wePromoted = notes.activationTarget()
                .filter(s.master().get().location()::equals)
                .isPresent();
        if (goneForSure || wePromoted) {
            return s;
        }
        List<String> conflicts = new ArrayList<>(s.conflicts());
        conflicts.add(s.master().get().location() + " answers as the master, but " + before.get()
                + " was the master when one was last seen, and is not proved stopped: "
                + s.instance(before.get()).map(i -> i.liveness().because()).orElse("it was not observed")
                + "; fence one of them before anything else is done");
        return s.toBuilder().conflicts(conflicts).build();
    }
}
