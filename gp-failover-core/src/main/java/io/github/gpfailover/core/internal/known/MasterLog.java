package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.internal.Builders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of who was master when. Each observation lengthens a tenure or begins one, so that a report can show it afterwards.
 */
public final class MasterLog {

    private final List<MasterTenure> tenures = new ArrayList<>();

    public void add(ClusterState state) {
        // Two masters at once each keep a tenure of their own, so that the report shows how long both acted.
        int open = tenures.size() - 1;
        while (open > 0
                && !tenures.get(open - 1).until().isBefore(tenures.get(open).until())) {
            open--;
        }
        for (InstanceState master : state.masters()) {
            extendOrBegin(master.location(), Math.max(0, open), state.observedAt());
        }
    }

    private void extendOrBegin(InstanceLocation master, int open, Instant at) {
        for (int i = open; i < tenures.size(); i++) {
            if (tenures.get(i).master().equals(master)) {
                tenures.set(
                        i,
                        Builders.of(MasterTenure.Builder.class)
                                .master(master)
                                .from(tenures.get(i).from())
                                .until(at)
                                .build());
                return;
            }
        }
        tenures.add(Builders.of(MasterTenure.Builder.class)
                .master(master)
                .from(at)
                .until(at)
                .build());
    }

    public List<MasterTenure> tenures() {
        return List.copyOf(tenures);
    }
}
