package io.github.gpfailover.cluster;

import static io.github.gpfailover.cluster.GreenplumVersion.Product.CLOUDBERRY;
import static io.github.gpfailover.cluster.GreenplumVersion.Product.GREENGAGE;
import static io.github.gpfailover.cluster.GreenplumVersion.Product.GREENPLUM;
import static io.github.gpfailover.cluster.GreenplumVersion.Product.HASHDATA;
import static io.github.gpfailover.cluster.GreenplumVersion.Product.WAREHOUSEPG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreenplumVersionTest {

    private static final String LINUX =
            " on x86_64-unknown-linux-gnu, compiled by gcc, 64-bit compiled on Nov 22 2026 04:59:33";

    private static Stream<Arguments> known() {
        return Stream.of(
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:25d3498a400c)" + LINUX,
                        GREENPLUM,
                        "6.24.3"),
                arguments("postgres (Greenplum Database) 6.24.3 build commit:25d3498a400c", GREENPLUM, "6.24.3"),
                arguments(
                        "PostgreSQL 12.12 (Greenplum Database 7.4.0 build commit:abc)" + LINUX + " Bhuvnesh C.",
                        GREENPLUM,
                        "7.4.0"),
                arguments("postgres (Greenplum Database) 7.4.0 build commit:abc", GREENPLUM, "7.4.0"),
                arguments("PostgreSQL 9.4.26 (Greengage Database 6.27.0 build abc)" + LINUX, GREENGAGE, "6.27.0"),
                arguments(
                        "PostgreSQL 12.22 (Greengage Database 7.3.0+dev.840.gabc build dev)" + LINUX,
                        GREENGAGE,
                        "7.3.0"),
                arguments("postgres (Greengage Database) 6.26.35_arenadata53 build x", GREENGAGE, "6.26.35"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.27.5-WHPG build dev)" + LINUX + " WarehousePG",
                        WAREHOUSEPG,
                        "6.27.5"),
                arguments(
                        "PostgreSQL 12.12 (Greenplum Database 7.5.0-WHPG build dev)" + LINUX
                                + " Bhuvnesh C. WarehousePG",
                        WAREHOUSEPG,
                        "7.5.0"),
                arguments("postgres (Greenplum Database) 7.5.0-WHPG build dev", WAREHOUSEPG, "7.5.0"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.27.3 build dev)" + LINUX + " WarehousePG\n",
                        WAREHOUSEPG,
                        "6.27.3"),
                arguments(
                        "PostgreSQL 12.22 (Greenplum Database) 19.0.0 build dev" + LINUX + " WarehousePG",
                        WAREHOUSEPG,
                        "19.0.0"),
                arguments("PostgreSQL 14.4 (Cloudberry Database 1.6.0 build dev)" + LINUX, CLOUDBERRY, "1.6.0"),
                arguments("postgres (Cloudberry Database) 1.4.0 build dev", CLOUDBERRY, "1.4.0"),
                arguments("PostgreSQL 14.4 (Apache Cloudberry 2.0.0-incubating build 1)" + LINUX, CLOUDBERRY, "2.0.0"),
                arguments(
                        "PostgreSQL 14.4 (Apache Cloudberry 2.0.0-devel+dev.12.gabc build dev)" + LINUX,
                        CLOUDBERRY,
                        "2.0.0"),
                arguments("postgres (Apache Cloudberry) 2.0.0-incubating build 1", CLOUDBERRY, "2.0.0"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build commit:abc Open Source)" + LINUX
                                + " (with assert checking)",
                        GREENPLUM,
                        "6.20.0"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:367edc6b4dfd Open Source)" + LINUX,
                        GREENPLUM,
                        "6.25.3"),
                arguments(
                        "postgres (Greenplum Database) 6.25.3 build commit:367edc6b Open Source", GREENPLUM, "6.25.3"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.26.35_arenadata53 build x)" + LINUX,
                        GREENPLUM,
                        "6.26.35"),
                arguments("postgres (Greengage Database) 7.3.0+dev.840.gabc build dev", GREENGAGE, "7.3.0"),
                arguments("postgres (Apache Cloudberry) 2.0.0-devel+dev.12.gabc build dev", CLOUDBERRY, "2.0.0"),
                arguments("postgres (Greenplum Database) 19.0.0-WHPG build dev", WAREHOUSEPG, "19.0.0"),
                arguments(
                        "PostgreSQL 12.12 (Greenplum Database 7.5.0-WHPG build dev)" + LINUX
                                + " Bhuvnesh C. WarehousePG (with assert checking)",
                        WAREHOUSEPG,
                        "7.5.0"),
                arguments(
                        "PostgreSQL 12.12 (Greenplum Database 7.3.1 build dev)" + LINUX
                                + " Bhuvnesh C. WarehousePG (with assert checking)",
                        WAREHOUSEPG,
                        "7.3.1"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build 9999) (HashData Warehouse 3.13.8 build 1)"
                                + LINUX,
                        HASHDATA,
                        "3.13.8"),
                arguments("postgres (HashData Warehouse) 3.13.8 build 1", HASHDATA, "3.13.8"),
                arguments(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build 9999) (HashData something)" + LINUX,
                        HASHDATA,
                        "6.20.0"));
    }

    @ParameterizedTest
    @MethodSource("known")
    void readsEveryProductsText(String text, GreenplumVersion.Product product, String number) {
        GreenplumVersion version = GreenplumVersion.parse(text);

        assertThat(version.product()).isEqualTo(product);
        assertThat(version.major() + "." + version.minor() + "." + version.patch())
                .isEqualTo(number);
        assertThat(version.text()).isEqualTo(text.strip());
        assertThat(version).hasToString(product.label() + " " + number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PostgreSQL 16.4 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit",
                "PostgreSQL 9.4.26 (Greenplum Database 6.24",
                "PostgreSQL 9.4.26 (Yellowplum Database 6.24.3 build x)",
                "postgres (PostgreSQL) 14.4",
                "Greenplum Database 6.24.3",
                "PostgreSQL 9.4.26 (Greenplum Database six build x)",
                "PostgreSQL 9.4.26 (Greenplum Database 99999999999.0.0 build x)",
                "PostgreSQL 9.4.26 (Greenplum Database 6.24.99999 build x)",
                "PostgreSQL 9.4.26 ((Greenplum Database 6.24.3 build x))",
                "PostgreSQL 9.4.26 (Yellowplum (Greenplum Database 6.24.3 build x))",
                "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build x) (Yellowplum Warehouse 1.0.0)",
                "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build x)\non another line",
                "PostgreSQL 9.4.26\n(Greenplum Database 6.24.3 build x)",
                "PostgreSQL 9.4.26 (Greenplum Database \u0666.24.3 build x)"
            })
    void refusesAnUnknownProductByItsText(String text) {
        assertThatThrownBy(() -> GreenplumVersion.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "the version text '"
                                + text.substring(0, Math.min(17, text.length())).replace("\n", "\\u000a"),
                        "Greenplum, Greengage, WarehousePG or Cloudberry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PostgreSQL 9",
                "PostgreSQL 9.4.26 (",
                "PostgreSQL 9.4.26 (Greenplum Database 6.24.3",
                "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build x) (HashData A"
            })
    void refusesHostileLengthsAndQuotesLittleOfThem(String begin) {
        for (String filling : new String[] {"(", ")", ".1", " (HashData A", " WarehousePG", "a", "9", "\nx"}) {
            String text = begin + filling.repeat(200_000);

            assertThatThrownBy(() -> GreenplumVersion.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .hasSizeLessThan(800);
        }
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> GreenplumVersion.parse(null)).hasMessage("version must not be null");
    }

    @Test
    void refusesATextThatIsTooLongToBeAVersion() {
        String tooLong = "PostgreSQL 9" + ".4".repeat(100_000) + " (Greenplum Database 6.24.3 build dev)";

        assertThatThrownBy(() -> GreenplumVersion.parse(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }
}
