package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.fuzz.Fuzz;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class ObservationFuzzTest {

    private static final HostName MDW = HostName.of("mdw");

    @Provide
    Arbitrary<Long> seeds() {
        return Fuzz.seeds();
    }

    private static final List<String> ANSWERS = List.of("""
            version|PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:25d3498a) on x86_64-unknown-linux-gnu
            position|f|0/C000000
            row|1|-1|p|p|n|u|5432|mdw|mdw|/data/master/gpseg-1
            row|10|-1|m|m|s|u|5432|smdw|smdw|/data/master/gpseg-1
            row|2|0|p|m|s|d|6000|sdw1|sdw1-eth1|/data/primary/gpseg0
            replication|gp_walreceiver|10.77.0.12|streaming|sync|0/C000000|0/C000000|0/B000000|0/A000000
            end
            """);

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void observation(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, ANSWERS, text -> ObservationReader.read(MDW, text, Instant.EPOCH));
    }
}
