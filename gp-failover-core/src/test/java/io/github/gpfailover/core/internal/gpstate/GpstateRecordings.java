package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Variations of the recordings that were not recorded, made in one place. */
final class GpstateRecordings {

    private GpstateRecordings() {}

    /** Gives the recording cut off after each of its lines, the whole one left out. */
    static Stream<String> cutAfterEveryLine(Recording recording) {
        List<String> lines = recording.stdout().lines().toList();
        return IntStream.range(0, lines.size())
                .mapToObj(n -> lines.subList(0, n).stream().map(l -> l + "\n").reduce("", String::concat));
    }

    /** Gives the terms of version 7 and of another product. */
    static CommandResult inOtherWords(Recording recording, String product) {
        return recording.resultWith(recording
                .stdout()
                .replace("Master ", "Coordinator ")
                .replace("master ", "coordinator ")
                .replace("Greenplum ", product + " "));
    }

    static CommandResult exited(int status, String stdout) {
        return CommandResult.of(status, stdout, "", Duration.ZERO);
    }
}
