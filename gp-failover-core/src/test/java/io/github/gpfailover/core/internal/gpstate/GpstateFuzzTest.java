package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.fuzz.Fuzz;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class GpstateFuzzTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final List<String> STATUS = status();
    private static final List<String> DETAILS = Fuzz.recordings("02", "05", "47", "91", "a0", "c7");
    private static final List<String> MIRRORS = Fuzz.recordings("07", "96");
    private static final List<String> SUMMARY = Fuzz.recordings("10");
    private static final List<String> PORTS = Fuzz.recordings("08");
    private static final List<String> REPORT = Fuzz.recordings("09", "97");
    private static final List<String> PAIRS = Fuzz.recordings("11");
    private static final List<String> VERSIONS = Fuzz.recordings("12");
    private static final List<String> QUICK = Fuzz.recordings("13", "99");

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void clusterStatus(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, STATUS, with(ClusterStatus::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void standbyDetails(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, DETAILS, with(StandbyDetails::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void mirrorList(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, MIRRORS, with(MirrorList::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void instanceSummary(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, SUMMARY, with(InstanceSummary::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void portList(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, PORTS, with(PortList::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void mirroringReport(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, REPORT, with(MirroringReport::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void pairList(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, PAIRS, with(PairList::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void versionList(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, VERSIONS, with(VersionList::parse));
    }

    @Property(tries = Fuzz.TRIES, seed = Fuzz.SEED, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void quickStatus(@ForAll("seeds") long seed) {
        Fuzz.batch(seed, QUICK, with(QuickStatus::parse));
    }

    /** One whole recording among others that have one pair of segments: most inputs should be read in little time. */
    private static List<String> status() {
        List<String> texts = new ArrayList<>(Fuzz.recordings("44", "95"));
        for (String recording : Fuzz.recordings("06", "50", "92", "95")) {
            String[] parts = recording.split("(?<=\n)(?=[^\n]*   Segment Info\n)", -1);
            int closing = recording.indexOf("[WARNING]:-*****");
            String end = closing < 0 ? "" : recording.substring(recording.lastIndexOf('\n', closing) + 1);
            texts.add(parts[0] + parts[1] + parts[2] + end);
        }
        return texts;
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Fuzz.seeds();
    }

    // Exit status and outcome go together in the readers: both kinds are tried.
    private static Fuzz.Reader with(BiFunction<HostName, CommandResult, Object> parse) {
        return text -> parse.apply(MDW, GpstateRecordings.exited(text.length() % 3, text));
    }
}
