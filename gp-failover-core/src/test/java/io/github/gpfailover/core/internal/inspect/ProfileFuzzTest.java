package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.core.internal.fuzz.Fuzz;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class ProfileFuzzTest {

    @Provide
    Arbitrary<Long> seeds() {
        return Fuzz.seeds();
    }

    private static final List<String> PROFILES = List.of("""
            # .bash_profile
            source /usr/local/greenplum-db/greenplum_path.sh
            export MASTER_DATA_DIRECTORY=/data/master/gpseg-1
            PGPORT=5432; export PGPORT
            export PGUSER="gpadmin"
            """);

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void shellProfile(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, PROFILES, text -> ShellProfile.valueOf("PGPORT", text));
    }
}
