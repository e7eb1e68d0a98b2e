package io.github.gpfailover.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void everyCharacterComesBack() {
        for (int c = 0; c <= 0xFFFF; c++) {
            String text = "a" + (char) c + "b";

            assertThat(JsonReader.read(Json.write(text))).isEqualTo(text);
        }
    }

    @Test
    void whatIsWrittenHoldsNoRawControlCharacter() {
        assertThat(Json.write("\0\u0001\b\t\n\r\u001f\"\\/"))
                .isEqualTo("\"\\u0000\\u0001\\u0008\\u0009\\u000a\\u000d\\u001f\\\"\\\\/\"");
    }

    @Test
    void writesAndReadsEveryKindOfValue() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("text", "x");
        all.put("whole", Long.MIN_VALUE);
        all.put("real", -1.5e-7);
        all.put("yes", true);
        all.put("no", false);
        all.put("nothing", null);
        all.put("list", Arrays.asList(1L, null, List.of(), Map.of()));

        assertThat(JsonReader.read(Json.write(all))).isEqualTo(all);
    }

    @Test
    void readsEscapesBlanksAndNumbers() {
        assertThat(JsonReader.read(" \t\r\n\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE00\" "))
                .isEqualTo("\"\\/\b\f\n\r\tä😀");
        assertThat(JsonReader.read("[ 0 , -0.5 , 1E3 , 10 ]")).isEqualTo(List.of(0L, -0.5, 1000.0, 10L));
        assertThat(JsonReader.read("{ }")).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "True",
                "'x'",
                "{",
                "[",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "1 2",
                "{}{}",
                "+1",
                "-",
                "01",
                ".5",
                "1.",
                "1e",
                "1e+",
                "NaN",
                "Infinity",
                "0x10",
                "99999999999999999999",
                "\0",
                "\"a\0b\"",
                "// x\n1",
                "{\"a\":1,\"a\":1}",
                "\u00a01"
            })
    void refusesWhatIsNotJson(String bad) {
        assertThatThrownBy(() -> JsonReader.read(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not JSON at character ")
                .hasMessageMatching("\\P{Cntrl}*");
    }

    @Test
    void refusesEndlessDepthWithoutOverflowingTheStack() {
        assertThat(JsonReader.read("[".repeat(30) + "]".repeat(30))).isNotNull();
        for (String level : List.of("[", "{\"a\":")) {
            assertThatThrownBy(() -> JsonReader.read(level.repeat(100_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 32 levels");
        }
    }
}
