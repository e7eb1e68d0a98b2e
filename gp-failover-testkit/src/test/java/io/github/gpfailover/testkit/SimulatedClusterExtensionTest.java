package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class SimulatedClusterExtensionTest {

    @Test
    void givesEachTestItsOwnCluster(SimulatedCluster one, @Simulated(segmentHosts = 3) SimulatedCluster other) {
        assertThat(one).isNotSameAs(other);
        assertThat(one.spec().name()).isNotEqualTo(other.spec().name());
        assertThat(other.spec().segmentHosts()).hasSize(3);
    }

    @Test
    void aFailureReportTellsWhatHappened(SimulatedCluster cluster) {
        cluster.powerOff("mdw");

        assertThat(SimulatedClusterExtension.report("myTest()", cluster))
                .startsWith("--- what happened in " + cluster.spec().name() + " during myTest()\n")
                .contains("*** power off mdw")
                .endsWith("--- at the end, writable masters: []\n");
    }
}
