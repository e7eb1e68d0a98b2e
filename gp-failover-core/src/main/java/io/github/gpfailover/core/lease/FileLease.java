package io.github.gpfailover.core.lease;

import io.github.gpfailover.core.internal.process.ThisProcess;
import io.github.gpfailover.core.internal.store.HeldFile;
import io.github.gpfailover.core.internal.store.LeaseFiles;
import io.github.gpfailover.core.internal.store.StoreCall;
import io.github.gpfailover.core.internal.store.StoreDirectory;
import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.stability.Evolving;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease among the processes of one machine, by a locked file in a directory that they share.
 *
 * <p>It exists for controllers that are started on one machine only. The system drops the lock of a process that died at once, so nobody
 * waits. The token, the holder and since when stand in a file beside it, on the disk before {@link #acquire} returns; the token survives a
 * boot. Engines on two machines need a lease that both reach: a network file system is none.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class FileLease implements Lease {

    private static final Logger LOG = LoggerFactory.getLogger(FileLease.class);

    private final LeaseFiles files;

    private FileLease(LeaseFiles files) {
        this.files = files;
    }

    /**
     * Makes a lease in a directory.
     *
     * @param directory the directory; made, for its owner alone, if it is not there
     * @return the lease
     * @throws NullPointerException if the directory is null
     * @throws LeaseException if the directory can't be made, or others may write to it
     */
    public static FileLease in(Path directory) {
        return in(directory, InstantSource.system());
    }

    static FileLease in(Path directory, InstantSource clock) {
        Checks.notNull(directory, "directory");
        return StoreCall.ofLease(() -> new FileLease(new LeaseFiles(StoreDirectory.of(directory, "lease"), clock)));
    }

    @Override
    public Held acquire(String cluster, String holder) {
        Checks.notNull(cluster, "cluster");
        Checks.notNull(holder, "holder");
        LeaseFiles.Taking taking = StoreCall.ofLease(() -> files.take(cluster, holder + " of " + ThisProcess.name()));
        taking.other().ifPresent(other -> {
            throw new LeaseHeldException(cluster, other.name(), other.since());
        });
        return new Locked(taking.held().orElseThrow());
    }

    private record Locked(HeldFile file) implements Held {

        @Override
        public boolean stillHeld() {
            return file.stillHeld();
        }

        @Override
        public long fencingToken() {
            return file.token();
        }

        @Override
        public String realm() {
            return file.realm();
        }

        @Override
        public void close() {
            try {
                file.release();
            } catch (IOException e) {
                LOG.warn("the lease's file could not be closed; the lease is free once this process ends", e);
            }
        }
    }
}
