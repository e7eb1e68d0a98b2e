package io.github.gpfailover.core.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.error.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectsTest {

    private static final String TAIL =
            " on x86_64-unknown-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit compiled on Nov 22 2026 04:59:33";
    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("mdw").build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Greenplum6Dialect | PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:25d3498a400c)",
                "Greenplum6Dialect | PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:367edc6b4dfd Open Source)",
                "Greenplum6Dialect | PostgreSQL 9.4.26 (Greenplum Database 6.26.35_arenadata53 build 1)",
                "Greenplum7Dialect | PostgreSQL 12.12 (Greenplum Database 7.4.0 build commit:abc)",
                "Greengage6Dialect | PostgreSQL 9.4.26 (Greengage Database 6.27.0 build commit:abc)",
                "Greengage7Dialect | PostgreSQL 12.22 (Greengage Database 7.3.0+dev.840.gabc123 build dev)",
                "WarehousePg6Dialect | PostgreSQL 9.4.26 (Greenplum Database 6.27.5-WHPG build dev)",
                "WarehousePg7Dialect | PostgreSQL 12.12 (Greenplum Database 7.5.0-WHPG build dev)",
                "CloudberryDialect | PostgreSQL 14.4 (Cloudberry Database 1.6.0 build dev)",
                "CloudberryDialect | PostgreSQL 14.4 (Apache Cloudberry 2.0.0-incubating build 1)",
                "CloudberryDialect | PostgreSQL 14.4 (Apache Cloudberry 2.0.0-devel+dev.12.gabc build dev)"
            })
    void choosesTheFamilyByWhatTheServerSays(String family, String version) {
        assertThat(Dialects.of(CLUSTER, version + TAIL).getClass().getSimpleName())
                .isEqualTo(family);
        assertThat(Dialects.of(CLUSTER, version + TAIL + " (with assert checking)")
                        .getClass()
                        .getSimpleName())
                .isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource({
        "WarehousePg6Dialect,PostgreSQL 9.4.26 (Greenplum Database 6.27.5 build dev), WarehousePG",
        "WarehousePg7Dialect,PostgreSQL 12.12 (Greenplum Database 7.5.0 build dev), Bhuvnesh C. WarehousePG",
        "Greenplum7Dialect,PostgreSQL 12.12 (Greenplum Database 7.4.0 build dev), Bhuvnesh C."
    })
    void tellsWarehousePgByTheEndOfTheLineToo(String family, String version, String end) {
        assertThat(Dialects.of(CLUSTER, version + TAIL + " " + end).getClass().getSimpleName())
                .isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource({
        "Greenplum6Dialect,postgres (Greenplum Database) 6.24.3 build commit:25d3498a400c",
        "Greenplum7Dialect,postgres (Greenplum Database) 7.4.0 build commit:abc",
        "Greengage6Dialect,postgres (Greengage Database) 6.27.0 build x",
        "Greengage7Dialect,postgres (Greengage Database) 7.3.0+dev.840.gabc build dev",
        "WarehousePg6Dialect,postgres (Greenplum Database) 6.27.5-WHPG build dev",
        "WarehousePg7Dialect,postgres (Greenplum Database) 7.5.0-WHPG build dev",
        "CloudberryDialect,postgres (Cloudberry Database) 1.4.0 build dev",
        "CloudberryDialect,postgres (Apache Cloudberry) 2.0.0-incubating build 1"
    })
    void choosesTheFamilyByWhatTheInstalledProgramSays(String family, String version) {
        assertThat(Dialects.of(CLUSTER, version).getClass().getSimpleName()).isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres (Greenplum Database) 5.28.0 build x,Greenplum Database 5.28.0",
        "postgres (Greenplum Database) 8.0.0 build x,Greenplum Database 8.0.0",
        "postgres (Greengage Database) 8.0.0 build x,Greengage Database 8.0.0",
        "PostgreSQL 12.22 (Greenplum Database) 19.0.0 build dev on x86_64 WarehousePG,WarehousePG 19.0.0",
        "postgres (Cloudberry Database) 6.0.0 build 1,Cloudberry 6.0.0",
        "postgres (Apache Cloudberry) 3.0.0 build 1,Cloudberry 3.0.0",
        "PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build 9999) (HashData Warehouse 3.13.8 build 1),HashData 3.13.8"
    })
    void refusesWhatNoDialectIsKnownForByName(String version, String named) {
        assertThatThrownBy(() -> Dialects.of(CLUSTER, GreenplumVersion.parse(version)))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContainingAll(
                        "the cluster runs " + named + ",",
                        "supported: Greenplum Database 6 and 7, Greengage Database 6 and 7, WarehousePG 6 and 7,"
                                + " Cloudberry 1 and 2;",
                        "nothing was changed");
        assertThatThrownBy(() -> Dialects.of(CLUSTER, version)).hasMessageContaining("the cluster runs " + named + ",");
    }

    @Test
    void refusesWhatItCannotReadByItsWords() {
        assertThatThrownBy(() -> Dialects.of(CLUSTER, "PostgreSQL 16.4 on x86_64\nand more".repeat(100)))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContainingAll("the cluster runs 'PostgreSQL 16.4 on x86_64\\u000aand more", "supported: ")
                .message()
                .hasSizeLessThan(500);
    }

    @Test
    void anUnknownClusterIsAskedWithoutChangingIt() {
        assertThat(Dialects.allToAskWith(CLUSTER))
                .hasSize(3)
                .noneMatch(d -> d.observe(CLUSTER.master()).mutating());
        assertThat(Dialects.allToAskWith(CLUSTER).get(0)).hasSameClassAs(Dialects.toAskWith(CLUSTER));
    }

    @Test
    void anUnknownClusterIsAskedWithEveryNameOfTheScript() {
        assertThat(Dialects.allToAskWith(CLUSTER))
                .extracting(Dialect::environmentScript)
                .containsExactly(
                        "/usr/local/greenplum-db/greenplum_path.sh",
                        "/usr/local/greenplum-db/greengage_path.sh",
                        "/usr/local/greenplum-db/cloudberry-env.sh");
    }
}
