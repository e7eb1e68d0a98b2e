package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.fuzz.Fuzz;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class DirectoryFuzzTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final List<String> SURVEYS = List.of("""
            kind=directory
            mount=no
            version=9.4
            file=global/pg_control
            file=recovery.done
            tablespace=16385
            end
            """, "kind=absent\nmount=unknown\nversion=\nend\n");
    private static final List<String> ROWS = List.of("7712190979810925852|2|0/3000180|\n");
    private static final List<String> REFUSALS = List.of(
            "psql: FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.11\", user \"gpadmin\", SSL off\n"
                    + "FATAL:  no pg_hba.conf entry for replication connection from host \"fd00::11\", user \"gpadmin\"\n");

    @Provide
    Arbitrary<Long> seeds() {
        return Fuzz.seeds();
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void directorySurvey(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, SURVEYS, text -> DirectorySurvey.parse(MDW, CommandResult.of(0, text, "", Duration.ZERO)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void replicationRow(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, ROWS, text -> ReplicationLogin.read(CommandResult.of(0, text, "", Duration.ZERO)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void replicationRefusal(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, REFUSALS, text -> ReplicationLogin.read(CommandResult.of(2, "", text, Duration.ZERO)));
    }
}
