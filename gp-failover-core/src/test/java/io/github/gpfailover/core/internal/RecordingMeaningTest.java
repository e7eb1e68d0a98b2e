package io.github.gpfailover.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.internal.gpstate.GpstateMeaningTest;
import io.github.gpfailover.core.internal.probe.SqlMeaningTest;
import io.github.gpfailover.core.internal.process.ProcessMeaningTest;
import io.github.gpfailover.core.internal.text.ServerLogMeaningTest;
import io.github.gpfailover.core.internal.text.UtilityMeaningTest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordingMeaningTest {

    // mv prints nothing when all is well: whether a directory was renamed is seen by searching for it.
    private static final Set<String> NOTHING_TO_READ = Set.of("56", "62");

    @Test
    void noRecordingIsWithoutAReaderAndAMeaning() {
        Set<String> read = new TreeSet<>(NOTHING_TO_READ);
        Stream.of(
                        GpstateMeaningTest.meanings(),
                        UtilityMeaningTest.meanings(),
                        ProcessMeaningTest.meanings(),
                        SqlMeaningTest.meanings(),
                        IdleMasterMeaningTest.meanings(),
                        LossMeaningTest.meanings(),
                        ServerLogMeaningTest.meanings())
                .flatMap(List::stream)
                .map(Meaning::number)
                .forEach(read::add);

        assertThat(read)
                .isEqualTo(Recording.all()
                        .map(r -> r.name().substring(0, 2))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void aRenameSaysNothing() {
        assertThat(Recording.load("62").stdout() + Recording.load("62").stderr())
                .isEmpty();
        assertThat(Recording.load("56").stdout()).endsWith(" gpseg-1-back\n");
    }
}
