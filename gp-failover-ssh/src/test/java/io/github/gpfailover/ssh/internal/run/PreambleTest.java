package io.github.gpfailover.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PreambleTest {

    private static final String MARK = "0123456789abcdef";

    private final Preamble preamble = new Preamble(MARK);

    @Test
    void leavesOutWhatStartUpFilesPrint() {
        assertThat(pass("Welcome to mdw!\nlast login" + MARK + " 4711\nown\n")).isEqualTo("own\n");
        assertThat(preamble.rest()).isEqualTo("4711");
        assertThat(pass("more")).isEqualTo("more");
    }

    @Test
    void findsTheMarkHoweverItIsCut() {
        String all = "noise 0123" + MARK + " 4711\nown";
        StringBuilder own = new StringBuilder();
        for (int i = 0; i < all.length(); i++) {
            own.append(pass(all.substring(i, i + 1)));
        }

        assertThat(own).hasToString("own");
        assertThat(preamble.rest()).isEqualTo("4711");
    }

    @Test
    void keepsWhatWasSaidByAShellThatNeverCameToTheCommand() {
        assertThat(pass("This account is currently not available.\n")).isEmpty();

        assertThat(preamble.passed()).isFalse();
        assertThat(preamble.noise()).isEqualTo("This account is currently not available.\n");
        assertThat(preamble.rest()).isEmpty();
    }

    @Test
    void endlessNoiseDoesNotFillTheMemory() {
        for (int i = 0; i < 100; i++) {
            assertThat(pass("x".repeat(10_000))).isEmpty();
        }

        assertThat(preamble.noise()).hasSizeLessThanOrEqualTo(64 * 1024);
        assertThat(pass(MARK + "\nown")).isEqualTo("own");
    }

    @Test
    void withoutAMarkAllIsTheCommandsOwn() {
        byte[] bytes = "all".getBytes(StandardCharsets.US_ASCII);

        assertThat(new Preamble(null).pass(bytes, 1, 2)).isEqualTo(1);
    }

    private String pass(String text) {
        byte[] bytes = ("__" + text).getBytes(StandardCharsets.US_ASCII);
        int own = preamble.pass(bytes, 2, bytes.length - 2);
        return own < 0 ? "" : new String(bytes, own, bytes.length - own, StandardCharsets.US_ASCII);
    }
}
