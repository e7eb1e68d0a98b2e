package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.lease.FileLease;
import io.github.gpfailover.spi.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseContractTest extends LeaseContract {

    @TempDir
    private Path directory;

    @Override
    protected Lease lease() {
        return FileLease.in(directory.resolve("lease"));
    }

    @Override
    protected Optional<Lease> again() {
        return Optional.of(lease());
    }

    /** A hand in the directory: nothing else takes a lock away. */
    @Override
    protected boolean lose(String cluster, Lease.Held held) throws IOException {
        Files.delete(directory.resolve("lease").resolve(cluster + ".lock"));
        return true;
    }
}
