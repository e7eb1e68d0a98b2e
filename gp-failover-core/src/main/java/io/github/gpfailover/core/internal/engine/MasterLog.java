package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Exists to tell afterwards who was master when: each observation lengthens a tenure or begins one. */
final class MasterLog {

    private final List<MasterTenure> tenures = new ArrayList<>();

    void add(ClusterState state) {
        for (InstanceState master : state.masters()) {
            Optional<MasterTenure> current = last().filter(t -> t.master().equals(master.location()));
            if (current.isPresent()) {
                tenures.set(
                        tenures.size() - 1,
                        new MasterTenure(master.location(), current.get().from(), state.observedAt()));
            } else {
                tenures.add(new MasterTenure(master.location(), state.observedAt(), state.observedAt()));
            }
        }
    }

    private Optional<MasterTenure> last() {
        return tenures.isEmpty() ? Optional.empty() : Optional.of(tenures.get(tenures.size() - 1));
    }

    List<MasterTenure> tenures() {
        return List.copyOf(tenures);
    }
}
