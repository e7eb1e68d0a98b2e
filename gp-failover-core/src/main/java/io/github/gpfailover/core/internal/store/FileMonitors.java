package io.github.gpfailover.core.internal.store;

import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * What the threads of this process hold while they use a file. It exists because a process that closes a channel of a file loses the lock
 * that it holds by another channel of the same file.
 */
final class FileMonitors {

    /** Files beyond that many share a monitor; nobody holds two. */
    private static final Object[] ALL =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toArray();

    private FileMonitors() {}

    static Object of(Path file) {
        return ALL[Math.floorMod(file.hashCode(), ALL.length)];
    }
}
