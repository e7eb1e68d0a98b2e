package io.github.gpfailover.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine over a journal in files whose disk fails in the midst of a move: filled, or mounted read-only. */
@Tag("processes")
@Timeout(120)
@DisplayName("scenario 19: the journal's disk fails behind the stop of the master")
class EngineOnFullDiskTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"fill, No space left on device, free space there", "read-only, Read-only file system, for writing"})
    void promotesNothingSaysWhatToDoAndGoesOnOnceTheDiskIsBack(String fault, String seen, String advice)
            throws InterruptedException {
        SmallDisk.assumeMounts();
        try (StoreProcess engine = StoreProcess.start(
                SmallDisk.on(directory, "size=256k"),
                EngineProcess.class,
                ControllerProcess.classPath(),
                fault,
                directory)) {
            List<String> told = engine.rest();

            assertThat(told)
                    .anySatisfy(l -> assertThat(l)
                            .startsWith("first FAILED: ")
                            .contains("the journal could not be written", seen, advice));
            // Which entry is the first that does not fit differs: the promotion's own, or that of its command.
            assertThat(told)
                    .anySatisfy(l -> assertThat(l)
                            .startsWith("first next: ")
                            .containsIgnoringCase("not started again")
                            .contains("pg_ctl start"));
            assertThat(told).contains("first masters: [], violations: 0");
            assertThat(told).anySatisfy(l -> assertThat(l).startsWith("second SUCCEEDED: "));
            assertThat(told).contains("second masters: [smdw], violations: 0");
        }
    }
}
