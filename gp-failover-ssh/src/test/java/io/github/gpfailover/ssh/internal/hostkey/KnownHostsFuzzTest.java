package io.github.gpfailover.ssh.internal.hostkey;

import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.FIRST;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.ssh.HostKeyException.Kind;
import io.github.gpfailover.ssh.internal.KeyBlob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownHostsFuzzTest {

    private static final Path FILE = Path.of("/known_hosts");
    private static final List<String> NAMES = List.of("mdw");

    @Test
    void anyBytesGiveLinesAndNeverTrust() {
        Random random = new Random(42);
        String alphabet =
                "mdw*?!,@|1= \t#[]:\n\r\u0000\u00ff" + line("mdw", FIRST).substring(4);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(200); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(judge(text.toString()).accepted()).isFalse();
        }
    }

    @Test
    void aDamagedLineTrustsNoOtherKeyAndDamagesNoOtherLine() {
        Random random = new Random(43);
        String good = line("mdw", FIRST);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = ("@revoked " + line("sdw", FIRST)).getBytes(StandardCharsets.ISO_8859_1);
            bytes[9 + random.nextInt(bytes.length - 9)] = (byte) (random.nextInt(255) | 0x80);
            String damaged = new String(bytes, StandardCharsets.ISO_8859_1);

            assertThat(judge(damaged + "\n" + good).accepted()).isTrue();
            assertThat(judge(damaged).refusal()).isEqualTo(Kind.UNKNOWN);
        }
    }

    private static HostKeyVerdict judge(String text) {
        KnownHostsFile file = KnownHostsFile.parse(FILE, text.getBytes(StandardCharsets.ISO_8859_1));
        return HostKeyVerdict.of(file.lines(), NAMES, KeyBlob.of(FIRST));
    }
}
