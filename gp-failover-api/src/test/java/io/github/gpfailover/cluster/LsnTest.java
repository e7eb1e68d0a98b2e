package io.github.gpfailover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    private static final Lsn FIRST = new Lsn(0);
    private static final Lsn LAST = new Lsn(-1);

    @Test
    void readsWhatTheServerPrints() {
        assertThat(Lsn.parse("0/1403E008").position()).isEqualTo(0x1403E008L);
        assertThat(Lsn.parse("1/0").position()).isEqualTo(1L << 32);
        assertThat(Lsn.parse("a/bc")).isEqualTo(Lsn.parse("A/BC"));
        assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF")).isEqualTo(LAST);
        assertThat(Lsn.parse("00000000/00000000")).isEqualTo(FIRST);
    }

    @Test
    void printsWhatItReads() {
        SplittableRandom random = new SplittableRandom(1);

        Stream.generate(random::nextLong)
                .limit(10_000)
                .map(Lsn::new)
                .forEach(l -> assertThat(Lsn.parse(l.toString())).isEqualTo(l));

        assertThat(LAST).hasToString("FFFFFFFF/FFFFFFFF");
        assertThat(FIRST).hasToString("0/0");
        assertThat(new Lsn(0x1_0000_000AL)).hasToString("1/A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "0",
                "0/",
                "/0",
                "0/0/0",
                " 0/0",
                "0/0 ",
                "0/0\n",
                "-1/0",
                "0/-1",
                "0x0/0",
                "000000000/0",
                "0/000000000",
                "g/0",
                "\u0661/0",
                "0\\0"
            })
    void refusesWhatIsNoPosition(String bad) {
        assertThatThrownBy(() -> Lsn.parse(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("LSN was '")
                .hasMessageEndingWith("but must be two hexadecimal numbers as in 0/1403E008")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> Lsn.parse(null)).hasMessage("LSN must not be null");
    }

    @Test
    void ordersAsUnsigned() {
        assertThat(Stream.of("FFFFFFFF/0", "0/1", "80000000/0", "7FFFFFFF/FFFFFFFF", "0/10", "1/0")
                        .map(Lsn::parse)
                        .sorted())
                .map(Lsn::toString)
                .containsExactly("0/1", "0/10", "1/0", "7FFFFFFF/FFFFFFFF", "80000000/0", "FFFFFFFF/0");
    }

    @Test
    void tellsTheDistanceBothWays() {
        Lsn a = Lsn.parse("0/FFFFFFF0");
        Lsn b = Lsn.parse("1/10");

        assertThat(b.bytesSince(a)).isEqualTo(32);
        assertThat(a.bytesSince(b)).isEqualTo(-32);
        assertThat(a.bytesSince(a)).isZero();
        assertThat(Lsn.parse("80000000/5").bytesSince(Lsn.parse("7FFFFFFF/FFFFFFFF")))
                .isEqualTo(6);
        assertThat(new Lsn(Long.MAX_VALUE).bytesSince(FIRST)).isEqualTo(Long.MAX_VALUE);
        assertThat(FIRST.bytesSince(new Lsn(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void refusesADistanceThatDoesNotFit() {
        assertThatThrownBy(() -> LAST.bytesSince(FIRST))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("FFFFFFFF/FFFFFFFF and 0/0");
        assertThatThrownBy(() -> FIRST.bytesSince(LAST)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Lsn(Long.MIN_VALUE).bytesSince(FIRST)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void movesForwardOnly() {
        assertThat(Lsn.parse("0/FFFFFFFF").plus(1)).hasToString("1/0");
        assertThat(new Lsn(Long.MAX_VALUE).plus(1)).hasToString("80000000/0");
        assertThat(LAST.plus(0)).isEqualTo(LAST);
        assertThatThrownBy(() -> LAST.plus(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot move FFFFFFFF/FFFFFFFF by 1 bytes");
        assertThatThrownBy(() -> FIRST.plus(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LAST.plus(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FIRST.plus(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }
}
