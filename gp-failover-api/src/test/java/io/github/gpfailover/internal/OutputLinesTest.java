package io.github.gpfailover.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.OutputListener.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

    private final List<String> told = new ArrayList<>();
    private final OutputLines lines = new OutputLines(Stream.STDERR, line -> {
        assertThat(line.stream()).isEqualTo(Stream.STDERR);
        told.add(line.text());
    });

    @Test
    void tellsALineWhenItsEndIsThereAndNotBefore() {
        add("one\ntw");
        assertThat(told).containsExactly("one");

        add("o\n\nthree");
        assertThat(told).containsExactly("one", "two", "");

        lines.end();
        lines.end();
        assertThat(told).containsExactly("one", "two", "", "three");
    }

    @Test
    void takesTheLineEndsOfOtherSystems() {
        add("one\r\ntwo\rstill two\r\n");

        assertThat(told).containsExactly("one", "two\rstill two");
    }

    @Test
    void joinsALetterThatCameInTwoPieces() {
        byte[] bytes = "ä\n".getBytes(StandardCharsets.UTF_8);
        lines.add(bytes, 0, 1);
        lines.add(bytes, 1, 2);

        assertThat(told).containsExactly("ä");
    }

    @Test
    void tellsALineWithoutEndInPartsAndNeverCutsALetter() {
        String endless = "ä".repeat(100_000);
        add(endless);
        lines.end();

        assertThat(told).hasSize(4).allSatisfy(part -> assertThat(part.length()).isLessThanOrEqualTo(32 * 1024 + 1));
        assertThat(String.join("", told)).isEqualTo(endless);
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        lines.add(bytes, 0, bytes.length);
    }
}
