package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
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

class TextFuzzTest {

    private static final HostName MDW = HostName.of("mdw");

    private static final List<String> TRANSACTIONS = Fuzz.recordings("dd", "e2", "e5", "g0", "g1", "g2");
    private static final String END = Recording.load("g1").stderr();
    private static final List<String> ENDS = List.of(
            END,
            Recording.load("de").stderr(),
            "pg_xlogdump: FATAL:  could not find file \"000000010000000000000003\": No such file or directory\n",
            "pg_xlogdump: FATAL:  error in WAL record at 0/C07FBC0: invalid magic number 0000 in log segment"
                    + " 000000010000000000000003, offset 524288\n");

    @Provide
    Arbitrary<Long> seeds() {
        return Fuzz.seeds();
    }

    private static final List<String> LOGS = Fuzz.recordings("04", "32", "36", "71", "a1", "94");
    private static final List<String> CONTROL =
            List.of(Recording.load("26").stdout().substring(300));
    private static final List<String> REFUSALS = List.of(
            Recording.load("24").stderr(),
            Recording.load("43").stdout(),
            Recording.load("74").stderr());
    private static final List<String> CONFIGS = List.of(
            Recording.load("26").stdout().substring(0, 300),
            "# Do not edit\nwork_mem = 64MB\nprimary_conninfo = 'user=gpadmin host=''m\\'' port=5432 password=x'\n"
                    + "recovery_target_timeline = 'latest'\nprimary_conninfo 'host=mdw port=5432'\n");
    private static final List<String> HISTORIES = List.of(
            "1\t0/C000000\tno recovery target specified\n2\t0/24000128\tno recovery target specified\n",
            "# comment\n\n3\tA/240000A8\tbefore 2026-11-22\n");

    private static final List<String> DUMPS = List.of(
            WalRecordsTest.XLOGDUMP + WalRecordsTest.XLOGDUMP.replace("0/2403C458, prev", "0/2403C4D8, prev"),
            WalRecordsTest.WALDUMP,
            "pg_xlogdump: FATAL:  error in WAL record at 0/2403C458: record with zero length at 0/2403C4D8\n");
    private static final List<String> REWINDS = List.of(
            Recording.load("c4").stdout(),
            "pg_rewind: servers diverged at WAL location 0/30000A0 on timeline 1\n52941/52941 kB (100%) copied\n",
            "\ntarget server must be shut down cleanly\nFailure, exiting\n");
    private static final List<String> ACCESS = List.of("""
            local all gpadmin ident
            # replication
            host replication gpadmin samehost trust
            host replication gpadmin 10.0.0.11/32 trust
            """);

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void utilityOutput(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, LOGS, text -> UtilityOutput.read(MDW, "gpinitstandby", text));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void controlData(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, CONTROL, text -> ControlData.parse(MDW, result(text)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void loginRefusal(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, REFUSALS, LoginRefusal::parse);
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void standbyConfig(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, CONFIGS, text -> StandbyConfig.read(MDW, "recovery.conf", text));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void timelineHistory(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, HISTORIES, text -> TimelineHistory.read(MDW, 4, text));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void walRecords(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, DUMPS, text -> WalRecords.parse(MDW, result(text)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void whatEndedADump(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, DUMPS, text -> WalRecords.parse(MDW, CommandResult.of(1, "", text, Duration.ZERO)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void rewindOutput(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, REWINDS, text -> RewindOutput.read(text, ""));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void accessFile(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, ACCESS, text -> AccessFile.replication(text, "gpadmin", "10.0.0.11", List.of()));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void transactionLog(@ForAll("seeds") long seed) {
        Fuzz.batch(
                seed, TRANSACTIONS, text -> TransactionLog.parse(MDW, CommandResult.of(1, text, END, Duration.ZERO)));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void whatEndedATransactionLog(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, ENDS, text -> TransactionLog.parse(MDW, CommandResult.of(1, "", text, Duration.ZERO)));
    }

    private static CommandResult result(String text) {
        return CommandResult.of(0, text, "", Duration.ZERO);
    }
}
