package io.github.gpfailover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link HostName}, {@link DataDirectory} and {@link SqlName} have in common: nothing in them can be read as shell or SQL. */
class PlainTextRulesTest {

    // Each stands where a host, a level of a path or a name would: bare, at the end, in the middle.
    private static Stream<String> nasty() {
        return Stream.of(
                        "'",
                        "\"",
                        " ",
                        "\t",
                        ";",
                        "$(reboot)",
                        "${HOME}",
                        "`reboot`",
                        "\n",
                        "\r\n",
                        "\0",
                        "\u001b[2J",
                        "\u0085",
                        "\u2028",
                        "\u202e",
                        "|",
                        "&",
                        "<",
                        ">",
                        "*",
                        "?",
                        "~",
                        "\\",
                        "#",
                        "!",
                        "(",
                        "%",
                        "\u0430", // Cyrillic a
                        "\uff4d", // full-width m
                        "\u00e9",
                        "\u0661", // Arabic-Indic one
                        "\u2010", // a hyphen that is not '-'
                        "\u2215", // a slash that is not '/'
                        "\ud83d\ude00")
                .flatMap(s -> Stream.of(s, "mdw" + s, s + "mdw", "m" + s + "dw"));
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void hostNameRefusesIt(String bad) {
        refuses(HostName::of, bad, "host name", "write for example mdw or 10.0.0.11");
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void dataDirectoryRefusesItInEveryLevel(String bad) {
        refuses(DataDirectory::of, "/" + bad, "data directory", "write for example /data/master/gpseg-1");
        refuses(DataDirectory::of, "/data/" + bad + "/gpseg-1", "data directory", "must be an absolute path");
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void sqlNameRefusesIt(String bad) {
        refuses(SqlName::of, bad, "SQL name", "write for example gpadmin");
    }

    @Test
    void hostNameRefusesWhatCouldBeAnOptionNothingAndTooMuch() {
        for (String bad : new String[] {"", "-oProxyCommand", "-", ".mdw", "_mdw", "m/dw", "mdw:22", "a@mdw", "::1"}) {
            refuses(HostName::of, bad, "host name was '" + bad + "'", "write for example mdw");
        }
        refuses(
                HostName::of,
                "m".repeat(254),
                "host name has 254 characters but may have 253",
                "write for example mdw");

        assertThat(HostName.of("m".repeat(253)).value()).hasSize(253);
    }

    @Test
    void dataDirectoryRefusesWhatIsNotOnePlainAbsolutePath() {
        for (String bad : new String[] {
            "",
            "/",
            "data",
            "./data",
            "~/data",
            "/..",
            "/data/..",
            "/data/../etc",
            "/.",
            "/data/./x",
            "/data/-rf",
            "/-rf",
            "/-",
            "-/data"
        }) {
            refuses(
                    DataDirectory::of,
                    bad,
                    "data directory was '" + bad + "'",
                    "write for example /data/master/gpseg-1");
        }
        refuses(DataDirectory::of, "/" + "d".repeat(1024), "data directory has 1025 characters", "may have 1024");

        assertThat(DataDirectory.of("/a".repeat(512)).path()).hasSize(1024);
        assertThat(DataDirectory.of("/data/..a/.b/a../gp=seg+1,2@3:4_5-6").path())
                .startsWith("/data");
    }

    @Test
    void takesSeveralSlashesOfADirectoryForOne() {
        DataDirectory plain = DataDirectory.of("/data/primary/gpseg0");

        for (String same :
                new String[] {"/data/primary//gpseg0", "//data///primary/gpseg0/", "/data/primary/gpseg0//"}) {
            assertThat(DataDirectory.of(same)).isEqualTo(plain).hasToString("/data/primary/gpseg0");
        }
        refuses(DataDirectory::of, "//", "data directory was '/'", "write for example /data/master/gpseg-1");
    }

    @Test
    void takesNoNoticeOfTheCaseOfAHostName() {
        assertThat(HostName.of("MDW")).isEqualTo(HostName.of("mdw")).hasSameHashCodeAs(HostName.of("mdw"));
        assertThat(HostName.of("mdw.example.com.")).isEqualTo(HostName.of("mdw.Example.com"));
        assertThat(HostName.of("MDW")).isEqualByComparingTo(HostName.of("mdw")).hasToString("MDW");
        assertThat(HostName.of("mdw")).isNotEqualTo(HostName.of("mdw.example.com"));
    }

    @Test
    void sqlNameRefusesWhatWouldNeedQuoting() {
        for (String bad : new String[] {"", "1a", "Gpadmin", "gp-admin", "a.b", "select 1", "a$b"}) {
            refuses(SqlName::of, bad, "SQL name was '" + bad + "'", "write for example gpadmin");
        }
        refuses(SqlName::of, "a".repeat(64), "SQL name has 64 characters but may have 63", "write for example gpadmin");

        assertThat(SqlName.of("_gp_1").toString()).isEqualTo("_gp_1");
        assertThat(SqlName.of("a".repeat(63)).value()).hasSize(63);
    }

    @Test
    void longInputIsCutInTheMessageWithoutHalfACharacter() {
        String bad = "m".repeat(79) + "\ud83d\ude00".repeat(500);

        IllegalArgumentException e = refusal(HostName::of, bad);

        assertThat(e.getMessage()).hasSizeLessThan(400).contains("…'");
        assertThat(e.getMessage().chars().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF))
                .isFalse();
    }

    @Test
    void nullIsNamedByItsField() {
        assertThatThrownBy(() -> HostName.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("host name must not be null");
        assertThatThrownBy(() -> DataDirectory.of(null)).hasMessage("data directory must not be null");
        assertThatThrownBy(() -> SqlName.of(null)).hasMessage("SQL name must not be null");
    }

    @Test
    void directoriesNameTheirNeighbours() {
        DataDirectory directory = DataDirectory.of("/data/master/gpseg-1");

        assertThat(directory.parent()).isEqualTo("/data/master");
        assertThat(DataDirectory.of("/data").parent()).isEqualTo("/");
        assertThat(directory.file("recovery.conf")).isEqualTo("/data/master/gpseg-1/recovery.conf");
        assertThat(directory.withSuffix(".retired-20260101T000000Z").path())
                .isEqualTo("/data/master/gpseg-1.retired-20260101T000000Z");
        assertThatThrownBy(() -> directory.withSuffix("; rm -rf /")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directory.withSuffix(null)).isInstanceOf(NullPointerException.class);
    }

    private static void refuses(Function<String, ?> maker, String bad, String... parts) {
        IllegalArgumentException e = refusal(maker, bad);

        assertThat(e).hasMessageContainingAll(parts);
        assertThat(e.getMessage()).matches(m -> m.codePoints().noneMatch(PlainTextRulesTest::raw), "nothing raw");
    }

    private static boolean raw(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR;
    }

    private static IllegalArgumentException refusal(Function<String, ?> maker, String bad) {
        return catchThrowableOfType(IllegalArgumentException.class, () -> maker.apply(bad));
    }
}
