package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessProofsTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";

    @ParameterizedTest
    @ValueSource(strings = {"65024:7 1000 gpadmin ", "65024:7 0 root ", "65024:7 1000 UNKNOWN "})
    void theAdminUserAndTheLoginAreNeverForeignWhoeverOwnsTheDirectory(String owner) {
        ProcessProofs proofs = proofs(owner + DIRECTORY + "\n");

        assertThat(proofs.foreign("gpadmin")).isFalse();
        assertThat(proofs.foreign("postgres")).isTrue();
        assertThat(proofs.foreign("gpmon")).isTrue();
        assertThat(proofs.withOwner(Optional.of("gpmon")).foreign("gpmon")).isFalse();
        assertThat(proofs.withOwner(Optional.empty()).foreign("gpmon")).isTrue();
    }

    @Test
    void nobodyIsForeignWhereNothingWasTold() {
        assertThat(proofs("").foreign("postgres")).isFalse();
        assertThat(ProcessProofs.none().foreign("postgres")).isFalse();
    }

    private static ProcessProofs proofs(String told) {
        return ProcessProofs.read(
                DIRECTORY, CommandResult.of(0, told, "", Duration.ofMillis(20)), Optional.empty(), Set.of("gpadmin"));
    }
}
