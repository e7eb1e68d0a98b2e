package io.github.gpfailover.core.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lease that this process holds by a locked file. Lost once, lost for good. */
public final class HeldFile {

    private final Path lockFile;
    private final Object identity;
    private final FileChannel channel;
    private final FileLock lock;
    private final LeaseText mine;
    private final AtomicBoolean over = new AtomicBoolean();

    HeldFile(Path lockFile, Object identity, FileChannel channel, FileLock lock, LeaseText mine) {
        this.lockFile = lockFile;
        this.identity = identity;
        this.channel = channel;
        this.lock = lock;
        this.mine = mine;
    }

    Object identity() {
        return identity;
    }

    FileChannel channel() {
        return channel;
    }

    /** Whether the lock is there, in the file that everybody else would lock. */
    public boolean stillHeld() {
        if (over.get()) {
            return false;
        }
        boolean held;
        try {
            held = lock.isValid() && identity.equals(LeaseFiles.identity(lockFile));
        } catch (IOException e) {
            held = false;
        }
        if (!held) {
            over.set(true);
        }
        return held && !over.get();
    }

    public long token() {
        return mine.token();
    }

    public String realm() {
        return mine.realm();
    }

    /** Gives it back; the second time nothing happens. */
    public void release() throws IOException {
        over.set(true);
        LeaseFiles.release(this);
    }
}
