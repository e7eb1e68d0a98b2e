package io.github.gpfailover.core.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.error.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectsTest {

    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("mdw").build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres (Greenplum Database) 6.24.3 build x",
                "postgres (Greengage Database) 6.27.0 build x",
                "postgres (Greenplum Database) 6.27.5-WHPG build x"
            })
    void speaksWithEverySix(String version) {
        assertThat(Dialects.of(CLUSTER, GreenplumVersion.parse(version))).isInstanceOf(Greenplum6Dialect.class);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres (Greenplum Database) 7.4.0 build x,Greenplum Database 7.4.0",
        "postgres (Greenplum Database) 5.28.0 build x,Greenplum Database 5.28.0",
        "postgres (Greengage Database) 7.3.0 build x,Greengage Database 7.3.0",
        "postgres (Greenplum Database) 7.5.0-WHPG build x,WarehousePG 7.5.0",
        "postgres (Apache Cloudberry) 2.0.0-incubating build 1,Cloudberry 2.0.0",
        "postgres (Cloudberry Database) 6.0.0 build 1,Cloudberry 6.0.0"
    })
    void refusesWhatNobodyVerifiedByName(String version, String named) {
        assertThatThrownBy(() -> Dialects.of(CLUSTER, GreenplumVersion.parse(version)))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContainingAll("the cluster runs " + named + ",", "Greenplum Database 6");
    }

    @Test
    void anUnknownClusterIsAskedWithoutChangingIt() {
        Dialect dialect = Dialects.toAskWith(CLUSTER);

        assertThat(dialect.observe(CLUSTER.master()).mutating()).isFalse();
    }
}
