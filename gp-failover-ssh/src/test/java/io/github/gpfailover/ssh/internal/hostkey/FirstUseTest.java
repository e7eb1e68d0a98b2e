package io.github.gpfailover.ssh.internal.hostkey;

import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.FIRST;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.OF_RSA;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.SECOND;
import static io.github.gpfailover.ssh.internal.hostkey.TestKeys.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.HostKeyException;
import io.github.gpfailover.ssh.HostKeyException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstUseTest {

    private static final HostName HOST = HostName.of("mdw");

    @TempDir
    private Path directory;

    @Test
    void keepsTheFirstKeyAndRefusesAnotherOneFromThenOn() throws IOException {
        Path file = directory.resolve("deep/down/known_hosts");

        assertThat(check(file, "mdw", 2222).verify("", 0, FIRST)).isTrue();
        assertThat(Files.readString(file)).isEqualTo(line("[mdw]:2222", FIRST) + "\n");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.getParent())).isEqualTo("rwx------");

        assertThat(check(file, "mdw", 2222).verify("", 0, FIRST)).isTrue();
        assertThat(refused(check(file, "mdw", 2222), SECOND)).isEqualTo(Kind.CHANGED);
        assertThat(refused(check(file, "mdw", 2222), OF_RSA)).isEqualTo(Kind.CHANGED);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void acceptsTheSameKeyAgainWhenKeysAreAgreedOnAnew() {
        HostKeyCheck check = check(directory.resolve("known_hosts"), "mdw", 22);

        assertThat(check.verify("", 0, FIRST)).isTrue();
        assertThat(check.verify("", 0, FIRST)).isTrue();
        assertThat(refused(check, SECOND)).isEqualTo(Kind.CHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@revoked ", "@cert-authority ", "@later "})
    void refusesAHostThatAnyLineNames(String marker) throws IOException {
        Path file = Files.writeString(directory.resolve("known_hosts"), marker + line("mdw", FIRST) + "\n");

        assertThat(check(file, "mdw", 22).verify("", 0, FIRST)).isFalse();
        assertThat(check(file, "mdw", 22).verify("", 0, SECOND)).isFalse();
        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(check(file, "smdw", 22).verify("", 0, SECOND)).isTrue();
    }

    @Test
    void refusesAHostWhoseLineCantBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("known_hosts"), "mdw ssh-ed25519 AAAA\n");
        HostKeyCheck check = check(file, "mdw", 22);

        assertThat(refused(check, FIRST)).isEqualTo(Kind.UNKNOWN);
        assertThat(check.refusal().orElseThrow()).hasMessageContaining(file + ":1 was skipped");
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void writesALineOfItsOwnAfterOneThatWasCutOff() throws IOException {
        Path file = Files.writeString(directory.resolve("known_hosts"), line("smdw", FIRST));

        assertThat(check(file, "mdw", 22).verify("", 0, SECOND)).isTrue();
        assertThat(Files.readAllLines(file)).containsExactly(line("smdw", FIRST), line("mdw", SECOND));
    }

    @Test
    void tellsThatTheKeyCouldNotBeKept() throws IOException {
        Path notADirectory = Files.createFile(directory.resolve("file"));
        HostKeyCheck check = check(directory.resolve("later/known_hosts"), "mdw", 22);
        Files.createSymbolicLink(directory.resolve("later"), notADirectory);

        assertThat(check.verify("", 0, FIRST)).isFalse();
        TransportException e = check.refusal().orElseThrow();
        assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION);
        assertThat(e).hasMessageContaining("could not be added to " + directory.resolve("later/known_hosts"));
    }

    @Test
    void acceptsOneKeyOnlyWhenTwoAreShownAtOnce() throws Exception {
        Path file = directory.resolve("known_hosts");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> answers = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        PublicKey key = i % 2 == 0 ? FIRST : SECOND;
                        // Checks of their own, as in two programs: nothing is shared but the file.
                        boolean shared = check(file, "mdw", 22).verify("", 0, key);
                        assertThat(check(file, "sdw" + i, 22).verify("", 0, key))
                                .isTrue();
                        return shared;
                    }))
                    .toList();
            int accepted = 0;
            for (Future<Boolean> answer : answers) {
                accepted += answer.get() ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(32);
        } finally {
            threads.shutdownNow();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(65).doesNotHaveDuplicates();
        assertThat(lines).filteredOn(l -> l.startsWith("mdw ")).hasSize(1);
        assertThat(KnownHostsFile.parse(file, Files.readAllBytes(file)).lines()).allMatch(KnownHostsLine::readable);
    }

    private static HostKeyCheck check(Path file, String address, int port) {
        return new HostKeyCheck(new KnownHosts(List.of(file), true), HOST, address, port);
    }

    private static Kind refused(HostKeyCheck check, PublicKey key) {
        assertThat(check.verify("", 0, key)).isFalse();
        return ((HostKeyException) check.refusal().orElseThrow()).kind();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
