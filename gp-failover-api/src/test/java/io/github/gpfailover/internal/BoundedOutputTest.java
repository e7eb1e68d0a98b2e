package io.github.gpfailover.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoundedOutputTest {

    @Test
    void keepsAllThatFits() {
        assertThat(written(10, "0123456789", 3)).isEqualTo("0123456789");
        assertThat(written(10, "01234567", 8)).isEqualTo("01234567");
        assertThat(written(10, "", 1)).isEmpty();
    }

    @Test
    void keepsBothEndsAndMarksTheMiddle() {
        String text = "a".repeat(7) + "b".repeat(100) + "c".repeat(7);

        for (int piece : new int[] {1, 2, 3, 5, 10, 114}) {
            assertThat(written(10, text, piece)).isEqualTo("aaaaa\n… 104 bytes left out …\nccccc");
        }
        assertThat(BoundedOutput.isCut(written(10, text, 4))).isTrue();
    }

    @Test
    void keepsTextsWholeWhoseLettersLieAcrossTheMiddle() {
        assertThat(written(10, "äöüäö", 3)).isEqualTo("äöüäö");
    }

    @Test
    void doesNotTakeWordsForTheMark() {
        assertThat(BoundedOutput.isCut("12 bytes left out …\n… of it")).isFalse();
        assertThat(BoundedOutput.isCut("")).isFalse();
    }

    private static String written(int most, String text, int piece) {
        BoundedOutput output = new BoundedOutput(most);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            output.add(part, part.length);
        }
        assertThat(output.text()).isEqualTo(output.text());
        return output.text();
    }
}
