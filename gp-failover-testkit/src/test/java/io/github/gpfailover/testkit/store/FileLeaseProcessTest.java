package io.github.gpfailover.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.core.lease.FileLease;
import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.spi.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lease by locked files, among processes that die, and with files that were changed. */
@Tag("processes")
@Timeout(120)
class FileLeaseProcessTest {

    @TempDir
    private Path directory;

    @Test
    void anotherProcessHoldsItUntilItsDeathAndTheNextHolderHasALaterToken() {
        Path shared = directory.resolve("lease");
        try (StoreProcess other = StoreProcess.start(List.of(), "lease", shared)) {
            String[] realmAndToken = other.line().split(" ", -1);
            FileLease lease = FileLease.in(shared);

            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(LeaseHeldException.class)
                        .isThrownBy(() -> lease.acquire("prod", "execution e2"))
                        .satisfies(e -> assertThat(e.holder()).contains("execution of another process", "process "))
                        .satisfies(e -> assertThat(Duration.between(e.since(), Instant.now()))
                                .isLessThan(Duration.ofMinutes(5)));
            }
            other.kill();

            try (Lease.Held held = lease.acquire("prod", "execution e2")) {
                assertThat(held.realm()).isEqualTo(realmAndToken[0]);
                assertThat(held.fencingToken()).isGreaterThan(Long.parseLong(realmAndToken[1]));
                assertThat(held.stillHeld()).isTrue();
            }
        }
    }

    @Test
    void aRefusalInThisProcessDoesNotDropTheLock() {
        Path shared = directory.resolve("lease");
        try (Lease.Held held = FileLease.in(shared).acquire("prod", "execution e1")) {
            assertThatExceptionOfType(LeaseHeldException.class)
                    .isThrownBy(() -> FileLease.in(shared).acquire("prod", "execution e2"));

            try (StoreProcess other = StoreProcess.start(List.of(), "lease", shared)) {
                assertThat(other.line()).contains("LeaseHeldException", "execution e1");
            }
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void aFileThatWasChangedIsToldAndAFreshOneIsAnotherRealm() throws IOException {
        FileLease lease = FileLease.in(directory.resolve("lease"));
        Lease.Held first = lease.acquire("prod", "execution e1");
        first.close();
        Path file = directory.resolve("lease/prod.lease");
        byte[] changed = Files.readAllBytes(file);
        changed[changed.length / 2] ^= 1;
        Files.write(file, changed);

        assertThatExceptionOfType(LeaseException.class)
                .isThrownBy(() -> lease.acquire("prod", "execution e2"))
                .withMessageContaining(file.toString())
                .withMessageContaining("move the file aside");
        Files.delete(file);

        try (Lease.Held held = lease.acquire("prod", "execution e2")) {
            assertThat(held.realm()).isNotEqualTo(first.realm());
        }
    }

    @Test
    void peopleCanReadWhoHoldsIt() throws IOException {
        FileLease lease = FileLease.in(directory.resolve("lease"));
        try (Lease.Held held = lease.acquire("prod", "execution e1")) {
            assertThat(directory.resolve("lease/prod.lease"))
                    .content()
                    .contains("\"token\":" + held.fencingToken(), "execution e1", "\"since\":\"20");
        }
    }
}
