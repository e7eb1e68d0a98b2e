package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.spi.Sleeper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The lock of a file that is written. It keeps other processes out for the time of one entry, and its channel's close gives it back. */
final class FileLocks {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private FileLocks() {}

    static void take(FileChannel channel, Path path) throws IOException, StoreException {
        Sleeper time = Sleeper.system();
        long began = time.nanoTime();
        boolean interrupted = false;
        try {
            while (!taken(channel)) {
                if (time.nanoTime() - began > LONGEST.toNanos()) {
                    throw new StoreException("the journal's file " + path + " has been locked by another process for "
                            + LONGEST.toSeconds()
                            + " s; find that process (lslocks, fuser), let it end, and try again");
                }
                try {
                    time.sleep(PAUSE);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another copy of this library in the same process.
            return false;
        }
    }
}
