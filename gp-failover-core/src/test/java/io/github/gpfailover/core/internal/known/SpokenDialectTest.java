package io.github.gpfailover.core.internal.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.error.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

class SpokenDialectTest {

    private final ExecutionNotes notes = ExecutionNotes.unwritten(new LastKnown());
    private final SpokenDialect spoken = new SpokenDialect(
            ClusterSpec.builder("test")
                    .master("mdw", 5432, "/data/master/gpseg-1")
                    .standby("smdw", 5432, "/data/master/gpseg-1")
                    .build(),
            notes);

    private void told(String version) {
        notes.versionReported(GreenplumVersion.parse(version));
    }

    @Test
    void speaksSixUntilAServerTellsItsVersion() {
        assertThat(spoken.get().standbyMarker()).isEqualTo("recovery.conf");

        told("PostgreSQL 12.12 (Greenplum Database 7.4.0 build commit:x) on x86_64");

        assertThat(spoken.get().standbyMarker()).isEqualTo("standby.signal");
    }

    @Test
    void refusesByNameAVersionThatIsToldLaterAndThatNobodyKnows() {
        told("PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:x) on x86_64");
        assertThat(spoken.get().productWord()).isEqualTo("Greenplum");

        told("PostgreSQL 8.3.23 (Greenplum Database 5.28.0 build commit:x) on x86_64");

        assertThatExceptionOfType(UnsupportedVersionException.class)
                .isThrownBy(spoken::get)
                .withMessageContaining("5.28.0");
    }
}
