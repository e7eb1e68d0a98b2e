package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.Recording;
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

class ProcessFuzzTest {

    private static final HostName MDW = HostName.of("mdw");

    @Provide
    Arbitrary<Long> seeds() {
        return Fuzz.seeds();
    }

    private static final InstanceLocation MASTER = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final List<String> TABLES = Fuzz.recordings("16", "b4", "82");
    private static final List<String> STATUSES = Fuzz.recordings("45", "46", "70");
    private static final List<String> RUNS = Fuzz.recordings("40", "41", "73", "82", "c1", "c6");
    private static final String RECORDED = Recording.load("26").stdout();
    private static final List<String> LOCK_FILES = List.of(
            RECORDED.substring(RECORDED.indexOf("163\n"), RECORDED.indexOf("pg_control ")),
            "-163\n/data/master/gpseg-1\n1795323955\n5432\n/tmp\n");

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void processTable(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, TABLES, text -> read(text));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void pgCtlStatus(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, STATUSES, text -> PgCtlStatus.parse(MDW, result(text)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void pgCtlRun(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, RUNS, text -> PgCtlRun.parse(MDW, result(text)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void lockFile(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, LOCK_FILES, text -> LockFile.read(MDW, "postmaster.pid", text));
    }

    private static Object read(String text) {
        ProcessTable table = ProcessTable.parse(MDW, text);
        return List.of(InstanceProcesses.of(table, MASTER), ReplicationProcesses.of(table));
    }

    private static CommandResult result(String text) {
        return CommandResult.of(0, text, "", Duration.ZERO);
    }
}
