package io.github.gpfailover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceLocationTest {

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65536, Integer.MAX_VALUE})
    void refusesAPortThatIsNone(int port) {
        assertThatThrownBy(() -> InstanceLocation.of("mdw", port, "/data"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port was " + port + " but must be 1 to 65535");
    }

    @Test
    void refusesBadPartsByTheirNames() {
        assertThatThrownBy(() -> InstanceLocation.of("m dw", 5432, "/data"))
                .hasMessageStartingWith("host name was 'm dw'");
        assertThatThrownBy(() -> InstanceLocation.of("mdw", 5432, "data"))
                .hasMessageStartingWith("data directory was 'data'");
        assertThatThrownBy(() -> new InstanceLocation(null, 5432, DataDirectory.of("/data")))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("host must not be null");
        assertThatThrownBy(() -> new InstanceLocation(HostName.of("mdw"), 5432, null))
                .hasMessage("data directory must not be null");
    }

    @Test
    void printsAllThreeParts() {
        assertThat(InstanceLocation.of("mdw", 65535, "/data/master/gpseg-1"))
                .hasToString("mdw:65535:/data/master/gpseg-1")
                .isEqualTo(InstanceLocation.of("mdw", 65535, "/data/master/gpseg-1"))
                .isNotEqualTo(InstanceLocation.of("mdw", 1, "/data/master/gpseg-1"));
    }
}
